// Who yields when a site is short of power: one decision from what an operator would see.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/scenario/power.hpp"

namespace orrery {

/// A job that could run slower.
struct PowerClaim {
    std::uint32_t job = 0;
    int priority = 0;                 ///< the highest number yields first
    Nanos slack = Nanos::never();     ///< that it can lose and still meet its deadline
    Nanos submit;                     ///< of equals the latest yields first
    double site_w_per_w = 0;          ///< of the site for a watt of each of its accelerators
    std::vector<ThrottleStep> steps;  ///< fastest first, at least one
};

struct PowerView {
    double cap_w = 0;       ///< what agreements leave
    double firm_cap_w = 0;  ///< what is contracted, delivered and cooled
    double base_w = 0;      ///< cooling included: idle, hosts, serving, what cannot yield
    Nanos remaining;        ///< until the next decision at the latest
    std::vector<PowerClaim> claims;
};

struct PowerDecision {
    std::vector<ThrottleStep> steps;  ///< by claim; speed 0: it stands still
    bool agreement_met = true;        ///< the draw is within `cap_w`
    bool cap_met = true;              ///< the draw is within `firm_cap_w`
};

/// The fastest step that draws at most so much above idle, between two steps in proportion; below
/// the slowest one a job stands still.
ThrottleStep fastest_within(const std::vector<ThrottleStep>& steps, double dynamic_w);
/// The least power that keeps so much of the speed.
ThrottleStep least_for(const std::vector<ThrottleStep>& steps, double speed);

/// Jobs yield by priority, then the one with most slack, then the latest, each only as far as its
/// slack lasts until the next decision. If that does not keep what agreements leave, they are not
/// kept, and nobody yields for them; if it does not keep the firm cap, jobs yield whatever becomes
/// of their deadlines.
PowerDecision share_power(const PowerView& view);

}  // namespace orrery
