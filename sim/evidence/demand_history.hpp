// A recorded workload as sums by day and by hour: what demand is forecast from.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/ingest/trace.hpp"

namespace orrery {

struct DemandHistory {
    bool calendar = false;               ///< times are UTC; else day 0 is when the record begins
    std::int64_t first_day = 0;          ///< of the vectors, days since 1970; 0 without a calendar
    std::vector<double> requests;        ///< of each whole day
    std::vector<double> prompt;          ///< tokens
    std::vector<double> output;          ///< tokens
    std::vector<double> hourly;          ///< requests of each hour of those days
    int cut_days = 0;                    ///< begun or ended within: left out
    std::string time_zone;               ///< whose days and hours these are; empty: UTC
    std::vector<std::int64_t> holidays;  ///< days since 1970, those to come included
    bool by_day = false;                 ///< rows were whole days: the shape of the day is unknown
    [[nodiscard]] int days() const { return static_cast<int>(requests.size()); }
    /// Monday 0; without a calendar the first day counts as a Monday.
    [[nodiscard]] int first_weekday() const;
    /// "2026-07-03", or "day 184" without a calendar.
    [[nodiscard]] std::string day_name(int day) const;
};

/// One pass. A clock above 1e9 s is one of UTC since 1970 (a record of 31 years is none). The first
/// and the last day are left out unless the record comes within an hour, or four mean gaps, of
/// their ends. Days without a request are 0. Days and hours are those of an IANA time zone, UTC
/// without one; a clock that is none of UTC is left as it is.
DemandHistory read_history(TraceReader& reader, const std::string& time_zone = "");

/// Sums by day and hour as they come in: what one pass over any record makes a history of.
class HistoryCounter {
public:
    explicit HistoryCounter(bool calendar) { out_.calendar = calendar; }
    /// `at` on the record's own clock, which never goes back by more than a sort window; `lasts`
    /// until the end of what the count stands for.
    void add(Nanos at, double requests, double prompt, double output, Nanos lasts = Nanos{0});
    [[nodiscard]] bool empty() const { return count_ == 0; }
    DemandHistory finish();

private:
    void cut(std::size_t day);

    DemandHistory out_;
    double count_ = 0;
    Nanos begin_{0}, first_{0}, last_{0};
};

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
