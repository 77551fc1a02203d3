// The root of the source tree, from the build.
#include "tests/support/source_dir.hpp"

namespace orrery {

const char* source_dir() {
    return ORRERY_SOURCE_DIR;
}

}  // namespace orrery
