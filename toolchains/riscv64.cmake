# Docker calls it linux/riscv64.
set(GNU riscv64-linux-gnu)
set(MUSL riscv64-linux-musl)
set(CPU riscv64)
set(RUNS_ON riscv64)
set(GUARD_OPTIONS -mstack-protector-guard=tls -mstack-protector-guard-reg=tp -mstack-protector-guard-offset=0)
include(${CMAKE_CURRENT_LIST_DIR}/musl.cmake)
