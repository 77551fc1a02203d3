# orrery_room(NAME FOLDER LINK …): the static library orrery_NAME of every .cpp under FOLDER.
# A room without a .cpp is an interface library, so that a new room needs no second edit.

option(ORRERY_WERROR "Treat warnings as errors" OFF)
option(ORRERY_COVERAGE "Instrument for gcov" OFF)
option(ORRERY_FUZZ "Build the libFuzzer targets (clang)" OFF)
set(ORRERY_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize=")

add_library(orrery_flags INTERFACE)
# For this project's own sources; who links the installed library keeps his flags.
target_compile_options(orrery_flags INTERFACE "$<BUILD_INTERFACE:-ffp-contract=off;-fno-fast-math;\
-Wall;-Wextra;-Wshadow;-Wconversion;-Wno-sign-conversion;-Wswitch-enum;-fstack-protector-strong;\
$<$<BOOL:${ORRERY_WERROR}>:-Werror>;-Wno-missing-field-initializers>")
if(ORRERY_SANITIZE)
  target_compile_options(orrery_flags INTERFACE -fsanitize=${ORRERY_SANITIZE}
      -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(orrery_flags INTERFACE -fsanitize=${ORRERY_SANITIZE})
endif()
# What an attacker of a reader meets in an optimised build: tests/cli/hardening.sh reads it in the
# executable. Not for modules, of which one takes the place of the C library's own calls in tests.
if(NOT ORRERY_SANITIZE)
  set(optimised "$<CONFIG:Release,RelWithDebInfo,MinSizeRel>")
  set(module "$<STREQUAL:$<TARGET_PROPERTY:TYPE>,MODULE_LIBRARY>")
  set(hardened "$<AND:${optimised},$<NOT:${module}>>")
  set(fortify 2)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 12)
    set(fortify 3)
  endif()
  set(of_processor "")
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL x86_64)
    set(of_processor ";-fcf-protection")
  endif()
  target_compile_options(orrery_flags INTERFACE "$<BUILD_INTERFACE:$<${hardened}:-fPIE;\
-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=${fortify};-fstack-clash-protection${of_processor}>>")
  target_link_options(orrery_flags INTERFACE "$<BUILD_INTERFACE:$<${optimised}:\
LINKER:-z,relro,-z,now,-z,noexecstack;$<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-pie>>>")
endif()
if(ORRERY_COVERAGE)
  # Threads count together: without it counts go below zero, at which gcovr ends.
  target_compile_options(orrery_flags INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(orrery_flags INTERFACE --coverage)
endif()
target_include_directories(orrery_flags INTERFACE $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}>
    $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(orrery_flags INTERFACE cxx_std_20)

# orrery_batches(OUT NAME SOURCES …): the sources as a build compiles them, ORRERY_TOGETHER of a folder
# as one: most of the time of compiling goes into headers, and neighbours share them. The files that
# include them name no absolute path, so a compiler cache serves every checkout.
set(ORRERY_TOGETHER 8 CACHE STRING "Sources that are compiled as one; 1: each alone")
function(orrery_batches out name)
  if(ORRERY_TOGETHER EQUAL 1)
    set(${out} ${ARGN} PARENT_SCOPE)
    return()
  endif()
  set(sources ${ARGN})
  list(LENGTH sources all)
  set(made "")
  set(k 0)
  set(at 0)
  while(at LESS all)
    list(SUBLIST sources ${at} ${ORRERY_TOGETHER} some)
    math(EXPR at "${at} + ${ORRERY_TOGETHER}")
    set(text "")
    foreach(source ${some})
      file(RELATIVE_PATH source ${CMAKE_SOURCE_DIR} ${source})
      string(APPEND text "#include \"${source}\"\n")
    endforeach()
    set(file ${CMAKE_BINARY_DIR}/together/${name}_${k}.cpp)
    file(CONFIGURE OUTPUT ${file} CONTENT "${text}" @ONLY)
    list(APPEND made ${file})
    math(EXPR k "${k} + 1")
  endwhile()
  set(${out} ${made} PARENT_SCOPE)
endfunction()

# ALONE: sources of which each is compiled by itself. HOT: sources that are compiled as one, so that
# what they call of each other in the event loop can be inlined. COLD: a room that waits for others or
# is run through once; -O2 takes half as long again to compile and gains nothing there.
function(orrery_room name folder)
  cmake_parse_arguments(ROOM "COLD" "" "LINK;ALONE;HOT" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  if(NOT sources)
    add_library(orrery_${name} INTERFACE)
    target_link_libraries(orrery_${name} INTERFACE orrery_flags ${ROOM_LINK})
    return()
  endif()
  list(TRANSFORM ROOM_ALONE PREPEND ${CMAKE_SOURCE_DIR}/)
  list(TRANSFORM ROOM_HOT PREPEND ${CMAKE_SOURCE_DIR}/)
  file(GLOB alone ${ROOM_ALONE})
  file(GLOB hot ${ROOM_HOT})
  list(REMOVE_ITEM sources ${alone} ${hot})
  orrery_batches(together ${name} ${sources})
  if(hot)
    set(ORRERY_TOGETHER 1000)
    orrery_batches(hot ${name}_hot ${hot})
  endif()
  add_library(orrery_${name} STATIC ${together} ${alone} ${hot})
  target_link_libraries(orrery_${name} PUBLIC orrery_flags ${ROOM_LINK})
  if(ROOM_COLD)
    target_compile_options(orrery_${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  endif()
endfunction()

# Times that tests may take are those of an idle machine; a busy one takes up to thrice as long, what
# an instrumented build does many times.
set(ORRERY_PATIENCE 3)
if(ORRERY_SANITIZE OR ORRERY_COVERAGE)
  set(ORRERY_PATIENCE 10)
endif()

# orrery_patient_tests(): gives the tests that this folder has by then the time that they take here.
function(orrery_patient_tests)
  get_property(tests DIRECTORY PROPERTY TESTS)
  foreach(test ${tests})
    get_test_property("${test}" TIMEOUT seconds)
    if(seconds)
      math(EXPR seconds "${seconds} * ${ORRERY_PATIENCE}")
      set_tests_properties("${test}" PROPERTIES TIMEOUT ${seconds})
    endif()
  endforeach()
endfunction()

# orrery_test(NAME FOLDER LINK …): the Catch2 executable test_NAME of every .cpp under FOLDER, with
# each TEST_CASE registered at ctest; nothing if the folder is empty. WITHOUT: sources of it that a
# library of LINK has already.
function(orrery_test name folder)
  cmake_parse_arguments(TEST "" "" "LINK;LABELS;WITHOUT" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  if(NOT sources)
    return()
  endif()
  list(REMOVE_ITEM sources ${TEST_WITHOUT})
  orrery_batches(together test_${name} ${sources})
  add_executable(test_${name} ${together})
  target_link_libraries(test_${name} PRIVATE ${TEST_LINK} test_support Catch2::Catch2WithMain)
  # Tests wait for what they call, not for themselves: a quarter of a clean build is theirs.
  target_compile_options(test_${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  math(EXPR seconds "240 * ${ORRERY_PATIENCE}")
  catch_discover_tests(test_${name} TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST
      PROPERTIES LABELS "${name};${TEST_LABELS}" TIMEOUT ${seconds}
      # CMake cuts a name at a semicolon: nothing of that name would be a pass.
      FAIL_REGULAR_EXPRESSION "No test cases matched")
endfunction()
