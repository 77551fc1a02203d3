// How much to commit to, for how long: hourly demand, prices, and the mix that costs least.
#pragma once
#include <string>
#include <vector>

#include "models/contracts/owed.hpp"

namespace orrery::commitments {

using contracts::kHoursPerYear;

/// A price for capacity that is paid used or not.
struct Level {
    std::string name;
    double usd_server_h = 0;
    int term_h = 0;     ///< renewed when it ends, until the horizon is covered …
    int from_h = -1;    ///< … unless it is a block that begins here; −1: none
    int most = 100000;  ///< servers that can be had
    std::string source;
};

/// What is bought hour by hour.
struct Market {
    double on_demand_usd_h = 0;
    double spot_usd_h = -1;  ///< with what interruptions cost; −1: none
    double spot_share = 0;   ///< of the demand of any hour that may be interrupted
    std::string source;
};

struct Problem {
    std::vector<double> demand;  ///< servers wanted in each hour of the horizon
    Market market;
    std::vector<Level> levels;
};

/// Capacity from one hour to another; paid for its whole term, even beyond the horizon.
struct Purchase {
    std::size_t level = 0;
    int from_h = 0;
    int until_h = 0;  ///< may lie beyond the horizon
    double usd = 0;   ///< of one server for the whole term
    int most = 0;
    int servers = 0;
};

struct Mix {
    std::vector<Purchase> purchases;  ///< by level, then date; servers may be 0
    bool proven = true;
};

/// What a mix costs over the horizon.
struct Costing {
    double committed_usd = 0;
    double on_demand_usd = 0;
    double spot_usd = 0;
    double beyond_usd = 0;   ///< of committed_usd: hours after the horizon
    double committed_h = 0;  ///< server hours within the horizon
    double used_h = 0;       ///< of those
    double demand_h = 0;
    [[nodiscard]] double usd() const { return committed_usd + on_demand_usd + spot_usd; }
    [[nodiscard]] double utilisation() const { return committed_h > 0 ? used_h / committed_h : 0; }
    [[nodiscard]] double coverage() const { return demand_h > 0 ? used_h / demand_h : 0; }
};

/// Every purchase that could be made: levels renewed over the horizon, blocks once; no servers yet.
std::vector<Purchase> possible_purchases(const Problem& problem);

/// The mix with least cost, in whole servers: what an hour costs falls convexly with the servers
/// committed, so slices of each span between dates are columns of a programme that branch and cut
/// solves exactly.
Mix cheapest(const Problem& problem);

Costing cost_of(const Problem& problem, const Mix& mix);

/// Servers committed in each hour.
std::vector<int> committed_by_hour(const Problem& problem, const Mix& mix);

/// The same with demand times a factor.
Problem scaled(const Problem& problem, double factor);

/// Hours of demand repeated until a horizon, growing by a share each year after the first.
std::vector<double> extended(const std::vector<double>& hours, int years, double growth);

}  // namespace orrery::commitments
