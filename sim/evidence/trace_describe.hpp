// What a workload looks like, recorded or generated, and a generator fitted to it.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/engine/meters/sketch.hpp"
#include "sim/ingest/request_source.hpp"
#include "sim/scenario/scenario.hpp"

namespace orrery {

/// Counts in windows: index of dispersion = variance / mean; 1 for Poisson.
struct Dispersion {
    double window_s = 1;
    double index = 0;
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
    double span_s = 0;
    double mean_rate = 0;          ///< (n − 1) / span, 1/s
    std::int64_t peak_minute = 0;  ///< most requests in a minute since the first
    double interarrival_cv = 0;
    std::array<Dispersion, 3> dispersion{{{1, 0, 0}, {10, 0, 0}, {60, 0, 0}}};
    LengthStats prompt;
    LengthStats output;
    std::vector<double> hours;  ///< mean rate of each hour of the day; empty below a day
};

/// One pass, memory independent of the number of requests.
TraceDescription describe_trace(RequestSource& source);

/// A generator with the described rate, burstiness and lengths: Poisson where counts are no more
/// dispersed than that, gamma where gaps explain it, a two-state MMPP where dispersion grows with
/// the window. Daily shape from a day on.
SyntheticSpec fit_generator(const TraceDescription& description);

/// `demand:` of a workload as YAML.
std::string generator_yaml(const SyntheticSpec& spec);

/// Table of at most 80 columns; `generated` beside it if not null.
std::string render_description(const TraceDescription& recorded, const TraceDescription* generated);

}  // namespace orrery
