// What a workload looks like, recorded or generated: rate, burstiness, lengths, daily shape.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/engine/meters/sketch.hpp"
#include "sim/ingest/trace.hpp"

namespace orrery {

/// Counts in windows: index of dispersion = variance / mean; 1 for Poisson.
struct Dispersion {
    double window_s = 1;
    double index = 0;
    double within_hours = 0;  ///< the same about each clock hour's own mean: without a daily shape
    std::int64_t windows = 0;
};

struct LengthStats {
    double mean = 0;
    double cv = 0;
    Sketch sketch;  ///< of tokens, one token counted as a nanosecond; error ≤ 0.4 %
    [[nodiscard]] double quantile(double q) const { return sketch.quantile(q) * 1e9; }
};

struct TraceDescription {
    std::int64_t requests = 0;
    double origin_s = 0;  ///< clock of the first request: UTC since 1970, or since the file's start
    double span_s = 0;
    double mean_rate = 0;          ///< (n − 1) / span, 1/s
    std::int64_t peak_minute = 0;  ///< most requests in a minute of that clock
    double interarrival_cv = 0;
    double interarrival_cv_within_hours = 0;  ///< about each clock hour's own mean
    std::array<Dispersion, 3> dispersion{{{1, 0, 0, 0}, {10, 0, 0, 0}, {60, 0, 0, 0}}};
    LengthStats prompt;
    LengthStats output;
    /// Recorded parts of prompts, where the trace has them: all, different ones, and those at the
    /// beginning of a prompt that an earlier request had, as an unlimited cache would find them.
    std::int64_t parts = 0;
    std::int64_t unique_parts = 0;
    std::int64_t prefix_hits = 0;
    /// Mean rate of each clock hour of the day (1/s), by the time that the record spends in it;
    /// empty below a day.
    std::vector<double> hours;
};

/// One pass, memory independent of the number of requests. The clock starts at 0.
TraceDescription describe_trace(RequestSource& source);
/// The same with the clock of the record.
TraceDescription describe_recorded(TraceReader& reader);

/// Table of at most 80 columns.
std::string render_description(const TraceDescription& description);

}  // namespace orrery
