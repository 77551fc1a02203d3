// Electricity beside its energy price: demand charge with ratchet, minimum take, levies, standing.
#pragma once
#include <span>
#include <vector>

namespace orrery::contracts {

struct TariffTerms {
    double demand_usd_kw_month = 0;
    double ratchet = 0;       ///< ρ: share of the highest peak of the last 11 months
    double minimum_take = 0;  ///< share of `contract_kw` that is paid anyway
    double contract_kw = 0;
    double levies_usd_kwh = 0;
    double standing_usd_month = 0;
};

struct DemandCharge {
    double peak_kw = 0;     ///< of the month
    double ratchet_kw = 0;  ///< ρ · max of the 11 months before
    double minimum_kw = 0;  ///< share of the contract
    double billed_kw = 0;   ///< the largest of the three
    double usd = 0;         ///< of a whole month
};

/// Highest mean over windows of `group` meter intervals of kW, from the first on; the last may be
/// shorter. 0 without intervals.
double peak_kw(std::span<const double> kw, std::size_t group);
/// Month `index` of the peaks of months, of which earlier ones ratchet.
DemandCharge demand_charge(const TariffTerms& terms, std::span<const double> peaks,
                           std::size_t index);

}  // namespace orrery::contracts
