# Docker calls it linux/s390x.
set(GNU s390x-linux-gnu)
set(MUSL s390x-linux-musl)
set(CPU s390x)
set(RUNS_ON s390x)
include(${CMAKE_CURRENT_LIST_DIR}/musl.cmake)
