// A power cap on an accelerator: the clock that keeps it, how much longer work takes, what it
// saves.
#pragma once

namespace orrery {

/// Power at a share x of the full clock, as a share of TDP: static + (draw − static)·xᵃ. The clock
/// scales with voltage, so that the exponent lies between 2 and 3; memory keeps its clock.
struct PowerCapLaw {
    double static_share = 0;  ///< of TDP: leakage, memory, link and idle logic
    double exponent = 3;
    double lowest_clock = 0;  ///< share of the full clock below which it does not go
};

struct PowerCapEffect {
    double clock = 1;        ///< share of the full clock
    double slowdown = 1;     ///< time with the cap over time without
    double power_share = 1;  ///< mean power with the cap over that without
    [[nodiscard]] double energy_share() const { return slowdown * power_share; }
};

/// The effect of a cap at `cap_share` of TDP on work that draws `draw_share` of TDP without one.
/// `compute_bound_share` of its time follows the clock; the rest waits for memory, whose clock a
/// cap leaves alone. A cap that the lowest clock cannot keep is missed: power_share stays above it.
PowerCapEffect power_cap_effect(const PowerCapLaw& law, double cap_share,
                                double compute_bound_share, double draw_share = 1);

}  // namespace orrery
