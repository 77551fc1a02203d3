// The command line: one table of verbs; stdout is the result, stderr is progress and messages.
#pragma once
#include <string>
#include <vector>

namespace orrery {
class HandOut;
}

namespace orrery::cli {

/// Runs what the arguments say (without the program's name); returns the exit code. `ranks`
/// computes the units of studies where it is not threads of this process.
int dispatch(std::vector<std::string> arguments, HandOut* ranks);

}  // namespace orrery::cli
