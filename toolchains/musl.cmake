# What the architectures share. Each sets its names before it includes this:
#   GNU   Debian's triplet of the compiler, such as x86_64-linux-gnu
#   MUSL  Debian's triplet of musl, such as x86_64-linux-musl
#   CPU   qemu's name of the processor, such as x86_64
#   GUARD_OPTIONS  of GCC, where it does not look for the stack protector's guard behind the thread pointer by
#     itself, as base/machine has it
#   RUNS_ON  hosts (uname -m) that run such programs themselves
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${CPU})
set(CMAKE_CXX_COMPILER ${GNU}-g++)
set(CMAKE_ASM_COMPILER ${GNU}-g++)
set(MUSL_TRIPLET ${MUSL})

cmake_host_system_information(RESULT host QUERY OS_PLATFORM)
if(NOT host IN_LIST RUNS_ON)
  set(CMAKE_CROSSCOMPILING_EMULATOR qemu-${CPU}-static)  # runs the tests too
endif()
