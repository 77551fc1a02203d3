// Floors that grow in steps: the depreciation of their modules.
#include "sim/accounts/floor.hpp"

#include <algorithm>
#include <map>

namespace orrery {
namespace {

constexpr double kYearSeconds = 365 * 86400.0;

/// Seconds of each month in which a module stands, and the span that they cover.
struct Standing {
    Nanos from = Nanos::never();
    Nanos until{0};
    double seconds = 0;
};

std::map<std::string, Standing> by_month(const World& world, Nanos since, Nanos end, Nanos life) {
    std::map<std::string, Standing> months;
    const Nanos last = min(end, since + life);
    for (Nanos at{0}; at < last; at = at + world.meter_interval) {
        const Nanos from = max(at, since);
        const Nanos until = min(at + world.meter_interval, last);
        if (until <= from) continue;
        Standing& month = months[month_of(world, at)];
        month.from = min(month.from, from);
        month.until = until;
        month.seconds += (until - from).seconds();
    }
    return months;
}

void post(const World& world, const Site& site, const ModuleSpec& module, const std::string& month,
          const Standing& standing, Ledger& ledger) {
    Posting p;
    p.from = standing.from;
    p.until = standing.until;
    p.month = month;
    p.account = "expense:floor";
    p.counter = "accumulated depreciation";
    p.category = "floor";
    p.vendor = site.vendor;
    p.site = site.name;
    p.quantity = standing.seconds / 3600;
    p.unit = "h";
    p.formula = "capex of module " + module.name + " × hours / (life × 8760 h)";
    p.price_source = module.where.file.empty()
                         ? "scenario"
                         : module.where.file + ":" + std::to_string(module.where.line);
    const double usd = module.capex_usd * standing.seconds / (module.life_years * kYearSeconds);
    // Bought, not billed, in the period: as with servers of one's own.
    const std::array<double, kCostColumns> columns{usd, usd, 0, usd};
    for (std::size_t c = 0; c < kCostColumns; ++c) {
        p.amount[c] = round_money(columns[c] / world.usd_per_currency);
    }
    p.unit_price = p.quantity > 0 ? usd / world.usd_per_currency / p.quantity : 0;
    ledger.postings.push_back(std::move(p));
}

}  // namespace

void account_floors(const World& world, const Observations& o, Ledger& ledger) {
    for (const Site& site : world.sites) {
        for (const ModuleSpec& module : site.modules) {
            if (module.capex_usd <= 0) continue;
            const Nanos life =
                Nanos::from_seconds(std::min(module.life_years, 200.0) * kYearSeconds);
            for (const auto& [month, standing] : by_month(world, module.at, o.ended_at, life)) {
                post(world, site, module, month, standing, ledger);
            }
        }
    }
}

}  // namespace orrery
