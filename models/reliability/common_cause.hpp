// Availability of groups of sites that share causes of outages: k of n in closed form.
#pragma once
#include <functional>
#include <vector>

namespace orrery::reliability {

/// A cause of outages that several sites may share: shocks at a rate, each a site's with a
/// probability.
struct SharedCause {
    double per_s = 0;   ///< rate of the shocks
    double mean_s = 0;  ///< mean duration of the longest part
};

/// One site with equal units (servers) of which each works or is repaired.
struct SitePart {
    double own_per_s = 0;  ///< Σ rates of outages of its own
    double own_mean_s = 0;
    int cause = -1;         ///< index into the causes; −1: none
    double takes_part = 0;  ///< probability that a shock is still out here, seen at any instant:
                            ///< P(struck) × mean duration here / `mean_s`
    int units = 0;
    double unit_availability = 1;
};

/// Long-run probability that the site is not out, when `shocks` shocks of its cause are under way.
/// Outages are Poisson with any law of durations, so that the number under way is Poisson (M/G/∞):
/// e^(−λm) · (1 − q)^shocks.
double site_up(const SitePart& part, int shocks);

/// Long-run probability that at least `needed` units work in all. Sums over the numbers of shocks
/// under way, up to a tail of 1e-14; exact where members of a group have equal durations.
double units_available(int needed, const std::vector<SitePart>& parts,
                       const std::vector<SharedCause>& causes);

/// Long-run probability of those states of the sites (true: not out) that `holds` accepts; units
/// are left aside. Every state is visited: at most 16 sites.
double states_probability(const std::vector<SitePart>& parts,
                          const std::vector<SharedCause>& causes,
                          const std::function<bool(const std::vector<bool>& up)>& holds);

}  // namespace orrery::reliability
