// A recorded workload as sums by day and by hour: what demand is forecast from.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/ingest/trace.hpp"

namespace orrery {

struct DemandHistory {
    bool calendar = false;         ///< times are UTC; else day 0 is when the record begins
    std::int64_t first_day = 0;    ///< of the vectors, days since 1970; 0 without a calendar
    std::vector<double> requests;  ///< of each whole day
    std::vector<double> prompt;    ///< tokens
    std::vector<double> output;    ///< tokens
    std::vector<double> hourly;    ///< requests of each hour of those days
    int cut_days = 0;              ///< begun or ended within: left out
    [[nodiscard]] int days() const { return static_cast<int>(requests.size()); }
    /// Monday 0; without a calendar the first day counts as a Monday.
    [[nodiscard]] int first_weekday() const;
    /// "2026-07-03", or "day 184" without a calendar.
    [[nodiscard]] std::string day_name(int day) const;
};

/// One pass. A clock above 1e9 s is one of UTC since 1970 (a record of 31 years is none). The first
/// and the last day are left out unless the record comes within an hour, or four mean gaps, of
/// their ends. Days without a request are 0.
DemandHistory read_history(TraceReader& reader);

/// Mean rate of each hour of the day over their mean; 24 values, empty below a day.
std::vector<double> daily_shape(const DemandHistory& history);

/// Part of a source by time; the clock starts anew at `from`.
class ClippedSource final : public RequestSource {
public:
    ClippedSource(TraceReader& reader, Nanos from, Nanos until)
        : reader_(reader), from_(from), until_(until) {}
    bool next(TraceRequest& request) override;

private:
    TraceReader& reader_;
    Nanos from_, until_;  ///< since the first request
};

}  // namespace orrery
