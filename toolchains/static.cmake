# Static, hardened and small: how GCC links C++ with musl alone. libstdc++ gives
# its headers, and no object file.
set(musl_headers /usr/include/${row_musl})
set(musl_objects /usr/lib/${row_musl})
if(NOT EXISTS ${musl_objects}/rcrt1.o)
  message(FATAL_ERROR "${musl_objects}/rcrt1.o is missing: install musl-dev for this architecture")
endif()

# -nostdinc leaves no folder of glibc's; libstdc++'s and GCC's own come back by name.
set(folders ${CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES})
set(standard_headers ${folders})
list(FILTER standard_headers INCLUDE REGEX "/c\\+\\+/")
set(compiler_headers ${folders})
list(FILTER compiler_headers INCLUDE REGEX "/lib/gcc(-cross)?/")
target_compile_options(shipped INTERFACE -nostdinc)
foreach(folder IN LISTS standard_headers ITEMS ${musl_headers} LISTS compiler_headers)
  target_compile_options(shipped INTERFACE "SHELL:-isystem ${folder}")
endforeach()

# Once for the compiler and once for the linker, which compiles too.
set(optimization -Oz -flto)

target_compile_options(shipped INTERFACE
  "-D__GLIBC_PREREQ(a,b)=0"  # libstdc++ asks glibc for its version
  ${optimization} -fPIE -fstack-protector-strong
  -fno-asynchronous-unwind-tables -fno-unwind-tables -fno-threadsafe-statics
  -ffunction-sections -fdata-sections
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}=. -ffile-prefix-map=${PROJECT_BINARY_DIR}=.)

# Not crti.o and crtn.o: what they start and end, .init and .fini, is empty, and no
# loader is to be told of it. (GCC's -static-pie forgets --no-dynamic-linker on arm.)
target_link_options(shipped INTERFACE
  -nostdlib -static-pie -s ${optimization}
  LINKER:--gc-sections,--build-id=none,--no-dynamic-linker,-init=none,-fini=none
  LINKER:-z,now,-z,noexecstack,-z,noseparate-code)

# How the architecture calls the kernel, and is started by it.
set(machine ${PROJECT_SOURCE_DIR}/base/machine/${ARCHITECTURE}.S)

function(lay_out program script)
  set(path ${PROJECT_SOURCE_DIR}/toolchains/${script})
  target_link_options(${program} PRIVATE LINKER:-T,${path})
  set_target_properties(${program} PROPERTIES LINK_DEPENDS ${path})
endfunction()

# Nothing of libc runs before the program's own start.cc, or is to be set up for it.
function(start_from_kernel program)
  target_sources(${program} PRIVATE ${program}/os/start.cc ${machine})
  target_compile_options(${program} PRIVATE ${row_guard})
  target_link_options(${program} PRIVATE ${row_guard} LINKER:-z,norelro)
  lay_out(${program} ${program}.ld)
endfunction()

# musl relocates the program, and sets up what its functions need.
function(start_from_libc program)
  target_sources(${program} PRIVATE ${machine})
  target_link_options(${program} PRIVATE ${musl_objects}/rcrt1.o LINKER:-z,relro)
  lay_out(${program} static.ld)
endfunction()

# Section headers tell debuggers what lies where, and loaders nothing: 640 bytes. GNU ld
# can leave them out from 2.41 on; before, LLVM's objcopy takes them away.
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

# A pointer that is to be relocated takes 24 bytes more, or packed hardly any. musl knows packed ones from
# 1.2.4 on; it says its version in no other place. (A linker that does not know them for an
# architecture leaves them as they are.)
file(STRINGS ${musl_objects}/libc.a musl_version REGEX "^[0-9]+[.][0-9]+[.][0-9]+$" LIMIT_COUNT 1)
if(musl_version VERSION_GREATER_EQUAL 1.2.4 AND linker_version VERSION_GREATER_EQUAL 2.38)
  set(packed_relocations LINKER:-z,pack-relative-relocs)
endif()
