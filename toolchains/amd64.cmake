# Docker calls it linux/amd64.
set(GNU x86_64-linux-gnu)
set(MUSL x86_64-linux-musl)
set(CPU x86_64)
set(RUNS_ON x86_64)
include(${CMAKE_CURRENT_LIST_DIR}/musl.cmake)
