// What an earlier import assumed, replaced by what a log says.
#include "sim/scenario/import/assumed.hpp"

#include <fmt/format.h>

#include "sim/scenario/import/splice.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/table.hpp"

namespace orrery {
namespace {

/// Whole hours that hold all of it.
Nanos hours_of(Nanos length) {
    return Nanos{(length.ns / kHour.ns + 1) * kHour.ns};
}

class Settling {
public:
    Settling(const std::string& text, const LogSpan& log) : log_(log) { out_.text = text; }

    Settled run(Nanos horizon, bool demand) {
        start();
        length(horizon);
        workloads(demand);
        return std::move(out_);
    }

private:
    void start() {
        if (!is_assumed(out_.text, "start")) return;
        if (!log_.dated) {
            return note("start stays assumed: this log has no dates; write when it begins");
        }
        const std::int64_t hour = log_.first.ns / kHour.ns * kHour.ns / kSecond.ns;
        put("start", print_date(hour), "hour of the first that was imported");
    }

    void length(Nanos horizon) {
        const Nanos whole = hours_of(log_.length);
        if (is_assumed(out_.text, "horizon")) {
            return put("horizon", print_span(whole), "as long as what was imported");
        }
        if (log_.length < horizon) return;
        note(
            fmt::format("the log is longer than the horizon of {}: what comes later is not "
                        "played; horizon: {} holds all of it",
                        print_span(horizon), print_span(whole)));
    }

    void workloads(bool demand) {
        std::vector<std::string> names;
        const std::string without = without_assumed(out_.text, "workloads", names);
        for (const std::string& name : names) {
            if (demand) out_.changes.push_back("workload " + name + " was assumed: it is left out");
            if (demand) continue;
            note("workload " + name +
                 " is assumed and stays beside these jobs; remove it if the servers are for jobs "
                 "alone");
        }
        if (!demand || names.empty()) return;
        out_.text = without;
        out_.removed.insert(names.begin(), names.end());
        if (is_assumed(out_.text, "description")) {
            out_.text = with_key(out_.text, "description", "Imported inventory and demand");
        }
    }

    void put(const char* key, const std::string& value, const char* why) {
        out_.text = with_key(out_.text, key, fmt::format("{}  # {}", value, why));
        out_.changes.push_back(fmt::format("{} was assumed: it is {} now", key, value));
    }
    void note(std::string line) { out_.notes.push_back(std::move(line)); }

    LogSpan log_;
    Settled out_;
};

}  // namespace

Settled settle_assumed(const std::string& text, const LogSpan& log, Nanos horizon, bool demand) {
    return Settling(text, log).run(horizon, demand);
}

}  // namespace orrery
