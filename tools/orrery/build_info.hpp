// What this program was built from: commit, compiler, build type.
#pragma once

namespace orrery::cli {

/// "1a2b3c4, GNU 12.2.0, Release".
const char* build_info();

}  // namespace orrery::cli
