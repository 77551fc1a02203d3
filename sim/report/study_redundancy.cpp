// The study `redundancy` as text, JSON and CSV.
#include "sim/report/study_redundancy.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "models/contracts/owed.hpp"
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

std::string availability_percent(double share) {
    return fmt::format("{:.7g} %", 100 * share);
}

double down_h(double availability) {
    return (1 - availability) * contracts::kHoursPerYear;
}

std::string money(double usd, const World& world) {
    return analysis::grouped(usd / world.usd_per_currency, 0);
}

std::string servers_words(const RedundancyRow& row) {
    return fmt::format("{} server{}{}", row.servers_each, row.servers_each == 1 ? "" : "s",
                       row.sites.size() > 1 ? " each" : "");
}

std::string answer(const RedundancyResult& r, const World& world) {
    const RedundancyRow* best = r.cheapest();
    if (!best) {
        return fmt::format(
            "Answer: none of the {} designs reaches {}: more sites or vendors with "
            "outages of their own are needed.",
            r.rows.size(), availability_percent(r.target));
    }
    return fmt::format(
        "Answer: {} on {}, {}, is the cheapest that reaches {}: {} ({:.3g} h down a year) for {} "
        "{} a "
        "year.",
        best->design, sites_text(r, *best, world), servers_words(*best),
        availability_percent(r.target), availability_percent(best->availability),
        down_h(best->availability), money(best->usd_year, world), world.currency);
}

/// Less than a hundredth of the unavailability is gained.
bool coincide(const RedundancyRow& a, const RedundancyRow& b) {
    return std::fabs(a.availability - b.availability) <= .01 * (1 - a.availability) + 1e-12;
}

/// What the same places reach with most servers: what is left is the sites'.
double best_of_site(const RedundancyResult& r, const RedundancyRow& row) {
    double best = row.availability;
    for (const RedundancyRow& other : r.rows) {
        if (other.sites == row.sites) best = std::max(best, other.availability);
    }
    return best;
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
            "Flips if: the target rises above {}: then {} on {} for {} {} a year.",
            availability_percent(best->availability), row.design, sites_text(r, row, world),
            analysis::change_text((row.usd_year - best->usd_year) / world.usd_per_currency),
            world.currency);
    }
    return "Flips if: the target rises above " + availability_percent(best->availability) +
           ": no design that was tried is better.";
}

/// Pools by a letter each, so that designs stay apart in a narrow window.
std::string letter(std::uint32_t site) {
    return std::string(1, static_cast<char>('a' + site % 26));
}

std::string legend(const RedundancyResult& r, const World& world) {
    std::string text;
    for (std::uint32_t i = 0; i < r.sites.size() && i < 8; ++i) {
        text += (i > 0 ? ", " : "") + letter(i) + ": " + world.pools[r.sites[i].pool.index()].name;
    }
    return text;
}

/// "a: N+1", "a+b −1 +1".
std::string short_name(const RedundancyResult& r, const RedundancyRow& row) {
    std::string text;
    for (const std::uint32_t i : row.sites) text += (text.empty() ? "" : "+") + letter(i);
    const int sites = static_cast<int>(row.sites.size());
    if (sites == 1) return text + ": " + row.design;
    const auto at = row.design.find("survives ");
    const int lost = row.design[at + 9] - '0';
    const int spare = row.servers_each - (r.needed + sites - lost - 1) / (sites - lost);
    return text + fmt::format(" −{}{}", lost, spare > 0 ? fmt::format(" +{}", spare) : "");
}

std::vector<std::vector<std::string>> design_rows(const RedundancyResult& r, const World& world) {
    std::vector<std::vector<std::string>> rows{
        {"design", "each", "closed form", "simulated", "cost a year"}};
    for (const RedundancyRow* telling : telling_rows(r)) {
        const RedundancyRow& row = *telling;
        rows.push_back({(row.on_frontier ? "* " : "  ") + short_name(r, row),
                        fmt::format("{}", row.servers_each),
                        availability_percent(row.availability) + (row.meets ? " ok" : ""),
                        fmt::format("{:.6g} ± {:.2g}", 100 * row.simulated, 100 * row.half_width),
                        money(row.usd_year, world)});
    }
    return rows;
}

std::vector<std::vector<std::string>> frontier_rows(const RedundancyResult& r, const World& world) {
    std::vector<std::vector<std::string>> rows{
        {"design", "nines", "down h a year", "cost a year", "a nine more"}};
    for (const RedundancyRow& row : r.rows) {
        if (!row.on_frontier) continue;
        rows.push_back({short_name(r, row), fmt::format("{:.2f}", row.nines()),
                        fmt::format("{:.3g}", down_h(row.availability)), money(row.usd_year, world),
                        row.usd_per_nine > 0 ? money(row.usd_per_nine, world) : "–"});
    }
    return rows;
}

/// Designs of the same places whose spare servers change nothing to be seen: why.
std::string no_gain(const RedundancyResult& r, const World& world) {
    for (const RedundancyRow& n : r.rows) {
        if (n.design != "N") continue;
        for (const RedundancyRow& more : r.rows) {
            const bool same = more.sites == n.sites && more.servers_each > n.servers_each;
            if (!same || !coincide(n, more)) continue;
            return fmt::format(
                "{} is no better than N on {} ({} and {}): its outages take the whole site, and "
                "spare servers fall with it ({:.3g} h down a year come from the site, {:.2g} h "
                "from servers). Another site, or another vendor, helps; another server does not.",
                more.design, sites_text(r, n, world), availability_percent(n.availability),
                availability_percent(more.availability), down_h(best_of_site(r, n)),
                down_h(n.availability) - down_h(best_of_site(r, n)));
        }
    }
    return "";
}

}  // namespace

std::string render_redundancy_text(const RedundancyResult& r, const World& world, int width) {
    text::Page page(width);
    page.paragraph(answer(r, world), "");
    page.paragraph(flips_if(r, world), "");
    page.out += "\n";
    page.table(design_rows(r, world));
    page.heading("Frontier: nothing is cheaper and as good");
    page.table(frontier_rows(r, world));
    page.out += "\n";
    for (const std::string& note : r.notes) page.paragraph("Note: " + note + ".", "");
    const std::string why = no_gain(r, world);
    if (!why.empty()) page.paragraph(why, "");
    page.paragraph(
        fmt::format("{} {} the load{}. {}. a+b −1: active at both, one of them may be lost; +1: "
                    "so many spare servers at each. *: on the frontier; of "
                    "other designs the cheapest is shown, the CSV has all. "
                    "Servers are paid at their list or owner's price all year, and each vendor's "
                    "tooling once; no contract is applied. Outages of data and edge planes and "
                    "failures of servers count; a control plane stops nothing that runs. ±: half "
                    "of a 95 % interval, points. Cost in {}.",
                    r.needed, r.needed == 1 ? "server carries" : "servers carry",
                    r.needed_from.empty() ? "" : " (" + r.needed_from + ")", legend(r, world),
                    world.currency),
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
                        {"chosen", &row == r.cheapest()},
                        {"cost_per_nine", row.usd_per_nine / world.usd_per_currency}});
    }
    return Json{{"schema_version", 1},
                {"study", "redundancy"},
                {"answer", answer(r, world)},
                {"flips_if", flips_if(r, world)},
                {"target", r.target},
                {"servers_needed", r.needed},
                {"servers_needed_from", r.needed_from},
                {"currency", world.currency},
                {"no_gain", no_gain(r, world)},
                {"rows", rows}}
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
