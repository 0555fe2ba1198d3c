# Docker calls it linux/386.
set(GNU i686-linux-gnu)
set(MUSL i386-linux-musl)
set(CPU i386)
set(RUNS_ON i386 i686 x86_64)
include(${CMAKE_CURRENT_LIST_DIR}/musl.cmake)
