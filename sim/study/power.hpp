// The study `power`: does a scenario fit its site's power, and what would a lower cap cost?
#pragma once
#include <string>
#include <vector>

#include "sim/study/variant.hpp"

namespace orrery {

struct PowerQuestion {
    std::string site;                               ///< empty: the one that draws most
    std::vector<double> shares{1, .9, .8, .7, .6};  ///< of the peak, each tried as a cap
    VariantOptions options;
};

struct PowerRow {
    double share = 0;
    double cap_w = 0;
    RunOutcome outcome;
    bool exceeded = false;  ///< in an interval more was drawn than the cap
    bool starves = false;   ///< jobs wait for power and are not done at the end of the run
    /// Not exceeded, no job starved, no deadline and no SLO lost that was kept, and as many jobs
    /// done. Intervals that are short by the engine's reckoning ahead alone fail nothing.
    bool holds = false;
};

struct PowerResult {
    std::string site;
    double p50_w = 0;  ///< of the means of meter intervals, without any cap
    double p90_w = 0;
    double p99_w = 0;
    double peak_w = 0;
    double mean_w = 0;
    double limit_w = 0;   ///< least of contract, modules and cooling over the run; 0: not limited
    RunOutcome free;      ///< without any cap
    std::string problem;  ///< why there is no answer; empty: there is one
    std::vector<PowerRow> rows;
    /// The lowest cap that still holds, to a hundredth of the peak; where the peak itself as a cap
    /// does not hold, that.
    PowerRow least;
};

/// The site with one cap for the whole run and without agreements; other sites as they are.
World with_cap(const World& world, SiteId site, double watts);
/// No site has a cap.
World without_caps(const World& world);

/// Loads and caps are of the mean over seeds; the lowest cap is found by bisection, taking each
/// higher one to hold.
PowerResult study_power(const World& world, const PowerQuestion& question);

}  // namespace orrery
