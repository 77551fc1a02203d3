# cmake -D SOURCE=… -D OUT=… -D COMPILER=… -D TYPE=… -P build_info.cmake: writes OUT where the commit
# or the compiler changed, so that nothing is compiled again without need.
set(commit "no commit known")
find_program(GIT git)
if(GIT)
  execute_process(COMMAND ${GIT} -C ${SOURCE} describe --always --dirty OUTPUT_VARIABLE described
      OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(commit "${described}")
  endif()
endif()
set(text "// What this program was built from; written by the build.
#include \"tools/orrery/build_info.hpp\"

namespace orrery::cli {

const char* build_info() {
    return \"${commit}, ${COMPILER}, ${TYPE}\";
}

}  // namespace orrery::cli
")
file(CONFIGURE OUTPUT ${OUT} CONTENT "${text}" @ONLY)
