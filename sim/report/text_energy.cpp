// The terminal summary of energy and carbon: sites, the inventory by scope, the boundary.
#include "sim/report/text_energy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/analysis/wording.hpp"

namespace orrery::text {
namespace {

std::string number(double v) {
    return analysis::number_text(v);
}

const Metric* find(const Findings& f, const std::string& path) {
    return f.metrics.find(path);
}

std::string shown(const Findings& f, const std::string& path, double scale = 1) {
    const Metric* m = find(f, path);
    return m ? number(m->value * scale) : "–";
}

/// Whether a site is one of a group that is shown as one.
bool grouped(const Findings& f, const std::string& site) {
    for (const Group& group : f.groups) {
        if (group.kind != "site") continue;
        if (std::binary_search(group.members.begin(), group.members.end(), site)) return true;
    }
    return false;
}

/// Water of a group, and the PUE of its first member: they are equal.
std::vector<std::string> group_row(const Findings& f, const Group& group) {
    double water = 0;
    for (const std::string& site : group.members) {
        const Metric* m = find(f, "water.by_site." + site);
        water += m ? m->value : 0;
    }
    return {fmt::format("{} ({})", group.name, group.members.size()),
            shown(f, "energy.by_group." + group.name),
            shown(f, "sites." + group.members.front() + ".pue"), number(water),
            shown(f, "carbon.by_group." + group.name, 1e-3)};
}

void sites(const Findings& f, Page& page) {
    const std::string prefix = "carbon.by_site.";
    std::vector<std::vector<std::string>> rows{{"site", "kWh", "PUE", "water L", "kg CO2e"}};
    std::size_t left_out = 0;
    for (const auto& [path, metric] : f.metrics.all()) {
        if (path.rfind(prefix, 0) != 0) continue;
        const std::string site = path.substr(prefix.size());
        if (grouped(f, site)) continue;
        if (rows.size() > 12) {
            ++left_out;
            continue;
        }
        rows.push_back({site, shown(f, "energy.by_site." + site),
                        shown(f, "sites." + site + ".pue"), shown(f, "water.by_site." + site),
                        number(metric.value / 1000)});
    }
    for (const Group& group : f.groups) {
        if (group.kind == "site") rows.push_back(group_row(f, group));
    }
    rows.push_back({"total", shown(f, "energy.facility"), shown(f, "pue"), shown(f, "water.total"),
                    shown(f, "carbon.total", 1e-3)});
    page.table(rows);
    if (left_out > 0) page.paragraph(fmt::format("and {} more sites", left_out), "  ");
}

void energy_supply(const Findings& f, Page& page) {
    const Metric* pv = find(f, "energy.pv");
    const Metric* wind = find(f, "energy.wind");
    const Metric* annual = find(f, "cfe.annual_match");
    if (!pv || !wind || !annual || annual->value <= 0) return;
    page.paragraph(
        fmt::format("On site: {} kWh of PV, {} kWh of wind, {} kWh sold, {} kWh curtailed, {} kWh "
                    "lost in batteries; {} kWh from the grid. Contracts and own generation match "
                    "{:.0f} % of the energy by the year, {:.0f} % by the interval.",
                    number(pv->value), number(wind->value), shown(f, "energy.export"),
                    shown(f, "energy.curtailed"), shown(f, "energy.battery_losses"),
                    shown(f, "energy.import"), 100 * annual->value,
                    100 * find(f, "cfe.hourly_match")->value),
        "  ");
}

/// "scope 3 category 3" → "3.3": the table is narrow, and its head says so.
std::string short_scope(const std::string& scope) {
    std::string text = scope.rfind("scope ", 0) == 0 ? scope.substr(6) : scope;
    const std::string middle = " category ";
    const std::size_t at = text.find(middle);
    if (at != std::string::npos) text.replace(at, middle.size(), ".");
    return text;
}

void inventory(const Findings& f, Page& page) {
    if (f.scopes.empty()) return;
    std::vector<std::vector<std::string>> rows{
        {"scope.category, kg CO2e", "location", "market, annual", "market, hourly"}};
    for (const ScopeRow& row : f.scopes) {
        rows.push_back({short_scope(row.scope) + " " + row.what, number(row.location_g / 1e3),
                        number(row.market_annual_g / 1e3), number(row.market_hourly_g / 1e3)});
    }
    page.table(rows);
}

}  // namespace

void energy(const Findings& f, Page& page) {
    page.heading("Energy and CO2e (location-based, life cycle; with embodied)");
    sites(f, page);
    energy_supply(f, page);
    inventory(f, page);
    if (!f.carbon_boundary.empty()) page.paragraph("Boundary: " + f.carbon_boundary, "  ");
}

}  // namespace orrery::text
