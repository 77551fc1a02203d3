// What is said of a run that a limit or an interrupt cut.
#pragma once
#include <string>

#include "orrery/base/diagnostics.hpp"
#include "sim/engine/whole_run.hpp"

namespace orrery::analysis {

/// "the limit of events was reached"; empty of a run that came to its end.
std::string cut_reason(RunEnd end);

/// "it was interrupted after 2 days of 30 days".
std::string cut_text(const CutRun& cut);

/// The same as an error (E0933): a study has no answer without the whole run.
Diagnostic cut_error(const CutRun& cut);

}  // namespace orrery::analysis
