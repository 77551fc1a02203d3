// Emissions of each pool and month by reporter, scope and category, location- and market-based.
#pragma once
#include "models/carbon/matching.hpp"
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// After account_energy. Operational: what the grid delivers × its intensity, direct (combustion)
/// and upstream (the rest of the life cycle, losses of the grid) apart; market-based by contracts
/// matched by calendar year and by interval. Embodied: amortised over the life, and in the year of
/// purchase. Checks that entries sum to the sites' flows, and that certificates and contracts leave
/// the location-based figure alone.
void account_carbon(const World& world, const Observations& observations, Ledger& ledger);

/// Meter intervals [first, last) of each calendar year (UTC) that a run of so many touches.
struct YearWindow {
    std::size_t first = 0;
    std::size_t last = 0;
};
std::vector<YearWindow> calendar_years(const World& world, std::size_t intervals);

/// What contracts make of a site's energy from the grid, combustion only. By year: what a contract
/// gives in a calendar year covers that year's load, and certificates for a share of the load a
/// share of each year's; an amount that is stated for the run is not dated and covers all of it.
struct MarketFigures {
    carbon::MarketBased annual;
    carbon::MarketBased hourly;
};
MarketFigures market_figures(const World& world, const SiteEnergyFlows& flows);

/// g of a pool's hardware over its life, by the time that servers were present.
double embodied_amortised(const Pool& pool, double server_ns);
/// Server seconds by meter interval of one's own hardware whose embodied carbon is spread already;
/// empty where there are none. What is rented is renewed by its owner.
std::vector<double> embodied_spent_s(const World& world, const Observations& o, PoolId pool);

}  // namespace orrery
