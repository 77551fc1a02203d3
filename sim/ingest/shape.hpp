// A trace clipped, scaled, repeated: the same burstiness at another rate.
#pragma once
#include <memory>
#include <string>

#include "sim/ingest/trace.hpp"
#include "sim/kernel/stream.hpp"

namespace orrery {

struct TraceShape {
    std::string file;
    TraceKind kind = TraceKind::automatic;
    Nanos window{10 * kSecond.ns};
    Nanos clip_start{0};
    Nanos clip_length = Nanos::never();
    double scale = 1;
    int repeat = 1;
    double time_compression = 1;
};

/// Streams the shaped trace. scale < 1 keeps each request with that probability; scale > 1
/// superposes copies of the clipped trace shifted by equal parts of an hour (of the period where
/// that is shorter) around it, circularly, the last one thinned to the fraction (this needs the
/// clipped trace in memory, 24 bytes a request): bursts of seconds spread, a day keeps its busy
/// hours. A period is the clip's length, or the span of what it holds plus one mean gap. `thinning`
/// decides what is kept. A clip without requests throws EnvironmentError; time ends after 292
/// years.
std::unique_ptr<RequestSource> open_shaped(const TraceShape& shape, Stream thinning);

}  // namespace orrery
