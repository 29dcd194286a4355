# Warnings, optimisation and tools that every target of Eddy shares.
add_library(eddy_settings INTERFACE)
target_compile_options(eddy_settings INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wno-unused-parameter
  $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti>
  -fno-omit-frame-pointer -ffunction-sections -fdata-sections)
target_include_directories(eddy_settings INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include)
target_link_libraries(eddy_settings INTERFACE Threads::Threads)
target_link_options(eddy_settings INTERFACE -no-pie -Wl,--gc-sections -Wl,--as-needed)

set(EDDY_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize=")
if(EDDY_SANITIZE)
  # GCC takes the sanitizers' own code for reads of what was never set.
  target_compile_options(eddy_settings INTERFACE -fsanitize=${EDDY_SANITIZE} -fno-sanitize-recover=all
    -Wno-uninitialized -Wno-maybe-uninitialized)
  target_link_options(eddy_settings INTERFACE -fsanitize=${EDDY_SANITIZE})
  if(EDDY_SANITIZE MATCHES "thread")
    target_sources(eddy_settings INTERFACE
      $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:${CMAKE_SOURCE_DIR}/tools/tsan_defaults.cc>)
  endif()
else()
  target_link_options(eddy_settings INTERFACE -static-libgcc -static-libstdc++)
endif()

find_program(EDDY_MOLD mold)
if(EDDY_MOLD)
  target_link_options(eddy_settings INTERFACE -fuse-ld=mold)
endif()
# With these settings one cache serves every checkout, precompiled headers included.
find_program(EDDY_CCACHE ccache)
if(EDDY_CCACHE)
  set(eddy_launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${EDDY_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${eddy_launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${eddy_launcher})
endif()

# The Node.js release whose API this is.
target_compile_definitions(eddy_settings INTERFACE EDDY_NODE_VERSION="v24.21.0" EDDY_VERSION="${PROJECT_VERSION}")
