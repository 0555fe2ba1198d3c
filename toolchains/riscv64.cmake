# Docker calls it linux/riscv64.
set(GNU riscv64-linux-gnu)
set(MUSL riscv64-linux-musl)
set(CPU riscv64)
set(RUNS_ON riscv64)
include(${CMAKE_CURRENT_LIST_DIR}/musl.cmake)
