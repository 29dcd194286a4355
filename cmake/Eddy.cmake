# The binary: lib/ embedded, the startup snapshot and code cache made by a host tool that links the real bindings, and
# everything joined into build/<preset>/eddy.
file(GLOB_RECURSE eddy_lib CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/lib/*.js)
set(generated ${CMAKE_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${generated})

include(Bundles)

add_executable(embed tools/embed.cc)
target_compile_features(embed PRIVATE cxx_std_20)

add_custom_command(
  OUTPUT ${generated}/builtins.S
  COMMAND embed ${generated}/builtins.S ${CMAKE_SOURCE_DIR}/lib:${eddy_bundle_root} ${eddy_lib} ${eddy_bundles}
  DEPENDS embed ${eddy_lib} ${eddy_bundles}
  COMMENT "Embedding lib/" VERBATIM)
add_library(eddy_builtins OBJECT ${generated}/builtins.S)
set_source_files_properties(${generated}/builtins.S PROPERTIES OBJECT_DEPENDS "${eddy_lib};${eddy_bundles}")

add_executable(eddy_snapshot tools/snapshot.cc $<TARGET_OBJECTS:eddy_builtins>)
target_link_libraries(eddy_snapshot eddy_bindings)

add_custom_command(
  OUTPUT ${generated}/snapshot.S
  COMMAND eddy_snapshot snapshot ${generated}/snapshot.bin
  COMMAND eddy_snapshot cache ${generated}/snapshot.bin ${CMAKE_SOURCE_DIR}/tools/warm_up.cjs ${generated}/cache.bin
  COMMAND eddy_snapshot assemble ${generated}/snapshot.bin ${generated}/cache.bin ${generated}/snapshot.S
  DEPENDS eddy_snapshot ${CMAKE_SOURCE_DIR}/tools/warm_up.cjs
  COMMENT "Making the startup snapshot" VERBATIM)

file(GLOB eddy_cli CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/cli/*.cc)
add_executable(eddy ${eddy_cli} ${generated}/snapshot.S $<TARGET_OBJECTS:eddy_builtins>)
target_link_libraries(eddy eddy_bindings)
install(TARGETS eddy RUNTIME DESTINATION bin)
