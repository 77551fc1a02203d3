// The study `refresh` as text, JSON and CSV.
#include "sim/report/study_refresh.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/analysis/wording.hpp"
#include "sim/report/report.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

using Json = nlohmann::ordered_json;

/// USD as the scenario's currency.
std::string money(const RefreshResult& r, double usd) {
    return analysis::money_text(usd / r.usd_per_currency);
}

std::string rate_percent(double share) {
    return analysis::number_text(100 * share) + " %";
}

const RefreshRow& best_row(const RefreshResult& r) {
    return r.rows[static_cast<std::size_t>(r.best - 1)];
}

std::string answer(const RefreshResult& r) {
    std::string text =
        fmt::format("Answer: replace {} every {} year{}: {} {} a server and year", r.pool, r.best,
                    r.best == 1 ? "" : "s", money(r, best_row(r).eac_usd), r.currency);
    if (r.best == static_cast<int>(r.rows.size())) text += " (the longest that was tried)";
    text += r.keep == 0 ? "; those of today go at once"
                        : fmt::format("; those of today stay {} more year{}", r.keep,
                                      r.keep == 1 ? "" : "s");
    return text + fmt::format(". The books write off over {:g} years.", r.book_life);
}

std::string flip_text(const RefreshResult& r, const RefreshFlip& flip) {
    const bool amount = flip.term.rfind("energy", 0) == 0;
    const auto show = [&](double value) {
        return amount ? money(r, value) + " " + r.currency : rate_percent(value);
    };
    return fmt::format("{} is {} {} instead of {} (then every {} year{})", flip.term,
                       flip.at > flip.value ? "over" : "under", show(flip.at), show(flip.value),
                       flip.years, flip.years == 1 ? "" : "s");
}

std::string flips_if(const RefreshResult& r) {
    if (r.flips.empty()) return "Flips if: nothing in the range that was tried changes the age.";
    std::string text = "Flips if: ";
    for (std::size_t i = 0; i < r.flips.size(); ++i) {
        text += (i == 0 ? "" : "; or ") + flip_text(r, r.flips[i]);
    }
    return text + ".";
}

std::string inputs(const RefreshResult& r) {
    const auto& t = r.terms;
    const std::string beside =
        t.items.empty() ? ""
                        : "What is bought beside it is sold by its own terms, else for what the "
                          "books say; engineering brings nothing. ";
    return fmt::format(
        "A server: {} {} with what is bought beside it; {:.0f} W at the meter, {} "
        "{}/kWh, "
        "{} {} a year with its room; maintenance {} {} a year, of the server alone, "
        "rising by {}; insurance {} {} a year; a replacement "
        "disturbs for {} {}. Resale of the server: {} of the price when new, losing {:g} a year, "
        "{} for selling ({}). {}The same work costs {} less each year, and draws {} less. Discount "
        "rate {} ({}). "
        "Costs of a year fall due at its end.",
        money(r, t.price), r.currency, r.watts,
        analysis::price_text(r.usd_kwh / r.usd_per_currency), r.currency, money(r, t.energy_year),
        r.currency, money(r, t.price * t.maintenance_year), r.currency, rate_percent(t.ageing),
        money(r, t.price * t.insurance_year), r.currency, money(r, t.disruption), r.currency,
        rate_percent(t.resale.initial), t.resale.decay_year, rate_percent(t.resale.haircut),
        r.resale_source, beside, rate_percent(t.price_fall), rate_percent(t.energy_fall),
        rate_percent(t.discount_rate), r.rate_source);
}

/// Nobody could tell their rows apart.
bool alike(const RefreshResult& a, const RefreshResult& b) {
    return a.best == b.best && a.keep == b.keep &&
           std::fabs(best_row(a).eac_usd - best_row(b).eac_usd) < .5;
}

/// Every owned pool, so that none is left out unseen.
void add_pools(const std::vector<RefreshResult>& pools, text::Page& page) {
    page.heading("Owned pools");
    std::vector<std::vector<std::string>> rows{
        {"pool", "servers", "every", "stay", pools.front().currency + " a server-year", "in all"}};
    for (std::size_t i = 0; i < pools.size();) {
        const RefreshResult& r = pools[i];
        const double eac = best_row(r).eac_usd;
        std::size_t next = i;
        int servers = 0;
        for (; next < pools.size() && alike(pools[next], r); ++next) servers += pools[next].servers;
        const std::size_t more = next - i - 1;
        rows.push_back({r.pool + (more > 0 ? fmt::format(" and {} like it", more) : ""),
                        fmt::format("{}", servers), fmt::format("{} y", r.best),
                        fmt::format("{} y", r.keep), money(r, eac), money(r, eac * servers)});
        i = next;
    }
    page.table(rows);
    page.paragraph(
        "Every: years until a server is replaced; stay: that those of today still do. The "
        "answer and what follows are of " +
            pools.front().pool +
            ", the pool with the most capex; --pool NAME shows another's, JSON and CSV "
            "have all.",
        "  ");
}

nlohmann::ordered_json json_of(const RefreshResult& r) {
    Json rows = Json::array();
    for (const RefreshRow& row : r.rows) {
        rows.push_back({{"years", row.years},
                        {"eac", row.eac_usd / r.usd_per_currency},
                        {"eac_usd", row.eac_usd},
                        {"capital_usd", row.capital_usd},
                        {"maintenance_usd", row.care_usd},
                        {"energy_usd", row.energy_usd},
                        {"best", row.best}});
    }
    Json flips = Json::array();
    for (const RefreshFlip& flip : r.flips) {
        flips.push_back(
            {{"term", flip.term}, {"value", flip.value}, {"at", flip.at}, {"years", flip.years}});
    }
    return {{"pool", r.pool},           {"servers", r.servers},
            {"best_years", r.best},     {"keep_years", r.keep},
            {"age_years", r.age_years}, {"book_life_years", r.book_life},
            {"currency", r.currency},   {"discount_rate", r.terms.discount_rate},
            {"rows", std::move(rows)},  {"flips", std::move(flips)}};
}

}  // namespace

std::string render_refresh_text(const std::vector<RefreshResult>& pools, int width) {
    const RefreshResult& r = pools.front();
    text::Page page(width);
    page.paragraph(answer(r), "");
    page.paragraph(flips_if(r), "");
    if (pools.size() > 1) add_pools(pools, page);
    if (pools.size() > 1) page.heading("Ages of " + r.pool);
    if (pools.size() == 1) page.out += "\n";
    std::vector<std::vector<std::string>> rows{{"replaced every", r.currency + " a server and year",
                                                "capital", "maintenance", "energy and room"}};
    for (const RefreshRow& row : r.rows) {
        rows.push_back({fmt::format("{} y{}", row.years, row.best ? " *" : ""),
                        money(r, row.eac_usd), money(r, row.capital_usd), money(r, row.care_usd),
                        money(r, row.energy_usd)});
    }
    page.table(rows);
    page.out += "\n";
    page.paragraph(inputs(r), "");
    return page.out;
}

std::string render_refresh_json(const std::vector<RefreshResult>& pools) {
    const RefreshResult& r = pools.front();
    Json all{{"schema_version", 1},
             {"study", "refresh"},
             {"answer", answer(r)},
             {"flips_if", flips_if(r)}};
    all.update(json_of(r));
    all["formula"] = "EAC = r × PV of an endless chain of purchases, a server of today's work";
    all["pools"] = Json::array();
    for (const RefreshResult& one : pools) all["pools"].push_back(json_of(one));
    return all.dump(2) + "\n";
}

std::string render_refresh_csv(const std::vector<RefreshResult>& pools) {
    std::string out = "pool,years,eac_usd,capital_usd,maintenance_usd,energy_usd,best\n";
    for (const RefreshResult& r : pools) {
        for (const RefreshRow& row : r.rows) {
            out += fmt::format("{},{},{},{},{},{},{}\n", csv_cell(r.pool), row.years, row.eac_usd,
                               row.capital_usd, row.care_usd, row.energy_usd, row.best ? 1 : 0);
        }
    }
    return out;
}

}  // namespace orrery
