// The study `refresh` as text, JSON and CSV.
#include "sim/report/study_refresh.hpp"

#include <nlohmann/json.hpp>

#include "sim/analysis/wording.hpp"
#include "sim/report/report.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

using analysis::money_text;

std::string percent(double share) {
    return analysis::number_text(100 * share) + " %";
}

const RefreshRow& best_row(const RefreshResult& r) {
    return r.rows[static_cast<std::size_t>(r.best - 1)];
}

std::string answer(const RefreshResult& r) {
    std::string text =
        fmt::format("Answer: replace {} every {} year{}: {} USD a server and year", r.pool, r.best,
                    r.best == 1 ? "" : "s", money_text(best_row(r).eac_usd));
    if (r.best == static_cast<int>(r.rows.size())) text += " (the longest that was tried)";
    text += r.keep == 0 ? "; those of today go at once"
                        : fmt::format("; those of today stay {} more year{}", r.keep,
                                      r.keep == 1 ? "" : "s");
    return text + fmt::format(". The books write off over {:g} years.", r.book_life);
}

std::string flip_text(const RefreshFlip& flip) {
    const bool money = flip.term.rfind("energy", 0) == 0;
    const auto show = [&](double value) {
        return money ? analysis::amount_text(value, "USD") : percent(value);
    };
    return fmt::format("{} is {} {} instead of {} (then every {} year{})", flip.term,
                       flip.at > flip.value ? "over" : "under", show(flip.at), show(flip.value),
                       flip.years, flip.years == 1 ? "" : "s");
}

std::string flips_if(const RefreshResult& r) {
    if (r.flips.empty()) return "Flips if: nothing in the range that was tried changes the age.";
    std::string text = "Flips if: ";
    for (std::size_t i = 0; i < r.flips.size(); ++i) {
        text += (i == 0 ? "" : "; or ") + flip_text(r.flips[i]);
    }
    return text + ".";
}

std::string inputs(const RefreshResult& r) {
    const auto& t = r.terms;
    return fmt::format(
        "A server: {} USD with what is bought beside it; {:.0f} W at the meter, {:.4g} "
        "USD/kWh, "
        "{} USD a year with its room; maintenance {} a year, rising by {}; a replacement "
        "disturbs for {} USD. Resale: {} of the price when new, losing {:g} a year, {} for "
        "selling. The same work costs {} less each year, and draws {} less. Discount rate {} ({}). "
        "Costs of a year fall due at its end.",
        money_text(t.price), r.watts, r.usd_kwh, money_text(t.energy_year),
        percent(t.maintenance_year), percent(t.ageing), money_text(t.disruption),
        percent(t.resale.initial), t.resale.decay_year, percent(t.resale.haircut),
        percent(t.price_fall), percent(t.energy_fall), percent(t.discount_rate), r.rate_source);
}

}  // namespace

std::string render_refresh_text(const RefreshResult& r, int width) {
    text::Page page(width);
    page.paragraph(answer(r), "");
    page.paragraph(flips_if(r), "");
    page.out += "\n";
    std::vector<std::vector<std::string>> rows{
        {"replaced every", "USD a server and year", "capital", "maintenance", "energy and room"}};
    for (const RefreshRow& row : r.rows) {
        rows.push_back({fmt::format("{} y{}", row.years, row.best ? " *" : ""),
                        money_text(row.eac_usd), money_text(row.capital_usd),
                        money_text(row.care_usd), money_text(row.energy_usd)});
    }
    page.table(rows);
    page.out += "\n";
    page.paragraph(inputs(r), "");
    return page.out;
}

std::string render_refresh_json(const RefreshResult& r) {
    using Json = nlohmann::ordered_json;
    Json rows = Json::array();
    for (const RefreshRow& row : r.rows) {
        rows.push_back({{"years", row.years},
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
    const Json all{{"schema_version", 1},
                   {"study", "refresh"},
                   {"answer", answer(r)},
                   {"flips_if", flips_if(r)},
                   {"pool", r.pool},
                   {"best_years", r.best},
                   {"keep_years", r.keep},
                   {"age_years", r.age_years},
                   {"book_life_years", r.book_life},
                   {"discount_rate", r.terms.discount_rate},
                   {"formula",
                    "EAC = r × PV of an endless chain of purchases, a server of today's "
                    "work"},
                   {"rows", std::move(rows)},
                   {"flips", std::move(flips)}};
    return all.dump(2) + "\n";
}

std::string render_refresh_csv(const RefreshResult& r) {
    std::string out = "pool,years,eac_usd,capital_usd,maintenance_usd,energy_usd,best\n";
    for (const RefreshRow& row : r.rows) {
        out += fmt::format("{},{},{},{},{},{},{}\n", csv_cell(r.pool), row.years, row.eac_usd,
                           row.capital_usd, row.care_usd, row.energy_usd, row.best ? 1 : 0);
    }
    return out;
}

}  // namespace orrery
