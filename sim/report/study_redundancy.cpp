// The study `redundancy` as text, JSON and CSV.
#include "sim/report/study_redundancy.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/analysis/wording.hpp"
#include "sim/report/report.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

std::string sites_text(const RedundancyResult& r, const RedundancyRow& row, const World& world) {
    std::string text;
    for (const std::uint32_t i : row.sites) {
        text += (text.empty() ? "" : " + ") + world.pools[r.sites[i].pool.index()].name;
    }
    return text;
}

std::string percent(double share) {
    return fmt::format("{:.7g} %", 100 * share);
}

double down_h(double availability) {
    return (1 - availability) * 365 * 24;
}

std::string answer(const RedundancyResult& r, const World& world) {
    const RedundancyRow* best = r.cheapest();
    if (!best) {
        return fmt::format(
            "Answer: none of the {} designs reaches {}: more sites or vendors with "
            "outages of their own are needed.",
            r.rows.size(), percent(r.target));
    }
    return fmt::format(
        "Answer: {} on {}, {} servers each, is the cheapest that reaches {}: {} ({:.3g} h down a "
        "year) for {:.0f} {} a year.",
        best->design, sites_text(r, *best, world), best->servers_each, percent(r.target),
        percent(best->availability), down_h(best->availability),
        best->usd_year / world.usd_per_currency, world.currency);
}

/// What the table of the terminal shows: the frontier, and the cheapest of every other design.
std::vector<const RedundancyRow*> telling_rows(const RedundancyResult& r) {
    std::vector<const RedundancyRow*> rows;
    for (const RedundancyRow& row : r.rows) {
        const bool seen = std::any_of(rows.begin(), rows.end(), [&](const RedundancyRow* other) {
            return other->design == row.design;
        });
        if (row.on_frontier || !seen) rows.push_back(&row);
    }
    return rows;
}

/// The step of the frontier beyond the answer, or what the target would have to be.
std::string flips_if(const RedundancyResult& r, const World& world) {
    const RedundancyRow* best = r.cheapest();
    if (!best) return "Flips if: the outage priors are lower, or the target is.";
    for (const RedundancyRow& row : r.rows) {
        if (!row.on_frontier || row.availability <= best->availability) continue;
        return fmt::format(
            "Flips if: the target rises above {}: then {} on {} for {:+.0f} {} a year.",
            percent(best->availability), row.design, sites_text(r, row, world),
            (row.usd_year - best->usd_year) / world.usd_per_currency, world.currency);
    }
    return "Flips if: the target rises above " + percent(best->availability) +
           ": no design that was tried is better.";
}

}  // namespace

std::string render_redundancy_text(const RedundancyResult& r, const World& world, int width) {
    text::Page page(width);
    page.paragraph(answer(r, world), "");
    page.paragraph(flips_if(r, world), "");
    page.out += "\n";
    std::vector<std::vector<std::string>> rows{
        {"design", "each", "closed form", "simulated", "cost a year", "a nine more"}};
    for (const RedundancyRow* telling : telling_rows(r)) {
        const RedundancyRow& row = *telling;
        rows.push_back(
            {(row.on_frontier ? "* " : "  ") + row.design + ": " + sites_text(r, row, world),
             fmt::format("{}", row.servers_each),
             percent(row.availability) + (row.meets ? " ok" : ""),
             fmt::format("{:.6g} ± {:.2g}", 100 * row.simulated, 100 * row.half_width),
             analysis::money_text(row.usd_year / world.usd_per_currency),
             row.usd_per_nine > 0 ? analysis::money_text(row.usd_per_nine / world.usd_per_currency)
                                  : "–"});
    }
    page.table(rows);
    page.out += "\n";
    for (const std::string& note : r.notes) page.paragraph("Note: " + note + ".", "");
    page.paragraph(
        fmt::format(
            "{} servers carry the load. *: on the frontier, nothing is cheaper and as good; of "
            "other designs the cheapest is shown, the CSV has all. "
            "Servers are paid at their list or owner's price all year, and each vendor's "
            "tooling once; no contract is applied. Outages of data and edge planes and "
            "failures of servers count; a control plane stops nothing that runs. ±: half "
            "of a 95 % interval, points. Cost in {}.",
            r.needed, world.currency),
        "");
    return page.out;
}

std::string render_redundancy_json(const RedundancyResult& r, const World& world) {
    using Json = nlohmann::ordered_json;
    Json rows = Json::array();
    for (const RedundancyRow& row : r.rows) {
        Json pools = Json::array();
        for (const std::uint32_t i : row.sites) {
            pools.push_back(world.pools[r.sites[i].pool.index()].name);
        }
        rows.push_back({{"design", row.design},
                        {"pools", pools},
                        {"servers_each", row.servers_each},
                        {"availability", row.availability},
                        {"simulated",
                         {{"value", row.simulated},
                          {"unit", ""},
                          {"lo", row.simulated - row.half_width},
                          {"hi", row.simulated + row.half_width},
                          {"formula", "share of simulated time with enough servers up"}}},
                        {"cost_year", row.usd_year / world.usd_per_currency},
                        {"meets_target", row.meets},
                        {"on_frontier", row.on_frontier},
                        {"cost_per_nine", row.usd_per_nine / world.usd_per_currency}});
    }
    return Json{{"schema_version", 1},        {"study", "redundancy"},
                {"answer", answer(r, world)}, {"flips_if", flips_if(r, world)},
                {"target", r.target},         {"servers_needed", r.needed},
                {"currency", world.currency}, {"rows", rows}}
               .dump(2) +
           "\n";
}

std::string render_redundancy_csv(const RedundancyResult& r, const World& world) {
    std::string out =
        "design,pools,servers_each,availability,simulated,half_width,cost_year,meets,frontier\n";
    for (const RedundancyRow& row : r.rows) {
        out += fmt::format("{},{},{},{},{},{},{},{},{}\n", csv_cell(row.design),
                           csv_cell(sites_text(r, row, world)), row.servers_each, row.availability,
                           row.simulated, row.half_width, row.usd_year / world.usd_per_currency,
                           row.meets ? 1 : 0, row.on_frontier ? 1 : 0);
    }
    return out;
}

}  // namespace orrery
