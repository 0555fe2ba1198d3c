# Docker calls it linux/arm64.
set(GNU aarch64-linux-gnu)
set(MUSL aarch64-linux-musl)
set(CPU aarch64)
set(RUNS_ON aarch64)
include(${CMAKE_CURRENT_LIST_DIR}/musl.cmake)
