# V8 13.6, as the gem libv8-node brings it, or the build that V8_ROOT names (include/ and a libv8_monolith.a below it).
set(V8_ROOT "" CACHE PATH "A V8 13.6 build: include/v8.h and libv8_monolith.a somewhere below")
if(NOT V8_ROOT AND DEFINED ENV{V8_ROOT})
  set(V8_ROOT $ENV{V8_ROOT})
endif()
if(NOT V8_ROOT)
  set(V8_ROOT ${CMAKE_SOURCE_DIR}/build/deps/v8)
endif()
file(GLOB_RECURSE eddy_v8_library ${V8_ROOT}/libv8_monolith.a)
if(NOT eddy_v8_library OR NOT EXISTS ${V8_ROOT}/include/v8.h)
  message(FATAL_ERROR "V8 not found below ${V8_ROOT}: run make, or set V8_ROOT")
endif()
list(GET eddy_v8_library 0 eddy_v8_library)
if(EDDY_SANITIZE MATCHES "thread")
  # ThreadSanitizer judges memory by what it sees of the locks around it. Of V8, which is not compiled for it, it sees
  # half: as a library of its own it can be named, and what it does left out (tools/tsan_defaults.cc).
  set(shared_v8 ${CMAKE_BINARY_DIR}/libv8.so)
  set(private_v8 ${CMAKE_BINARY_DIR}/libv8_private.a)
  add_custom_command(
    OUTPUT ${shared_v8} ${private_v8}
    COMMAND ${CMAKE_COMMAND} -E env CXX=${CMAKE_CXX_COMPILER}
      ${CMAKE_SOURCE_DIR}/tools/shared_v8 ${eddy_v8_library} ${CMAKE_BINARY_DIR}
    DEPENDS ${eddy_v8_library} ${CMAKE_SOURCE_DIR}/tools/shared_v8
    COMMENT "Linking V8 as a shared library" VERBATIM)
  add_custom_target(eddy_shared_v8 DEPENDS ${shared_v8} ${private_v8})
  add_library(V8::V8 SHARED IMPORTED)
  add_dependencies(V8::V8 eddy_shared_v8)
  set_target_properties(V8::V8 PROPERTIES IMPORTED_LOCATION ${shared_v8} IMPORTED_SONAME libv8.so)
  target_link_libraries(V8::V8 INTERFACE ${private_v8})
else()
  add_library(V8::V8 STATIC IMPORTED)
  set_target_properties(V8::V8 PROPERTIES IMPORTED_LOCATION ${eddy_v8_library})
endif()
target_include_directories(V8::V8 SYSTEM INTERFACE ${V8_ROOT}/include)
target_link_libraries(V8::V8 INTERFACE dl Threads::Threads)

# The number that ICU, inside V8, has appended to its functions' names; empty without ICU.
if(NOT DEFINED EDDY_ICU_RELEASE)
  execute_process(COMMAND ${CMAKE_NM} -g --defined-only ${eddy_v8_library} OUTPUT_VARIABLE names ERROR_QUIET)
  string(REGEX MATCH " T u_getVersion_([0-9]+)" found "${names}")
  set(EDDY_ICU_RELEASE "${CMAKE_MATCH_1}" CACHE INTERNAL "The release of ICU inside V8's library")
endif()
if(EDDY_ICU_RELEASE)
  set_property(SOURCE ${CMAKE_SOURCE_DIR}/src/bindings/about.cc APPEND PROPERTY COMPILE_DEFINITIONS
    "EDDY_ICU_RELEASE=${EDDY_ICU_RELEASE}")
endif()

# The gem's library was built against glibc 2.38 and libstdc++ 13; src/engine/v8_gem_compat.cc supplies what is missing.
include(CheckCXXSourceCompiles)
check_cxx_source_compiles(
  "extern \"C\" long __isoc23_strtol(const char*, char**, int); int main(int c, char** v) { return __isoc23_strtol(v[0], 0, c); }"
  EDDY_HAS_ISOC23)
check_cxx_source_compiles(
  "extern \"C\" void cold() __asm__(\"_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE15_M_replace_coldEPcmPKcmm\"); int main() { cold(); }"
  EDDY_HAS_REPLACE_COLD)
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/engine/v8_gem_compat.cc PROPERTIES
  SKIP_PRECOMPILE_HEADERS ON
  COMPILE_DEFINITIONS "$<$<NOT:$<BOOL:${EDDY_HAS_ISOC23}>>:EDDY_LACKS_ISOC23>;$<$<NOT:$<BOOL:${EDDY_HAS_REPLACE_COLD}>>:EDDY_LACKS_REPLACE_COLD>")
