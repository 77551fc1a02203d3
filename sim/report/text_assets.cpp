// Pools as assets in the text report: age, use, books and ends.
#include "sim/report/text_assets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/analysis/wording.hpp"

namespace orrery::text {

using analysis::money_text;
using analysis::percent_text;
using analysis::price_text;

void alternatives(const Findings& f, Page& page) {
    if (f.alternatives.empty()) return;
    page.heading("Alternatives (" + f.currency + ")");
    const bool by_hour = f.alternatives_by_hour;
    std::vector<std::vector<std::string>> rows{
        {"", "cost", "accelerator-h", "an hour", by_hour ? "an hour, beside" : "beside", ""}};
    for (const AlternativeRow& r : f.alternatives) {
        const bool first = &r == &f.alternatives.front();
        const std::string beside = by_hour && r.difference > 0 ? "+" + price_text(r.difference)
                                   : by_hour                   ? price_text(r.difference)
                                             : analysis::change_text(r.difference);
        rows.push_back({r.name, money_text(r.cost), analysis::number_text(r.accelerator_hours),
                        r.accelerator_hours > 0 ? price_text(r.per_hour) : "–",
                        first ? "the first" : beside, r.cheapest ? "cheapest" : ""});
    }
    page.table(rows);
}

void pool_costs(const Findings& f, Page& page) {
    constexpr std::size_t kPools = 12;
    if (f.pool_costs.size() < 2) return;
    page.heading("An accelerator-hour by pool (" + f.currency +
                 (analysis::replications_of(f.metrics) > 1 ? ", first run)" : ")"));
    std::vector<std::vector<std::string>> rows{
        {"", "terms", "cost", "accelerator-h", "an hour", "useful", "a useful one"}};
    for (std::size_t i = 0; i < std::min(f.pool_costs.size(), kPools); ++i) {
        const PoolCostRow& r = f.pool_costs[i];
        rows.push_back(
            {r.pool, r.terms, money_text(r.cost), analysis::number_text(r.accelerator_hours),
             r.accelerator_hours > 0 ? price_text(r.per_hour) : "–", percent_text(r.useful, 0),
             r.per_useful_hour > 0 ? price_text(r.per_useful_hour) : "–"});
    }
    page.table(rows);
    if (f.pool_costs.size() > kPools) {
        page.paragraph(fmt::format("and {} more pools.", f.pool_costs.size() - kPools), "  ");
    }
}

void assets(const Findings& f, Page& page) {
    constexpr std::size_t kRows = 12;
    if (f.assets.empty()) return;
    page.heading("Assets (" + f.currency + "; all of them in assets.csv)");
    std::vector<std::vector<std::string>> rows{
        {"pool", "terms", "age", "in use", "paid", "book value", "written off", "ends"}};
    for (std::size_t i = 0; i < std::min(f.assets.size(), kRows); ++i) {
        const AssetRow& r = f.assets[i];
        rows.push_back({r.pool, r.terms, fmt::format("{:.1f} y", r.age_years),
                        analysis::percent_text(r.utilisation, 0), analysis::money_text(r.cost),
                        analysis::money_text(r.book), r.life_end, r.contract_end});
    }
    page.table(rows);
}

}  // namespace orrery::text
