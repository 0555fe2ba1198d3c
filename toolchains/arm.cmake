# Docker calls it linux/arm (v7).
set(GNU arm-linux-gnueabihf)
set(MUSL arm-linux-musleabihf)
set(CPU arm)
set(RUNS_ON armv7l armv8l)
set(GUARD_OPTIONS -mstack-protector-guard=tls -mstack-protector-guard-offset=0 -mtp=cp15)
include(${CMAKE_CURRENT_LIST_DIR}/musl.cmake)
