// When requests arrive in a run that simulates some days only, and how many each stands for.
#pragma once
#include <cstdint>
#include <vector>

#include "orrery/base/ids.hpp"
#include "orrery/base/time.hpp"
#include "sim/ingest/request_source.hpp"

namespace orrery {

struct SampledPlan;

/// Without a plan it is always open and everything counts once.
class DayGate {
public:
    DayGate(const SampledPlan* plan, std::size_t workloads);

    [[nodiscard]] bool sampled() const { return plan_ != nullptr; }
    /// How many requests one that arrives now stands for: 0 outside of simulated days. Weights that
    /// are not whole are met on average, by carrying what was left over to the next request.
    std::int32_t count_for(WorkloadId workload, Nanos now);
    /// `now` while requests arrive, else the instant when they do again; never() after the last.
    [[nodiscard]] Nanos opens(Nanos now) const;
    /// The simulated day that holds `t`, an index of SampledPlan::units; −1: none.
    [[nodiscard]] std::int32_t unit_at(Nanos t) const;

private:
    [[nodiscard]] std::size_t span_after(Nanos t) const;  ///< first that ends after t

    const SampledPlan* plan_;
    std::vector<double> carried_;  ///< by workload
    mutable std::size_t seen_ = 0;
};

/// Those requests of `source` that arrive in the plan's spans; each span draws from its beginning
/// on, where the source can jump.
std::unique_ptr<RequestSource> open_days(std::unique_ptr<RequestSource> source,
                                         const SampledPlan& plan);

}  // namespace orrery
