// The answer and its key figures as plain HTML, for browsers that run no script.
#include "sim/report/page_tables.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "sim/analysis/basis.hpp"
#include "sim/analysis/span.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/report/page_limits.hpp"
#include "sim/report/page_parts.hpp"

namespace orrery::page {
namespace {

using Row = std::vector<std::string>;

struct Figure {
    const char* path;
    const char* name;
};

constexpr std::array<Figure, 18> kFigures{{
    {"cost.total", "Total cost (effective)"},
    {"cost.per_million_tokens", "A million output tokens"},
    {"finance.cash.total", "Cash paid"},
    {"finance.npv", "Net present value"},
    {"requests.completed", "Requests completed"},
    {"slo.attainment", "Share that met its service level"},
    {"latency.ttft.p99", "First token, slowest hundredth"},
    {"latency.e2e.p99", "Whole request, slowest hundredth"},
    {"utilisation.useful", "Accelerators at work, share"},
    {"energy.facility", "Energy of the facilities"},
    {"pue", "PUE"},
    {"carbon.total", "CO2e, location-based and embodied"},
    {"carbon.market_based.annual", "CO2e of energy, market-based, annual"},
    {"carbon.market_based.hourly", "CO2e of energy, market-based, hourly"},
    {"carbon.embodied", "CO2e embodied in hardware"},
    {"cfe.carbon_free", "Carbon-free energy, share"},
    {"water.total", "Water"},
    {"risk.hhi.spend", "Concentration of spend (HHI)"},
}};

std::string cells(const Row& row, const char* tag) {
    std::string out = "<tr>";
    for (const std::string& cell : row)
        out += fmt::format("<{0}>{1}</{0}>", tag, escape_for_html(cell));
    return out + "</tr>";
}

/// Nothing without rows.
std::string table(const std::string& title, const Row& head, const std::vector<Row>& rows) {
    if (rows.empty()) return {};
    std::string out = "<h2>" + escape_for_html(title) + "</h2><table><thead>";
    out += cells(head, "th") + "</thead><tbody>";
    std::size_t listed = 0;
    for (const Row& row : rows) {
        if (listed++ == kMostListed) break;
        out += cells(row, "td");
    }
    out += "</tbody></table>";
    if (rows.size() > kMostListed) {
        out += fmt::format("<p>… and {} further rows.</p>", rows.size() - kMostListed);
    }
    return out;
}

/// Long spans are in the unit that people would choose.
analysis::SpanUnit unit_of(const Metric& m) {
    return m.unit == "s" ? analysis::span_unit(m.value) : analysis::SpanUnit{1, m.unit.c_str()};
}

std::string range(const Metric& m, double scale) {
    if (!m.lo || !m.hi) return "";
    return analysis::number_text(*m.lo / scale) + " to " + analysis::number_text(*m.hi / scale);
}

std::vector<Row> figures(const Findings& f) {
    std::vector<Row> rows;
    for (const Figure& figure : kFigures) {
        const Metric* m = f.metrics.find(figure.path);
        if (m == nullptr) continue;
        const FigureBasis* basis = analysis::basis_of(f.bases, figure.path);
        const analysis::SpanUnit unit = unit_of(*m);
        rows.push_back({figure.name, analysis::number_text(m->value / unit.seconds), unit.name,
                        range(*m, unit.seconds), basis ? analysis::basis_text(*basis) : m->basis,
                        m->formula});
    }
    return rows;
}

std::vector<Row> money_by(const Findings& f, const std::string& prefix) {
    std::vector<Row> rows;
    for (const auto& [path, m] : f.metrics.all()) {
        if (path.rfind(prefix, 0) != 0) continue;
        rows.push_back({path.substr(prefix.size()), analysis::money_text(m.value)});
    }
    return rows;
}

std::vector<Row> alternatives(const Findings& f) {
    std::vector<Row> rows;
    for (const AlternativeRow& a : f.alternatives) {
        rows.push_back({a.name, a.sites, analysis::money_text(a.cost),
                        analysis::price_text(a.per_hour), a.cheapest ? "cheapest" : ""});
    }
    return rows;
}

std::vector<Row> troubles(const Findings& f) {
    std::vector<Row> rows;
    for (const Bottleneck& b : f.bottlenecks) {
        rows.push_back({b.name, analysis::percent_text(b.share), b.remedy});
    }
    return rows;
}

std::vector<Row> scopes(const Findings& f) {
    std::vector<Row> rows;
    for (const ScopeRow& s : f.scopes) {
        rows.push_back({s.reporter, s.scope, s.what, analysis::number_text(s.location_g / 1e3),
                        analysis::number_text(s.market_annual_g / 1e3),
                        analysis::number_text(s.market_hourly_g / 1e3)});
    }
    return rows;
}

std::vector<Row> assertions(const Findings& f) {
    std::vector<Row> rows;
    for (const AssertRow& a : f.asserts) {
        const std::string found = a.shown.empty() ? analysis::number_text(a.value) : a.shown;
        rows.push_back({a.text, a.problem.empty() ? found : a.problem, a.holds ? "yes" : "NO"});
    }
    return rows;
}

}  // namespace

std::string key_tables(const Findings& f) {
    std::string out = "<h1>" + escape_for_html(f.name) + "</h1>";
    if (!f.description.empty()) out += "<p>" + escape_for_html(f.description) + "</p>";
    if (f.partial)
        out += "<p><strong>Partial: " + escape_for_html(f.partial_reason) + "</strong></p>";
    for (const std::string& sentence : f.answer) out += "<p>" + escape_for_html(sentence) + "</p>";
    const std::string money = "Effective cost (" + f.currency + ")";
    out += table("Key figures", {"Figure", "Value", "Unit", "95 % interval", "Rests on", "Formula"},
                 figures(f));
    out += table("Alternatives", {"Alternative", "Sites", money, "An accelerator-hour", ""},
                 alternatives(f));
    out += table("Cost by site", {"Site", money}, money_by(f, "cost.by_site."));
    out += table("Cost by category", {"Category", money}, money_by(f, "cost.by_category."));
    out += table("Bottlenecks", {"Bottleneck", "Share of lost time", "What would shorten it"},
                 troubles(f));
    out += table("Emissions by scope (kg CO2e)",
                 {"Reporter", "Scope", "Of", "Location-based", "Market-based, annual",
                  "Market-based, hourly"},
                 scopes(f));
    out += table("Assertions", {"Assertion", "Value", "Holds"}, assertions(f));
    return out +
           "<p>Charts need a script that is part of this file; nothing is loaded from a "
           "network. result.json and the CSV files beside it have every figure.</p>";
}

}  // namespace orrery::page
