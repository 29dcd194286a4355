# Tests that are programs: each file is a ctest of its own, passing when the program exits with 0.
#
#   test/js/**/*.test.{js,mjs}       one module's behaviour           js.<folder>.<name>
#   test/system/**/*.test.{js,mjs}   whole programs and packages      system.<name>
#   test/system/*_test.py            programs seen from outside       system.<file>.<case>
#
# They run in a scratch folder, several at once; TIMEOUT guards against a hang and is no measure.
if(NOT TARGET eddy)
  return()
endif()
file(GLOB_RECURSE scripts RELATIVE ${CMAKE_SOURCE_DIR}/test CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/test/js/*.test.js ${CMAKE_SOURCE_DIR}/test/js/*.test.mjs
  ${CMAKE_SOURCE_DIR}/test/system/*.test.js ${CMAKE_SOURCE_DIR}/test/system/*.test.mjs)
set(scratch ${CMAKE_BINARY_DIR}/test-scratch)
file(MAKE_DIRECTORY ${scratch})
foreach(script IN LISTS scripts)
  string(REGEX REPLACE "\\.test\\.m?js$" "" name ${script})
  string(REPLACE "/" "." name ${name})
  add_test(NAME ${name} COMMAND eddy ${CMAKE_SOURCE_DIR}/test/${script} WORKING_DIRECTORY ${scratch})
  set_tests_properties(${name} PROPERTIES TIMEOUT 900)
  if(script MATCHES "^system/")
    set_tests_properties(${name} PROPERTIES LABELS system)
  else()
    set_tests_properties(${name} PROPERTIES LABELS js)
  endif()
endforeach()

find_program(EDDY_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)
file(GLOB programs CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/test/system/*_test.py)
foreach(program IN LISTS programs)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${program})
  get_filename_component(file ${program} NAME_WE)
  string(REGEX REPLACE "_test$" "" file ${file})
  file(STRINGS ${program} cases REGEX "^def test_")
  foreach(case IN LISTS cases)
    string(REGEX REPLACE "^def test_([a-z0-9_]+).*" "\\1" case ${case})
    add_test(NAME system.${file}.${case}
      COMMAND ${EDDY_PYTHON} ${CMAKE_SOURCE_DIR}/test/system/driver.py $<TARGET_FILE:eddy> ${program} ${case}
      WORKING_DIRECTORY ${scratch})
    set_tests_properties(system.${file}.${case} PROPERTIES TIMEOUT 900 LABELS system SKIP_RETURN_CODE 77)
  endforeach()
endforeach()
