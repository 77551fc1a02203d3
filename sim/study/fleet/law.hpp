// The closed form of those cases: slots, moments of service, their sizing rule and power law.
#pragma once
#include "sim/study/fleet/cases.hpp"

namespace orrery::fleet {

/// Cumulative share at `tokens`, linear between edges.
double share_at(const Lengths& lengths, double tokens);
/// The length at a share: integers uniform within a bucket.
int length_at(const Lengths& lengths, double share);
/// Four fifths of a request are its prompt, at least one token each.
int prompt_of(int total);
int output_of(int total);

/// Slots of one accelerator for requests up to `context`: by design and by KV blocks of 16.
int slots_of(const Gpu& gpu, int context);
/// W: idle + (nominal − idle) / (1 + e^{−steepness·(log2 n − midpoint)}).
double power_w(const Gpu& gpu, double batch);
/// The most sequences at which power stays within (1 − curtail) of nominal, at most `slots`.
int slots_within(const Gpu& gpu, int slots, double curtail);

llm::SlotLaw law_of(const Gpu& gpu, int sequences);

/// A pool under load: exact moments over the integers of its length range, no sampling.
struct PoolLaw {
    int slots = 0;         ///< of one accelerator
    double share = 0;      ///< of all requests
    double refused = 0;    ///< of its requests: longer than its context
    double mean_s = 0;     ///< E[S] in a slot
    double cv2 = 0;        ///< squared coefficient of variation of S
    double prefill_s = 0;  ///< mean
    double output = 0;     ///< mean output tokens
    [[nodiscard]] double rate_per_gpu() const { return slots / mean_s; }
};
PoolLaw pool_law(const Cases& cases, const std::string& lengths, const Pool& pool);

/// Their P99 of the wait: 0 if Erlang's C ≤ 0.01, else ln(C/0.01)·(1+cv²)/(2(cμ−λ)).
double p99_wait(const PoolLaw& law, double rate, int count);
double utilisation(const PoolLaw& law, double rate, int count);
/// Their rule: the least count ≥ ⌈λ/μ⌉ + 1 with ρ ≤ 0.85 and that wait within the limit.
int size_by_rule(const PoolLaw& law, double rate, double slo_s);

}  // namespace orrery::fleet
