// The study `carbon` as text, JSON and CSV.
#include "sim/report/study_carbon.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/analysis/wording.hpp"
#include "sim/report/report.hpp"
#include "sim/report/result_json.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

using analysis::grouped;
using analysis::value_of;

/// "1,234 kg", "12.3 g", "0.00042 g": three figures.
std::string mass(double g) {
    const double size = std::fabs(g);
    if (size >= 1e9) return fmt::format("{} t", grouped(g / 1e6, 0));
    if (size >= 1e6) return fmt::format("{} kg", grouped(g / 1e3, 0));
    if (size >= 1e3) return fmt::format("{:.3g} kg", g / 1e3);
    return fmt::format("{:.3g} g", g);
}

std::string answer(const CarbonResult& r) {
    const Findings& f = r.findings;
    const double operational = value_of(f, "carbon.location_based");
    const double embodied = value_of(f, "carbon.embodied");
    std::string text =
        fmt::format("Answer: {} CO2e, of it {} operational (location-based) and {} embodied",
                    mass(operational + embodied), mass(operational), mass(embodied));
    if (const Metric* m = f.metrics.find("carbon.sci_per_request")) {
        text += fmt::format("; {} a request", mass(m->value));
    }
    if (const Metric* m = f.metrics.find("carbon.sci_per_token")) {
        text += fmt::format(", {} per thousand output tokens", mass(1000 * m->value));
    }
    return text + ".";
}

std::string against_baseline(const AvoidedRow& a) {
    const auto change = [](double g) { return g <= 0 ? mass(-g) + " less" : mass(g) + " more"; };
    std::string text = fmt::format(
        "Against the baseline the books show {} operational carbon (attributed, "
        "location-based), and {} embodied",
        change(a.attributed_g), change(a.embodied_g));
    if (!a.marginal_g) return text + "; the marginal effect is not known on every grid.";
    text += fmt::format("; the power system emits {} (marginal)", change(*a.marginal_g));
    return text + (a.attributed_g * *a.marginal_g < 0
                       ? ". They point in opposite directions: what the books gain the air loses."
                       : ".");
}

std::string flips(const CarbonResult& r) {
    if (r.mean_g_kwh <= 0) return "";
    const bool grid_leads = r.mean_g_kwh > r.even_g_kwh;
    return fmt::format(
        "Flips if: the grid's mean intensity {} {:.0f} gCO2e/kWh (now {:.0f}): then {} carbon is "
        "the larger part, and {} is what to look at.",
        grid_leads ? "falls below" : "rises above", r.even_g_kwh, r.mean_g_kwh,
        grid_leads ? "embodied" : "operational",
        grid_leads ? "the life and use of the hardware" : "where and when it runs");
}

void scope_table(text::Page& page, const Findings& f) {
    page.heading("By scope (columns are alternatives, not a sum)");
    std::vector<std::vector<std::string>> rows{
        {"", "location", "market, annual", "market, hourly"}};
    for (const ScopeRow& s : f.scopes) {
        rows.push_back({s.scope + ": " + s.what, mass(s.location_g), mass(s.market_annual_g),
                        mass(s.market_hourly_g)});
    }
    page.table(rows);
}

void elsewhere_table(text::Page& page, const CarbonResult& r) {
    page.heading("The same run on other grids (metered once, counted again)");
    std::vector<std::vector<std::string>> rows{
        {"grid", "operational", "embodied", "total", "g/ktoken", "electricity USD"}};
    for (const ElsewhereRow& e : r.elsewhere) {
        rows.push_back({e.grid, mass(e.operational_g), mass(e.embodied_g),
                        mass(e.operational_g + e.embodied_g),
                        fmt::format("{:.3g}", 1000 * e.per_token_g), grouped(e.energy_usd, 0)});
    }
    page.table(rows);
}

void shares(text::Page& page, const Findings& f) {
    page.heading("Energy and matching");
    std::vector<std::vector<std::string>> rows;
    const auto add = [&](const char* path, const char* name) {
        const Metric* m = f.metrics.find(path);
        if (!m) return;
        const bool share = m->unit.empty() && m->value <= 1 && std::string(path) != "pue";
        rows.push_back({name, share ? fmt::format("{:.1f} %", 100 * m->value)
                                    : fmt::format("{} {}", grouped(m->value, 2), m->unit)});
    };
    add("energy.facility", "facility energy");
    add("pue", "PUE (modelled)");
    add("water.total", "water, on site and at the plants");
    add("cfe.hourly_match", "contracted supply matched by the hour");
    add("cfe.annual_match", "contracted supply matched by the year");
    add("cfe.carbon_free", "carbon-free energy, the grid's included");
    if (const Metric* m = f.metrics.find("carbon.marginal")) {
        rows.push_back({"marginal emissions of the load", mass(m->value)});
    }
    page.table(rows);
}

}  // namespace

std::string render_carbon_text(const CarbonResult& r, int width) {
    text::Page page(width);
    page.paragraph(answer(r), "");
    if (r.avoided) page.paragraph(against_baseline(*r.avoided), "");
    page.paragraph("Boundary: " + r.findings.carbon_boundary, "");
    scope_table(page, r.findings);
    shares(page, r.findings);
    elsewhere_table(page, r);
    page.out += "\n";
    page.paragraph(flips(r), "");
    return page.out;
}

std::string render_carbon_json(const CarbonResult& r) {
    using Json = nlohmann::ordered_json;
    Json j{{"study", "carbon"}, {"answer", answer(r)}, {"boundary", r.findings.carbon_boundary}};
    j["scopes"] = Json::array();
    for (const ScopeRow& s : r.findings.scopes) {
        j["scopes"].push_back({{"reporter", s.reporter},
                               {"scope", s.scope},
                               {"what", s.what},
                               {"location_gco2e", s.location_g},
                               {"market_annual_gco2e", s.market_annual_g},
                               {"market_hourly_gco2e", s.market_hourly_g}});
    }
    j["elsewhere"] = Json::array();
    for (const ElsewhereRow& e : r.elsewhere) {
        j["elsewhere"].push_back({{"grid", e.grid},
                                  {"operational_gco2e", e.operational_g},
                                  {"embodied_gco2e", e.embodied_g},
                                  {"sci_per_token_gco2e", e.per_token_g},
                                  {"electricity_usd", e.energy_usd}});
    }
    if (r.avoided) {
        j["against_baseline"] = {{"attributed_gco2e", r.avoided->attributed_g},
                                 {"embodied_gco2e", r.avoided->embodied_g},
                                 {"energy_kwh", r.avoided->kwh}};
        if (r.avoided->marginal_g) {
            j["against_baseline"]["marginal_gco2e"] = *r.avoided->marginal_g;
        }
    }
    j["grid_mean_gco2e_per_kwh"] = r.mean_g_kwh;
    j["even_gco2e_per_kwh"] = r.even_g_kwh;
    j["flips_if"] = flips(r);
    j["result"] = result_json(r.findings);
    return j.dump(2) + "\n";
}

std::string render_carbon_csv(const CarbonResult& r) {
    std::string out = "table,name,what,location_gco2e,market_annual_gco2e,market_hourly_gco2e\n";
    for (const ScopeRow& s : r.findings.scopes) {
        out += fmt::format("scope,{},{},{},{},{}\n", csv_cell(s.scope), csv_cell(s.what),
                           s.location_g, s.market_annual_g, s.market_hourly_g);
    }
    for (const ElsewhereRow& e : r.elsewhere) {
        out += fmt::format("elsewhere,{},operational,{},,\n", csv_cell(e.grid), e.operational_g);
        out += fmt::format("elsewhere,{},embodied,{},,\n", csv_cell(e.grid), e.embodied_g);
    }
    return out;
}

}  // namespace orrery
