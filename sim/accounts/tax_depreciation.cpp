// What taxes let be written off of each asset, by calendar year.
#include "sim/accounts/tax_depreciation.hpp"

#include <date/date.h>

#include "sim/accounts/assets.hpp"
#include "sim/scenario/asset_terms.hpp"

namespace orrery {
namespace {

int calendar_year(const World& world, Nanos t) {
    return month_of(world, t) / 12;
}

/// The first instant of a calendar year, UTC.
Nanos first_of(const World& world, int year) {
    const date::sys_days day = date::year{year} / date::January / 1;
    const std::int64_t unix_s = day.time_since_epoch().count() * std::int64_t{86400};
    return Nanos{(unix_s - world.start_unix_s) * kSecond.ns};
}

std::vector<TaxYear> by_schedule(const finance::DepreciationTerms& tax, int first) {
    std::vector<TaxYear> years;
    for (const double usd : finance::depreciation_by_year(tax)) {
        years.push_back({first + static_cast<int>(years.size()), usd});
    }
    return years;
}

std::vector<TaxYear> by_time(const World& world, const AssetPart& part, int first) {
    finance::DepreciationTerms law = part.tax;
    const double bonus = law.bonus * law.cost;
    law.cost -= bonus;
    law.bonus = 0;
    std::vector<TaxYear> years;
    double before = 0;
    const double life = law.life_years;
    for (int year = first; before < law.cost && year < first + 100; ++year) {
        const double at = part.years_at(first_of(world, year + 1));
        const double after = at >= life ? law.cost : finance::written_off(law, at);
        years.push_back({year, after - before + (year == first ? bonus : 0)});
        before = after;
    }
    return years;
}

TaxDepreciation of_part(const World& world, const Observations& o, const AssetPart& part) {
    TaxDepreciation t;
    t.asset = part.name;
    t.pool = world.pools[part.pool.index()].name;
    t.cost_usd = part.usd;
    t.in_service = part.in_service;
    const int first = calendar_year(world, part.in_service);
    const bool scheduled = part.tax.law == DepreciationLaw::schedule;
    t.years = scheduled ? by_schedule(part.tax, first) : by_time(world, part, first);
    if (part.retired > o.ended_at || part.retired < Nanos{0}) return t;
    // What ends with the run is of its last month, and of that month's year.
    t.retired = min(part.retired, o.ended_at - Nanos{1});
    t.sold = calendar_year(world, t.retired);
    t.proceeds_usd = part.market_usd;
    t.left_usd = part.usd;
    std::vector<TaxYear> kept;
    for (const TaxYear& year : t.years) {
        if (year.year >= t.sold) continue;
        kept.push_back(year);
        t.left_usd -= year.usd;
    }
    t.years = std::move(kept);
    return t;
}

}  // namespace

std::vector<TaxDepreciation> tax_depreciation(const World& world, const Observations& o) {
    std::vector<TaxDepreciation> all;
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
        for (const AssetPart& part : asset_parts(world, o, PoolId(p))) {
            all.push_back(of_part(world, o, part));
        }
    }
    return all;
}

}  // namespace orrery
