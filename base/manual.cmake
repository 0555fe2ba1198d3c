# The man pages and bash's completions of both programs. Nothing is run to make them: the compiler puts them
# into sections of an object file, and objcopy takes them out.
include(GNUInstallDirs)
foreach(program IN ITEMS init probe)
  add_library(${program}_manual OBJECT ${program}/manual.cc)
  target_link_libraries(${program}_manual PRIVATE shipped)
  # Of LTO there is no object code, and a sanitizer puts other bytes around.
  set_source_files_properties(${program}/manual.cc PROPERTIES COMPILE_OPTIONS "-fno-lto;-fno-sanitize=all")
  set(page ${PROJECT_BINARY_DIR}/share/${program}.1)
  set(completion ${PROJECT_BINARY_DIR}/share/${program}.bash)
  set(take ${CMAKE_OBJCOPY} --output-target=binary)
  add_custom_command(OUTPUT ${page} ${completion}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/share
    COMMAND ${take} --only-section=.man $<TARGET_OBJECTS:${program}_manual> ${page}
    COMMAND ${take} --only-section=.completion $<TARGET_OBJECTS:${program}_manual> ${completion}
    DEPENDS ${program}_manual $<TARGET_OBJECTS:${program}_manual>
    COMMAND_EXPAND_LISTS VERBATIM)
  list(APPEND manual ${page} ${completion})
  install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${completion} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME ${program})
endforeach()
add_custom_target(manual ALL DEPENDS ${manual})
