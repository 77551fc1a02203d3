// What days that were not simulated would have metered: hour by hour from the day that stands in.
#pragma once
#include "sim/engine/sampled/plan.hpp"

namespace orrery {

/// What a run by this plan begins with.
SampledRun sample_of(const SampledPlan& plan);

/// Fills the meters of days without requests. Volumes (busy time, energy, tokens, requests, bytes)
/// are those of the same interval of the day that stands in, times the ratio of the demands of both
/// days; servers, failures and jobs are the day's own, except in pools whose servers come and go
/// with demand: there they are the other day's, and server sessions are cut at midnight and joined
/// again. Sketches and counters of requests are weighted while they are recorded. Days after
/// `ended_at` stay empty.
void fill_in(const World& world, const SampledPlan& plan, Observations& out);

}  // namespace orrery
