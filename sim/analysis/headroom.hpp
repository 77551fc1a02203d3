// Whether what is asked of the service is kept, and how much more load would fit.
#pragma once
#include "sim/analysis/analyse.hpp"

namespace orrery::analysis {

/// Of a row of the bounds: the work of the busiest meter interval.
inline constexpr const char* kPeakWork = "peak work";

/// Of such a row: requests, or their tokens, that come to an API over what its limits let pass.
inline constexpr const char* kApiLimit = "offered requests";
/// Of a workload: what comes over what its rate limit lets pass. It may be meant to turn away.
inline constexpr const char* kGateway = "gateway";
/// Of the link of a deployment for prompts.
inline constexpr const char* kTransfers = "offered transfers";
/// APIs and gateways that turn requests away for their limits; empty where none does. After
/// add_bounds.
std::string limits_sentence(const Findings& f);

/// Service levels, and assertions on the service; overload misses them even where none is stated.
enum class Targets { none, kept, missed };
Targets targets_of(const Findings& f);
/// "none", "kept", "missed".
const char* targets_name(Targets t);

/// `headroom.KIND.NAME` of what is fullest: what is asked of it over what it can do, a bound;
/// nothing where no bound is known. KIND is peak or mean (of a deployment's work), link (of its KV
/// transfers), limit (of an API) or gateway (of a workload). After add_bounds.
void add_headroom(const Input& in, Findings& out);
/// The same in words; empty without it.
std::string headroom_sentence(const Findings& f);
/// Where the workloads lose most that miss their service level; of all where none does. Null
/// without one.
const Bottleneck* pressing_bottleneck(const Findings& f);
/// Its share of the time that they lose.
double pressing_share(const Findings& f);
/// Where most time is lost, and what to do about it where a target is missed: about what the
/// workloads lose that miss it, where that is another.
std::string bottleneck_sentence(const Findings& f);

}  // namespace orrery::analysis
