// The steps of the study `size`: the ladder of one candidate, growth of demand, the sentences.
#pragma once
#include "sim/study/size.hpp"

namespace orrery {

inline constexpr std::size_t kSampled = 4096;  ///< requests a workload behind the closed form

/// Closed form of each candidate; cheapest at its bound first.
void bound_candidates(const SizeQuestion& question, const DemandSample& sample,
                      std::vector<SizeCandidate>& candidates);

/// The question's targets, else those of all workloads.
std::vector<SloTarget> targets_for(const SizeQuestion& question, const World& world);

/// Replicas below which a queue grows for ever: ⌈rate / rate of a replica⌉.
int least_stable(double rate, double replica_rate);

/// Searches load → model error → bursts → spare server for one candidate and verifies the fleet.
/// Stops, incomplete, as soon as its hardware alone costs `ceiling_usd_h` or more.
void climb(const SizeQuestion& question, const SizeCandidate& candidate, const DemandSample& sample,
           double ceiling_usd_h, SizeRow& row);

/// Fleets for multiples of demand, and the multiple at which the answer's fleet breaks.
void grow(const SizeQuestion& question, const SizeCandidate& candidate, const DemandSample& sample,
          SizeResult& result);

/// The answer in sentences, and the notes.
void answer_size(const SizeQuestion& question, SizeResult& result);

TrialOptions trial_options(const SizeQuestion& question, DeploymentId deployment, int seeds);

/// Replications of a search step: so many that they see about 10⁵ requests, at most the question's.
int seeds_of_search(const SizeQuestion& question, const DemandSample& sample);

/// The candidate's World as margins are computed on: iterations slower by the held-out error.
World slower_world(const SizeCandidate& candidate);
/// The same with the question's bursts: what a fleet is bought for.
World stressed(const SizeQuestion& question, const SizeCandidate& candidate);

}  // namespace orrery
