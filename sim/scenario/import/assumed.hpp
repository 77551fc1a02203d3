// What an earlier import assumed, replaced by what a log says.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "orrery/base/time.hpp"

namespace orrery {

/// When the requests or jobs of a log were.
struct LogSpan {
    bool dated = false;  ///< `first` counts from 1970; else it is not known
    Nanos first{0};
    Nanos length{0};  ///< from the first to the last, or to the end of the last job
};

struct Settled {
    std::string text;                  ///< of the scenario
    std::vector<std::string> changes;  ///< what was replaced, and by what
    std::vector<std::string> notes;    ///< what stays, and what to do about it
    std::set<std::string> removed;     ///< workloads
};

/// Keys and workloads that the text itself marks by `# assumed`: start and horizon become those of
/// the log, and with `demand` the assumed workloads go. What a user wrote stays: a horizon that is
/// shorter than the log is told. A second time nothing is left to change.
Settled settle_assumed(const std::string& text, const LogSpan& log, Nanos horizon, bool demand);

}  // namespace orrery
