// Autoscaler: how many replicas a deployment should have, from what an operator would see.
#include "sim/engine/policy/autoscaler.hpp"

#include <algorithm>
#include <cmath>

namespace orrery {
namespace {

/// Whether what serves beside an empty deployment is over the target of that deployment.
bool overflows(const AutoscalerSpec& spec, const LoadBeside& beside) {
    if (beside.turned_away) return true;
    if (beside.ready == 0) return false;
    switch (spec.metric) {
        case AutoscaleMetric::queue:
            return static_cast<double>(beside.waiting) > spec.target * beside.ready;
        case AutoscaleMetric::ttft:
            return beside.mean_ttft_s > spec.target;
        case AutoscaleMetric::utilisation:
            return static_cast<double>(beside.outstanding) >
                   spec.target * static_cast<double>(beside.slots);
    }
    return false;
}

/// Replicas that would bring the metric to its target.
int wanted(const AutoscalerSpec& spec, const ScalingView& view) {
    if (view.ready + view.coming == 0) {
        return view.waiting > 0 || overflows(spec, view.beside) ? 1 : 0;
    }
    if (spec.metric == AutoscaleMetric::queue) {
        const int more =
            static_cast<int>(std::ceil(static_cast<double>(view.waiting) / spec.target));
        return static_cast<double>(view.waiting) > spec.target * view.ready
                   ? std::max(more, view.ready + 1)
                   : 0;
    }
    if (spec.metric == AutoscaleMetric::ttft) {
        if (view.ready == 0) return view.waiting > 0 ? 1 : 0;
        if (view.mean_ttft_s <= spec.target && view.waiting == 0) return 0;
        const double over = std::min(2.0, std::max(view.mean_ttft_s / spec.target, 1.0));
        return over > 1 ? static_cast<int>(std::ceil(view.ready * over)) : 0;
    }
    const double busy = static_cast<double>(view.outstanding) / view.slots;
    return static_cast<int>(std::ceil(busy / spec.target));
}

/// Whether one replica fewer would keep the metric below four fifths of its target.
bool fewer_would_do(const AutoscalerSpec& spec, const ScalingView& view) {
    if (view.ready < 1 || view.waiting > 0) return false;
    if (spec.metric == AutoscaleMetric::ttft && view.mean_ttft_s > 0.5 * spec.target) return false;
    const double share = spec.metric == AutoscaleMetric::utilisation ? spec.target : 1.0;
    const LoadBeside& beside = view.beside;
    if (view.ready == 1 && beside.ready > 0) {
        const auto all = static_cast<double>(view.outstanding + beside.outstanding);
        const bool late =
            spec.metric == AutoscaleMetric::ttft && beside.mean_ttft_s > 0.5 * spec.target;
        return beside.waiting == 0 && !beside.turned_away && !late &&
               all <= 0.8 * share * static_cast<double>(beside.slots);
    }
    const double room = (view.ready - 1.0) * view.slots * 0.8;
    return static_cast<double>(view.outstanding) <= room * share;
}

}  // namespace

ScalingDecision decide_scaling(const AutoscalerSpec& spec, const Deployment& deployment,
                               const ScalingView& view) {
    const int now = view.ready + view.coming;
    ScalingDecision decision{now, fewer_would_do(spec, view)};
    const int target = wanted(spec, view);
    if (target > now) decision.replicas = target;
    const bool quiet = decision.fewer_would_do && view.quiet_for >= spec.scale_down_after;
    if (quiet && target <= now) decision.replicas = now - 1;
    decision.replicas =
        std::clamp(decision.replicas, deployment.replicas_min, deployment.replicas_max);
    return decision;
}

}  // namespace orrery
