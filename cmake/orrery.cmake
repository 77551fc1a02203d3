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
if(ORRERY_COVERAGE)
  target_compile_options(orrery_flags INTERFACE --coverage)
  target_link_options(orrery_flags INTERFACE --coverage)
endif()
target_include_directories(orrery_flags INTERFACE $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}>
    $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(orrery_flags INTERFACE cxx_std_20)

function(orrery_room name folder)
  cmake_parse_arguments(ROOM "" "" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  if(sources)
    add_library(orrery_${name} STATIC ${sources})
    target_link_libraries(orrery_${name} PUBLIC orrery_flags ${ROOM_LINK})
  else()
    add_library(orrery_${name} INTERFACE)
    target_link_libraries(orrery_${name} INTERFACE orrery_flags ${ROOM_LINK})
  endif()
endfunction()

# orrery_together(NAME FILES …): those sources of a room are compiled as one, so that what they call
# of each other in the event loop can be inlined.
function(orrery_together name)
  set_target_properties(orrery_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  file(GLOB sources ${ARGN})
  set_source_files_properties(${sources} PROPERTIES UNITY_GROUP hot)
endfunction()

# orrery_test(NAME FOLDER LINK …): the Catch2 executable test_NAME of every .cpp under FOLDER, with
# each TEST_CASE registered at ctest; nothing if the folder is empty.
function(orrery_test name folder)
  cmake_parse_arguments(TEST "" "" "LINK;LABELS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(test_${name} ${sources})
  target_link_libraries(test_${name} PRIVATE ${TEST_LINK} Catch2::Catch2WithMain)
  target_compile_definitions(test_${name} PRIVATE ORRERY_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  # Tests wait for what they call, not for themselves: a quarter of a clean build is theirs.
  target_compile_options(test_${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  catch_discover_tests(test_${name} TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST
      PROPERTIES LABELS "${name};${TEST_LABELS}" TIMEOUT 240)
endfunction()
