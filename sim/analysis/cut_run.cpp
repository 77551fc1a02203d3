// What is said of a run that a limit or an interrupt cut.
#include "sim/analysis/cut_run.hpp"

#include "sim/analysis/wording.hpp"

namespace orrery::analysis {

std::string cut_reason(RunEnd end) {
    switch (end) {
        case RunEnd::horizon:
            return {};
        case RunEnd::events:
            return "the limit of events was reached";
        case RunEnd::instant:
            return "too many events at one instant";
        case RunEnd::wall:
            return "the limit of wall time was reached";
        case RunEnd::memory:
            return "the limit of memory was reached";
        case RunEnd::interrupted:
            return "interrupted";
        case RunEnd::backlog:
            return "more requests wait than limits.max_present allows: demand exceeds what serves "
                   "it, add replicas or set max_queue, timeout or rate_limit";
    }
    return {};
}

std::string cut_text(const CutRun& cut) {
    std::string why = cut_reason(cut.end);
    if (cut.end == RunEnd::interrupted) why = "it was interrupted";
    if (cut.end == RunEnd::instant) why = "it had too many events at one instant";
    if (cut.end == RunEnd::backlog) why = "more requests wait than limits.max_present allows";
    return why + " after " + span_text(cut.at.seconds()) + " of " +
           span_text(cut.horizon.seconds());
}

Diagnostic cut_error(const CutRun& cut) {
    Diagnostic d;
    d.code = "E0933";
    d.message = "a run that the answer needs does not come to its end: " + cut_text(cut);
    d.hint = cut.end == RunEnd::backlog
                 ? "add replicas, or set max_queue, timeout or rate_limit of the workload"
                 : "raise the limit (limits:), or shorten the horizon";
    return d;
}

}  // namespace orrery::analysis
