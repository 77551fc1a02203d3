// Floors that grow in steps: the depreciation of their modules.
#include "sim/accounts/floor.hpp"

#include <algorithm>

#include "sim/accounts/posting.hpp"

namespace orrery {
namespace {

constexpr double kYearSeconds = 365 * 86400.0;

/// Seconds of a span that lie between two instants.
double within(const Period& period, Nanos since, Nanos last) {
    const Nanos from = max(period.from, since);
    const Nanos until = min(period.until, last);
    return until > from ? (until - from).seconds() : 0;
}

Charge floor_charge(const Site& site, const ModuleSpec& module) {
    Charge c;
    c.category = "floor";
    c.counter = "accumulated depreciation";
    c.vendor = site.vendor;
    c.site = site.name;
    c.unit = "h";
    c.formula = "capex of module " + module.name + " × hours / (life × 8760 h)";
    c.asset = site.name + "/" + module.name;
    c.pricing = Pricing::other;
    c.capital = true;
    c.cash = false;
    c.price_source = module.where.file.empty()
                         ? "scenario"
                         : module.where.file + ":" + std::to_string(module.where.line);
    return c;
}

void post(const World& world, const Site& site, const ModuleSpec& module,
          const std::vector<Period>& periods, Ledger& ledger) {
    const std::uint32_t charge = add_charge(ledger, floor_charge(site, module));
    const Nanos life = Nanos::from_seconds(std::min(module.life_years, 200.0) * kYearSeconds);
    for (const Period& period : periods) {
        const double seconds = within(period, module.at, module.at + life);
        if (seconds <= 0) continue;
        const double usd = module.capex_usd * seconds / (module.life_years * kYearSeconds);
        // Bought, not billed, in the period: as with servers of one's own.
        add_posting(world, ledger, charge, period, seconds / 3600, Columns{usd, usd, 0, usd});
    }
}

}  // namespace

void account_floors(const World& world, const Observations& o, Ledger& ledger) {
    const auto periods = periods_of(world, o.ended_at);
    for (const Site& site : world.sites) {
        for (const ModuleSpec& module : site.modules) {
            if (module.capex_usd > 0) post(world, site, module, periods, ledger);
        }
    }
}

}  // namespace orrery
