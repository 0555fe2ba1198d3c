# Makes static, hardened and small programs: GCC links C++ with only musl. Only the headers of libstdc++ are used.
set(musl_headers /usr/include/${row_musl})
set(musl_objects /usr/lib/${row_musl})
if(NOT EXISTS ${musl_objects}/rcrt1.o)
  message(FATAL_ERROR "${musl_objects}/rcrt1.o is missing: install musl-dev for this architecture")
endif()

# -nostdinc removes all folders, so that none of glibc's is used. Those of libstdc++ and GCC are added again by name.
set(folders ${CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES})
set(standard_headers ${folders})
list(FILTER standard_headers INCLUDE REGEX "/c\\+\\+/")
set(compiler_headers ${folders})
list(FILTER compiler_headers INCLUDE REGEX "/lib/gcc(-cross)?/")
target_compile_options(shipped INTERFACE -nostdinc)
foreach(folder IN LISTS standard_headers ITEMS ${musl_headers} LISTS compiler_headers)
  target_compile_options(shipped INTERFACE "SHELL:-isystem ${folder}")
endforeach()

# For the compiler, and for the linker, which compiles too. What -Oz still does for speed, and what costs bytes here, is
# switched off: moving code out of loops and out of branches needs registers that have to be saved, and GCC's "expensive"
# optimizations copy values instead of reading them again. In one partition, GCC sees all callers of a function.
set(optimization -Oz -flto -flto-partition=one
  -fno-move-loop-invariants -fno-tree-loop-im -fno-code-hoisting -fno-expensive-optimizations)

target_compile_options(shipped INTERFACE
  "-D__GLIBC_PREREQ(a,b)=0"  # libstdc++ tests the version of glibc with it
  ${optimization} -fPIE -fstack-protector-strong
  -fno-asynchronous-unwind-tables -fno-unwind-tables -fno-threadsafe-statics
  -ffunction-sections -fdata-sections
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}=. -ffile-prefix-map=${PROJECT_BINARY_DIR}=.)

# crti.o and crtn.o are not linked: .init and .fini would be empty, and are left out of the dynamic section too. (GCC's
# -static-pie forgets --no-dynamic-linker on arm.)
target_link_options(shipped INTERFACE
  -nostdlib -static-pie -s ${optimization}
  LINKER:--gc-sections,--build-id=none,--no-dynamic-linker,-init=none,-fini=none
  LINKER:-z,now,-z,noexecstack,-z,noseparate-code)

# How a program starts and calls the kernel on this architecture.
set(machine ${PROJECT_SOURCE_DIR}/base/machine/${ARCHITECTURE}.S)

# base/machine and base/os/start.cc start the program: nothing of libc is set up.
set(linker_script ${PROJECT_SOURCE_DIR}/toolchains/program.ld)
function(start_from_kernel program)
  target_sources(${program} PRIVATE base/os/start.cc base/os/handler.cc ${machine})
  target_compile_options(${program} PRIVATE ${row_guard})
  target_link_options(${program} PRIVATE ${row_guard} LINKER:-z,norelro,-T,${linker_script})
  set_target_properties(${program} PROPERTIES LINK_DEPENDS ${linker_script})
  strip_section_headers(${program})
endfunction()

# musl starts the program: it relocates it, and sets up what libc functions need.
function(start_from_libc program)
  target_link_options(${program} PRIVATE ${musl_objects}/rcrt1.o)
endfunction()

# Section headers (640 bytes) are for debuggers; the kernel does not read them. GNU ld can leave them out from version
# 2.41 on; before that, LLVM's objcopy removes them.
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -Wl,--version OUTPUT_VARIABLE linker ERROR_QUIET)
string(REGEX MATCH "[0-9]+[.][0-9]+" linker_version "${linker}")
if(linker_version VERSION_LESS 2.41)
  find_program(LLVM_OBJCOPY llvm-objcopy REQUIRED)
else()
  target_link_options(shipped INTERFACE LINKER:-z,nosectionheader)
endif()
function(strip_section_headers program)
  if(LLVM_OBJCOPY)
    add_custom_command(TARGET ${program} POST_BUILD COMMAND ${LLVM_OBJCOPY} --strip-sections $<TARGET_FILE:${program}>)
  endif()
endfunction()

target_link_libraries(shipped INTERFACE $<LINK_GROUP:RESCAN,${musl_objects}/libc.a,gcc>)  # each needs the other
