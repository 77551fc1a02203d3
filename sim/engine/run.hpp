// The clock: World and seed in, Observations out.
#pragma once
#include <memory>
#include <vector>

#include "sim/engine/observations.hpp"
#include "sim/ingest/request_source.hpp"
#include "sim/ingest/trace.hpp"
#include "sim/kernel/limits.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

struct SampledPlan;

enum class Fidelity {
    event,    ///< every request of the horizon
    sampled,  ///< requests of representative days; the others are filled in (docs/sampled.md)
};

struct RunOptions {
    std::uint64_t seed = 1;
    std::uint64_t replication = 0;
    RequestSink* sink = nullptr;  ///< one row a request, in order of departure
    /// Called about every 2^16 events with the simulated time; for progress bars.
    void (*progress)(void* context, Nanos now, std::int64_t events) = nullptr;
    void* progress_context = nullptr;
    Fidelity fidelity = Fidelity::event;
    int sampled_days = 0;               ///< that stand for others, about; 0: kSampledDays
    const SampledPlan* plan = nullptr;  ///< made by simulate() for `sampled`
};

/// One request stream a workload, in WorkloadId order, each sorted by arrival.
using RequestSources = std::vector<std::unique_ptr<RequestSource>>;

/// The reader's name of a scenario's trace format.
TraceKind trace_kind(TraceFormat format);

/// Opens traces and generators. Throws EnvironmentError for files that cannot be read.
RequestSources open_sources(const World& world, std::uint64_t seed, std::uint64_t replication);

/// Runs to the horizon or to a limit. Same World, seed and sources: the same bits.
Observations simulate(const World& world, RequestSources sources, const RunOptions& options);

/// open_sources, then simulate.
Observations simulate(const World& world, const RunOptions& options);

}  // namespace orrery
