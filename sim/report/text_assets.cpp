// Pools as assets in the text report: age, use, books and ends.
#include <fmt/format.h>

#include <algorithm>

#include "sim/report/text_assets.hpp"

namespace orrery::text {

void assets(const Findings& f, Page& page) {
    constexpr std::size_t kRows = 12;
    if (f.assets.empty()) return;
    page.heading("Assets (" + f.currency + "; all of them in assets.csv)");
    std::vector<std::vector<std::string>> rows{
        {"pool", "terms", "age", "in use", "paid", "book value", "written off", "ends"}};
    for (std::size_t i = 0; i < std::min(f.assets.size(), kRows); ++i) {
        const AssetRow& r = f.assets[i];
        rows.push_back({r.pool, r.terms, fmt::format("{:.1f} y", r.age_years),
                        fmt::format("{:.0f} %", 100 * r.utilisation), fmt::format("{:.0f}", r.cost),
                        fmt::format("{:.0f}", r.book), r.life_end, r.contract_end});
    }
    page.table(rows);
}

}  // namespace orrery::text
