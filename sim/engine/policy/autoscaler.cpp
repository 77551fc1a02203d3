// Autoscaler: how many replicas a deployment should have, from what an operator would see.
#include "sim/engine/policy/autoscaler.hpp"

#include <algorithm>
#include <cmath>

namespace orrery {
namespace {

/// A number of replicas, beyond any fleet where the target is next to nothing.
int replicas_for(double number) {
    return static_cast<int>(std::min(std::ceil(number), 1e9));
}

/// Replicas that would bring the metric to its target.
int wanted(const AutoscalerSpec& spec, const ScalingView& view) {
    if (view.ready + view.coming == 0) {
        const bool over =
            std::any_of(view.beside.begin(), view.beside.end(),
                        [&spec](const LoadBeside& beside) { return overflows(spec, beside); });
        return view.waiting > 0 || over ? 1 : 0;
    }
    if (spec.metric == AutoscaleMetric::queue) {
        const int more = replicas_for(static_cast<double>(view.waiting) / spec.target);
        return static_cast<double>(view.waiting) > spec.target * view.ready
                   ? std::max(more, view.ready + 1)
                   : 0;
    }
    if (spec.metric == AutoscaleMetric::ttft) {
        if (view.ready == 0) return view.waiting > 0 ? 1 : 0;
        if (view.mean_ttft_s <= spec.target && view.waiting == 0) return 0;
        const double over = std::min(2.0, std::max(view.mean_ttft_s / spec.target, 1.0));
        return over > 1 ? replicas_for(view.ready * over) : 0;
    }
    const double busy = static_cast<double>(view.outstanding) / view.slots;
    return replicas_for(busy / spec.target);
}

/// Whether what serves a workload beside the last replica would do for all that runs. Where nothing
/// is beside it, or an API whose limits are not known, only when nobody is there.
bool would_do(const AutoscalerSpec& spec, const LoadBeside& beside, std::int64_t own,
              double share) {
    if (beside.waiting > 0 || beside.turned_away) return false;
    if (beside.ready == 0 || !beside.bounded) return own == 0;
    if (spec.metric == AutoscaleMetric::ttft && beside.mean_ttft_s > 0.5 * spec.target) {
        return false;
    }
    // Slots may be more than caches or prompts let run: what ran when it was too much is the room.
    double room = share * static_cast<double>(beside.slots);
    if (beside.held >= 0) room = std::min(room, static_cast<double>(beside.held));
    return static_cast<double>(own + beside.outstanding) <= 0.8 * room;
}

/// Whether one replica fewer would keep the metric below four fifths of its target.
bool fewer_would_do(const AutoscalerSpec& spec, const ScalingView& view) {
    if (view.ready < 1 || view.waiting > 0) return false;
    if (spec.metric == AutoscaleMetric::ttft && view.mean_ttft_s > 0.5 * spec.target) return false;
    const double share = spec.metric == AutoscaleMetric::utilisation ? spec.target : 1.0;
    if (view.ready == 1 && !view.beside.empty()) {
        return std::all_of(view.beside.begin(), view.beside.end(), [&](const LoadBeside& beside) {
            return would_do(spec, beside, view.outstanding, share);
        });
    }
    const double room = (view.ready - 1.0) * view.slots * 0.8;
    return static_cast<double>(view.outstanding) <= room * share;
}

}  // namespace

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
