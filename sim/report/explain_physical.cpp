// Sites, hours and events behind energy, emissions, use and supply.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/analysis/wording.hpp"
#include "sim/report/explain_parts.hpp"

namespace orrery::explain {
namespace {

constexpr std::size_t kEvents = 12;
constexpr std::size_t kHours = 3;

/// The site, pool or other member that a path names, if a series or an event is of it.
bool names(const Asked& a, const std::string& place) {
    if (place.empty()) return false;
    for (const char* prefix :
         {"energy.by_site.", "water.by_site.", "carbon.by_site.", "cfe.by_site.", "power.by_site.",
          "sites.", "utilisation.by_pool.", "supply.by_pool.", "supply.by_vendor.", "services.",
          "runbooks.", "jobs.by_name."}) {
        const std::string rest = a.member(prefix);
        if (rest == place || rest.rfind(place + ".", 0) == 0) return true;
    }
    return false;
}

/// Of one place where the path names one, else of all.
template <class Row, class Place>
std::vector<const Row*> of_place(const Asked& a, const std::vector<Row>& rows, Place place) {
    std::vector<const Row*> all;
    std::vector<const Row*> named;
    for (const Row& row : rows) {
        all.push_back(&row);
        if (names(a, place(row))) named.push_back(&row);
    }
    const bool whole = a.path.find(".by_") == std::string::npos && !a.begins("sites.") &&
                       !a.begins("services.") && !a.begins("runbooks.");
    return named.empty() && whole ? all : named;
}

/// The hours in which a series is highest: "9.31 kW at 2026-11-02 14:00".
void peaks(const Asked& a, const Series& s) {
    std::vector<std::size_t> order(s.values.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t x, std::size_t y) { return s.values[x] > s.values[y]; });
    std::string text;
    for (std::size_t k = 0; k < std::min(kHours, order.size()); ++k) {
        text += (k > 0 ? ", " : "") +
                fmt::format("{} {} at {}", analysis::number_text(s.values[order[k]]), s.unit,
                            instant_words(a.results.rows, static_cast<double>(order[k]) *
                                                              a.results.rows.interval_s));
    }
    a.page.paragraph("highest: " + text, "    ");
}

std::string scope_words(const CarbonEntry& e) {
    return fmt::format("scope {}{}", e.place.scope,
                       e.place.category > 0 ? fmt::format(" cat. {}", e.place.category) : "");
}

/// The bases that a figure of emissions is made of.
std::vector<CarbonBasis> bases_of(const Asked& a) {
    if (a.path == "carbon.market_based.annual") return {CarbonBasis::market_annual};
    if (a.path == "carbon.market_based.hourly") return {CarbonBasis::market_hourly};
    if (a.begins("carbon.scope2.market")) return {CarbonBasis::market_annual};
    if (a.path == "carbon.embodied_purchase_year") return {CarbonBasis::purchase_year};
    if (a.begins("carbon.embodied")) return {CarbonBasis::amortised};
    if (a.path == "carbon.location_based" || a.begins("carbon.scope")) {
        return {CarbonBasis::location_based};
    }
    return {CarbonBasis::location_based, CarbonBasis::amortised};
}

/// The inventory of the scopes counts what the grid loses, the totals and the market do not.
bool without_losses(const Asked& a) {
    return !a.begins("carbon.scope");
}

}  // namespace

void energy(const Asked& a) {
    const double hours = a.results.rows.interval_s / 3600;
    std::vector<Series> power;
    for (const Series& s : a.results.series) {
        if (s.name == "facility power") power.push_back(s);
    }
    const auto rows = of_place(a, power, [](const Series& s) { return s.where; });
    if (rows.empty() || hours <= 0) {
        a.page.out += "\n";
        a.page.paragraph("Power by site and hour is not kept in this result.", "  ");
        return;
    }
    a.page.heading("Energy of the sites by meter interval (first replication)");
    std::size_t shown = 0;
    for (const Series* s : rows) {
        if (++shown > 10) break;
        double kwh = 0;
        for (const double kw : s->values) kwh += kw * hours;
        a.page.paragraph(
            fmt::format("{}: {} kWh in {} intervals of {}", s->where, analysis::number_text(kwh),
                        s->values.size(), span_words(a.results.rows.interval_s)),
            "  ");
        peaks(a, *s);
    }
    if (rows.size() > 10) {
        a.page.paragraph(fmt::format("… and {} more sites", rows.size() - 10), "  ");
    }
}

void carbon(const Asked& a) {
    const std::vector<CarbonBasis> bases = bases_of(a);
    std::map<std::vector<std::string>, std::pair<double, double>> sums;
    const auto rows =
        of_place(a, a.results.ledger.carbon, [](const CarbonEntry& e) { return e.site; });
    for (const CarbonEntry* e : rows) {
        if (std::find(bases.begin(), bases.end(), e->basis) == bases.end()) continue;
        if (e->source == kGridLosses && without_losses(a)) continue;
        auto& [kwh, g] = sums[{e->site, e->source, scope_words(*e)}];
        kwh += e->kwh;
        g += e->gco2e;
    }
    a.page.out += "\n";
    if (sums.empty()) {
        a.page.paragraph("No entry of the inventory belongs to it.", "  ");
        return;
    }
    std::string basis;
    for (const CarbonBasis b : bases) {
        basis += (basis.empty() ? "" : " and ") +
                 std::string(kCarbonBasisNames[static_cast<std::size_t>(b)]);
    }
    a.page.paragraph("Entries of the inventory, " + basis + ", the share of " +
                         rows.front()->reporter + ":",
                     "");
    std::vector<std::pair<double, std::vector<std::string>>> table;
    for (const auto& [key, sum] : sums) {
        table.push_back({sum.second,
                         {key[0], key[1], key[2],
                          sum.first > 0 ? analysis::number_text(sum.first) + " kWh" : "",
                          analysis::number_text(sum.second / 1000) + " kg"}});
    }
    std::stable_sort(table.begin(), table.end(),
                     [](const auto& x, const auto& y) { return x.first > y.first; });
    std::vector<std::vector<std::string>> cells;
    for (const auto& [g, row] : table) {
        if (cells.size() < 16) cells.push_back(row);
    }
    a.page.table(cells);
    if (table.size() > cells.size()) {
        a.page.paragraph(fmt::format("… and {} smaller ones", table.size() - cells.size()), "  ");
    }
    double sum = 0;
    for (const auto& [g, row] : table) sum += g;
    a.page.paragraph(analysis::number_text(sum / 1000) + " kg together", "  ");
    const double size = std::max(std::fabs(sum), std::fabs(a.metric.value));
    if (a.metric.unit != "gCO2e" || std::fabs(sum - a.metric.value) <= 1e-6 * size) return;
    a.page.paragraph(
        "The figure is not their plain sum: an entry is the reporter's share, and its formula says "
        "whether the figure is.",
        "  ");
}

void utilisation(const Asked& a) {
    std::vector<Series> use;
    for (const Series& s : a.results.series) {
        if (s.name == "utilisation") use.push_back(s);
    }
    const auto rows = of_place(a, use, [](const Series& s) { return s.where; });
    if (rows.empty()) return;
    a.page.heading("Use of the pools by meter interval (first replication)");
    std::vector<std::vector<std::string>> cells{{"pool", "mean", "highest", "at", "lowest", "at"}};
    for (const Series* s : rows) {
        if (s->values.empty() || cells.size() > 16) continue;
        const auto at = [&](auto it) {
            return instant_words(a.results.rows, static_cast<double>(it - s->values.begin()) *
                                                     a.results.rows.interval_s);
        };
        double sum = 0;
        for (const double v : s->values) sum += v;
        const auto high = std::max_element(s->values.begin(), s->values.end());
        const auto low = std::min_element(s->values.begin(), s->values.end());
        cells.push_back(
            {s->where, analysis::percent_text(sum / static_cast<double>(s->values.size())),
             analysis::percent_text(*high), at(high), analysis::percent_text(*low), at(low)});
    }
    a.page.table(cells);
}

void events(const Asked& a) {
    const auto rows = of_place(a, a.results.events, [](const RunEvent& e) { return e.where; });
    a.page.out += "\n";
    if (rows.empty()) {
        a.page.paragraph(
            "No event of the run (outage, failure, delivery, scaling) is noted for it.", "  ");
        return;
    }
    std::map<std::string, std::size_t> kinds;
    for (const RunEvent* e : rows) ++kinds[e->kind];
    std::string counted;
    for (const auto& [kind, n] : kinds) {
        counted += (counted.empty() ? "" : ", ") + fmt::format("{} {}", n, kind);
    }
    a.page.paragraph("Events of the run (first replication): " + counted, "");
    for (std::size_t i = 0; i < std::min(rows.size(), kEvents); ++i) {
        const RunEvent& e = *rows[i];
        const std::string span =
            e.until > e.at ? " for " + span_words((e.until - e.at).seconds()) : std::string();
        a.page.paragraph(fmt::format("{}  {} {}{}{}", instant_words(a.results.rows, e.at.seconds()),
                                     e.kind, e.where, span, e.text.empty() ? "" : ": " + e.text),
                         "  ");
    }
    if (rows.size() > kEvents) {
        a.page.paragraph(
            fmt::format("… and {} more: v_events in results.db", rows.size() - kEvents), "  ");
    }
}

}  // namespace orrery::explain
