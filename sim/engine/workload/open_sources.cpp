// Opens the request stream of every workload: a shaped trace or a generator.
#include "sim/engine/workload/open_sources.hpp"

#include "sim/engine/workload/generator.hpp"
#include "sim/ingest/shape.hpp"

namespace orrery {
namespace {

demand::Growth growth_of(GrowthLaw law) {
    switch (law) {
        case GrowthLaw::none:
            return demand::Growth::none;
        case GrowthLaw::exponential:
            return demand::Growth::exponential;
        case GrowthLaw::logistic:
            return demand::Growth::logistic;
        case GrowthLaw::steps:
            return demand::Growth::steps;
    }
    return demand::Growth::none;
}

std::vector<TraceRequest> pairs_of(const Workload& workload) {
    std::vector<TraceRequest> pairs;
    if (workload.lengths_path.empty()) return pairs;
    const TraceKind kind = trace_kind(workload.spec.synthetic->lengths_format);
    TraceReader reader(workload.lengths_path, kind, Nanos{kDay.ns});
    TraceRequest request;
    while (reader.next(request)) pairs.push_back(request);
    return pairs;
}

}  // namespace

demand::RateCurve demand_curve(const World& world, const Workload& workload) {
    const SyntheticSpec& spec = *workload.spec.synthetic;
    demand::RateCurve curve;
    curve.rate = spec.rate;
    curve.daily = spec.daily;
    curve.weekly = spec.weekly;
    curve.local_start_s = world.start_unix_s + workload.utc_offset_s;
    curve.growth = growth_of(spec.growth.law);
    curve.per_year = spec.growth.per_year;
    curve.ceiling = spec.growth.ceiling;
    curve.midpoint = spec.growth.midpoint;
    for (const auto& [at, multiple] : spec.growth.steps) curve.steps.push_back({at, multiple});
    for (const FlashCrowdSpec& crowd : spec.flash_crowds) {
        curve.crowds.push_back({crowd.at, crowd.at + crowd.duration, crowd.multiple});
    }
    return curve;
}

TraceKind trace_kind(TraceFormat format) {
    switch (format) {
        case TraceFormat::automatic:
            return TraceKind::automatic;
        case TraceFormat::azure:
            return TraceKind::azure;
        case TraceFormat::mooncake:
            return TraceKind::mooncake;
        case TraceFormat::orrery:
            return TraceKind::orrery;
    }
    return TraceKind::automatic;
}

std::unique_ptr<RequestSource> open_source(const World& world, const Workload& workload,
                                           std::uint64_t seed, std::uint64_t replication) {
    if (!workload.spec.trace) {
        return std::make_unique<Generator>(*workload.spec.synthetic, demand_curve(world, workload),
                                           workload.name, seed, replication, pairs_of(workload));
    }
    const TraceSpec& t = *workload.spec.trace;
    const TraceShape shape{workload.trace_path,
                           trace_kind(t.format),
                           t.sort_window,
                           t.clip_start,
                           t.clip_length,
                           t.scale,
                           t.repeat,
                           t.time_compression};
    return open_shaped(shape, Stream(seed, "thinning", workload.name, replication));
}

RequestSources open_sources(const World& world, std::uint64_t seed, std::uint64_t replication) {
    RequestSources sources;
    for (const Workload& workload : world.workloads) {
        sources.push_back(open_source(world, workload, seed, replication));
    }
    return sources;
}

}  // namespace orrery
