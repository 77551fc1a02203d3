// Two answers to "what did moving load change": attributed (average) and marginal emissions.
#pragma once
#include <span>

namespace orrery::carbon {

/// A change of load by interval, judged twice, g. The signs can differ: hours of low average
/// intensity can have a fossil margin (arXiv 2411.06560).
struct ShiftEffect {
    double attributed_g = 0;  ///< Σ Δload · average intensity: what the reporter's books show
    double marginal_g = 0;    ///< Σ Δload · marginal intensity: what the system emits more
    double moved_kwh = 0;     ///< Σ |Δload| / 2
    double net_kwh = 0;       ///< Σ Δload: 0 where load is moved and not changed
    [[nodiscard]] bool opposed() const { return attributed_g * marginal_g < 0; }
};

/// Spans of one length; intensities in g/kWh may be of length 1 (constant).
ShiftEffect shift_effect(std::span<const double> before_kwh, std::span<const double> after_kwh,
                         std::span<const double> average_g_kwh,
                         std::span<const double> marginal_g_kwh);

}  // namespace orrery::carbon
