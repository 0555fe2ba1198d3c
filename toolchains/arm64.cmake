# Docker calls it linux/arm64.
set(GNU aarch64-linux-gnu)
set(MUSL aarch64-linux-musl)
set(CPU aarch64)
set(RUNS_ON aarch64)
set(GUARD_OPTIONS -mstack-protector-guard=sysreg -mstack-protector-guard-reg=tpidr_el0 -mstack-protector-guard-offset=0)
include(${CMAKE_CURRENT_LIST_DIR}/musl.cmake)
