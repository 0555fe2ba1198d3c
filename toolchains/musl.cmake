# The toolchain of every static preset: Debian's cross compiler and musl for the architecture in ARCHITECTURE, which is
# a row of the table `architectures`. Its columns become the variables `row_docker`, `row_platform` and so on.
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES ARCHITECTURE)  # CMake reads this file again for each try_compile

set(table ${CMAKE_CURRENT_LIST_DIR}/architectures)
file(STRINGS ${table} columns REGEX "^docker ")
file(STRINGS ${table} row REGEX "^${ARCHITECTURE} ")
if(NOT row)
  message(FATAL_ERROR "no architecture '${ARCHITECTURE}' in ${table}: expected -DARCHITECTURE= and one of its rows")
endif()
separate_arguments(columns)
separate_arguments(row)
foreach(column value IN ZIP_LISTS columns row)
  string(REGEX REPLACE "^-$" "" value "${value}")
  string(REPLACE "," ";" row_${column} "${value}")
endforeach()

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${row_qemu})
set(CMAKE_CXX_COMPILER ${row_gnu}-g++)
set(CMAKE_ASM_COMPILER ${row_gnu}-g++)

cmake_host_system_information(RESULT host QUERY OS_PLATFORM)
if(NOT host IN_LIST row_machines AND NOT host IN_LIST row_also)
  set(CMAKE_CROSSCOMPILING_EMULATOR qemu-${row_qemu}-static)  # runs the tests too
endif()
