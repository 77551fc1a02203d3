// Energy by site and month, the carbon inventory, costs of a unit of work.
#include <map>

#include "sim/report/workbook_sheets.hpp"

namespace orrery::xlsx {
namespace {

struct Consumed {
    double kwh = 0;
    double grams = 0;  ///< location-based, operational
};

std::map<std::pair<std::string, std::string>, Consumed> energy_of(const Ledger& ledger) {
    std::map<std::pair<std::string, std::string>, Consumed> out;
    for (const CarbonEntry& e : ledger.carbon) {
        if (e.basis != CarbonBasis::location_based || e.source == kGridLosses) continue;
        Consumed& at = out[{e.site, e.month}];
        at.kwh += e.kwh;
        at.grams += e.gco2e;
    }
    return out;
}

/// A unit cost of the result and the count that it divides by.
struct Unit {
    const char* label;
    const char* cost;      ///< path of the cost of a unit
    const char* quantity;  ///< path of the count
    double per;            ///< units of the count in one of the label's
    const char* of;
};
constexpr Unit kUnits[]{
    {"Million output tokens", "cost.per_million_tokens", "tokens.output", 1e6, "output tokens"},
    {"1,000 requests", "cost.per_1000_requests", "requests.completed", 1e3, "completed requests"},
    {"Training run", "cost.per_training_run", "jobs.completed", 1, "jobs that were done"},
};

}  // namespace

void write_energy(File& file, const PlanInput& in, Links& links) {
    Sheet& sheet = file.sheet("Energy");
    sheet.heading("Energy by site and month",
                  "Consumption of the facility, and what the grid there emits for it "
                  "(location-based, without losses of the grid, the reporter's share).");
    sheet.table({{"Site", 28, true},
                 {"Month", 10, true},
                 {"Energy, kWh", 16},
                 {"Emissions, kgCO2e", 16},
                 {"Intensity, gCO2e/kWh", 14}},
                2);
    std::size_t row = Sheet::kTop + 1;
    Consumed sum;
    const auto intensity = [&](std::size_t at, const Consumed& c, Style style) {
        sheet.formula(at, 4,
                      "IF(" + cell(at, 2) + "=0,0," + cell(at, 3) + "*1000/" + cell(at, 2) + ")",
                      c.kwh == 0 ? 0 : c.grams / c.kwh, style);
    };
    for (const auto& [key, c] : energy_of(in.ledger)) {
        sheet.text(row, 0, key.first);
        sheet.text(row, 1, key.second);
        sheet.number(row, 2, c.kwh, Style::amount);
        sheet.number(row, 3, c.grams * 1e-3, Style::amount);
        intensity(row++, c, Style::amount);
        sum.kwh += c.kwh;
        sum.grams += c.grams;
    }
    if (row == Sheet::kTop + 1) return;
    sheet.text(row, 0, "Total", Style::total_label);
    sheet.text(row, 1, "", Style::total_label);
    links.energy_kwh = sheet.sum(row, 2, sum.kwh, Style::amount_total);
    sheet.sum(row, 3, sum.grams * 1e-3, Style::amount_total);
    intensity(row, sum, Style::amount_total);
}

void write_carbon(File& file, const PlanInput& in, Links& links) {
    Sheet& sheet = file.sheet("Carbon");
    sheet.heading("Carbon inventory by scope, kgCO2e", in.findings.carbon_boundary);
    sheet.table({{"Reporter", 26, true},
                 {"Scope", 22, true},
                 {"What", 44, true},
                 {"Location-based", 16},
                 {"Market-based, annual", 16},
                 {"Market-based, hourly", 16}},
                2);
    std::size_t row = Sheet::kTop + 1;
    std::array<double, 3> sums{};
    for (const ScopeRow& scope : in.findings.scopes) {
        sheet.text(row, 0, scope.reporter);
        sheet.text(row, 1, scope.scope);
        sheet.text(row, 2, scope.what);
        const std::array<double, 3> kg{scope.location_g * 1e-3, scope.market_annual_g * 1e-3,
                                       scope.market_hourly_g * 1e-3};
        for (std::size_t c = 0; c < kg.size(); ++c) {
            sheet.number(row, 3 + c, kg[c], Style::amount);
            sums[c] += kg[c];
        }
        ++row;
    }
    if (in.findings.scopes.empty()) return;
    sheet.text(row, 0, "Total: columns are alternatives, never added up", Style::total_label);
    sheet.text(row, 1, "", Style::total_label);
    sheet.text(row, 2, "", Style::total_label);
    for (std::size_t c = 0; c < sums.size(); ++c) {
        const Figure total = sheet.sum(row, 3 + c, sums[c], Style::amount_total);
        if (c == 0) links.location_kg = total;
    }
}

void write_units(File& file, const PlanInput& in, Links& links) {
    Sheet& sheet = file.sheet("Unit economics");
    sheet.heading("Cost of a unit of work, " + in.ledger.currency,
                  "Effective cost of what does the work, idle time included, over what was done.");
    sheet.table({{"Unit", 30, true},
                 {"Cost", 18},
                 {"Quantity", 20},
                 {"Of", 26, true},
                 {"Cost of a unit", 18}},
                1);
    std::size_t row = Sheet::kTop + 1;
    const Metrics& metrics = in.findings.metrics;
    for (const Unit& unit : kUnits) {
        const Metric* cost = metrics.find(unit.cost);
        const Metric* quantity = metrics.find(unit.quantity);
        if (!cost || !quantity || quantity->value <= 0) continue;
        sheet.text(row, 0, unit.label);
        sheet.number(row, 1, cost->value * quantity->value / unit.per, Style::money);
        sheet.number(row, 2, quantity->value, Style::amount);
        sheet.text(row, 3, unit.of, Style::unit);
        const std::string divided = cell(row, 1) + "/" + cell(row, 2);
        const Figure figure = sheet.formula(
            row, 4,
            unit.per == 1 ? divided : divided + "*" + std::to_string(static_cast<int>(unit.per)),
            cost->value, Style::small);
        if (unit.per == 1e6) links.per_million_tokens = figure;
        ++row;
    }
    if (row == Sheet::kTop + 1) sheet.text(row, 0, "Nothing was served or trained.", Style::note);
}

}  // namespace orrery::xlsx
