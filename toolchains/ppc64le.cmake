# Docker calls it linux/ppc64le.
set(GNU powerpc64le-linux-gnu)
set(MUSL powerpc64le-linux-musl)
set(CPU ppc64le)
set(RUNS_ON ppc64le)
include(${CMAKE_CURRENT_LIST_DIR}/musl.cmake)
