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
add_library(V8::V8 STATIC IMPORTED)
set_target_properties(V8::V8 PROPERTIES IMPORTED_LOCATION ${eddy_v8_library})
target_include_directories(V8::V8 SYSTEM INTERFACE ${V8_ROOT}/include)
target_link_libraries(V8::V8 INTERFACE dl Threads::Threads)

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
