// assets.csv: pools as an auditor sees them.
#include <fmt/format.h>

#include "sim/report/report.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {

std::string render_assets_csv(const Findings& f) {
    std::string c = f.currency;
    for (char& letter : c) letter = static_cast<char>(letter | 0x20);
    std::string out = fmt::format(
        "site,pool,terms,server,servers,in_service,age_years,utilisation,cost_{0},written_off_{0},"
        "book_{0},market_{0},life_end,contract_end\n",
        c);
    for (const AssetRow& r : f.assets) {
        out +=
            fmt::format("{},{},{},{},{},{},{:.4f},{},{},{},{},{},{},{}\n", csv_cell(r.site),
                        csv_cell(r.pool), r.terms, csv_cell(r.server), r.servers, r.in_service,
                        r.age_years, print_number(r.utilisation), to_string(round_money(r.cost), 2),
                        to_string(round_money(r.written_off), 2), to_string(round_money(r.book), 2),
                        to_string(round_money(r.market), 2), r.life_end, r.contract_end);
    }
    return out;
}

}  // namespace orrery
