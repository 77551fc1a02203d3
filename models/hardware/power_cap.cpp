// A power cap on an accelerator: the clock that keeps it, how much longer work takes, what it
// saves.
#include "models/hardware/power_cap.hpp"

#include <algorithm>

#include "orrery/base/math.hpp"

namespace orrery {

PowerCapEffect power_cap_effect(const PowerCapLaw& law, double cap_share,
                                double compute_bound_share, double draw_share) {
    PowerCapEffect e;
    if (cap_share >= draw_share) return e;
    const double floor = std::min(law.static_share, draw_share);
    const double dynamic = draw_share - floor;
    const double kept = dynamic > 0 ? std::max(0.0, cap_share - floor) / dynamic : 1;
    e.clock = kept > 0 ? math::pow(kept, 1 / law.exponent) : 0;
    e.clock = std::max({e.clock, law.lowest_clock, 1e-3});
    e.slowdown = 1 + std::clamp(compute_bound_share, 0.0, 1.0) * (1 / e.clock - 1);
    e.power_share = (floor + dynamic * math::pow(e.clock, law.exponent)) / draw_share;
    return e;
}

}  // namespace orrery
