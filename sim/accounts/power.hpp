// Power of sites as metered, and agreements to draw less: which calls were kept, what they pay.
#pragma once
#include <vector>

#include "sim/accounts/ledger.hpp"

namespace orrery {

/// Mean power of a site in each meter interval up to the end of the run, cooling included, W.
std::vector<double> site_power_w(const World& world, const Observations& observations, SiteId site);

/// A call of an agreement that was over before the run ended.
struct CallOutcome {
    SiteId site;
    const FlexibleCall* call = nullptr;
    bool kept = false;       ///< in no interval the site drew more than was asked
    double reduced_kwh = 0;  ///< that jobs would have drawn in it at full speed
    double payment_usd = 0;  ///< 0 unless it was kept
};

/// In order of sites and of starts.
std::vector<CallOutcome> flexible_calls(const World& world, const Observations& observations);

/// Payments as revenue (category "flexible power"), and the check that no site drew more than its
/// cap in an interval in which yielding was enough.
void account_power(const World& world, const Observations& observations, Ledger& ledger);

}  // namespace orrery
