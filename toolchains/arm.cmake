# Docker calls it linux/arm (v7).
set(GNU arm-linux-gnueabihf)
set(MUSL arm-linux-musleabihf)
set(CPU arm)
set(RUNS_ON armv7l armv8l)
include(${CMAKE_CURRENT_LIST_DIR}/musl.cmake)
