// Runs the checks of every kind over every entry of a catalog, in order of kinds and names.
#include "orrery/base/diagnostics.hpp"
#include "sim/scenario/catalog.hpp"
#include "sim/scenario/catalog/checker.hpp"

namespace orrery {
namespace catalog {

void Checker::report(Severity severity, const char* code, const std::string& field,
                     const std::string& message, const std::string& hint) const {
    Diagnostic d;
    d.severity = severity;
    d.code = code;
    if (const auto it = catalog_.where.find(path_); it != catalog_.where.end()) d.at = it->second;
    d.path = field.empty() ? path_ : path_ + "." + field;
    d.message = message;
    d.hint = hint;
    diagnostics_.add(std::move(d));
}

namespace {

/// Months an entry is trusted after `as_of` where it names no `valid_until`.
constexpr int kPriceLife = 6;
constexpr int kHardwareLife = 18;
constexpr int kPlaceLife = 36;
constexpr int kClimateLife = 120;

template <class Map, class Check>
void check_all(const Catalog& catalog, const Map& entries, const char* kind, int life_months,
               const std::string& today, Check check_entry, Diagnostics& diagnostics) {
    for (const auto& [name, entry] : entries) {
        const Checker check(catalog, diagnostics, kind, name);
        check_provenance(check, entry.provenance, life_months, today);
        check_entry(check, entry);
    }
}

}  // namespace
}  // namespace catalog

void check_catalog(const Catalog& catalog, const std::string& today, Diagnostics& diagnostics) {
    using namespace catalog;
    const auto each = [&](const auto& entries, const char* kind, int life, auto check_entry) {
        check_all(catalog, entries, kind, life, today, check_entry, diagnostics);
    };
    each(catalog.accelerators, "accelerators", kHardwareLife, check_accelerator);
    each(catalog.servers, "servers", kHardwareLife, check_server);
    each(catalog.models, "models", kHardwareLife, check_model);
    each(catalog.engines, "engines", kHardwareLife, check_engine);
    each(catalog.training, "training", kHardwareLife, check_training);
    each(catalog.offers, "offers", kPriceLife, check_offer);
    each(catalog.regions, "regions", kPlaceLife, check_region);
    each(catalog.grids, "grids", kPlaceLife, check_grid);
    each(catalog.climates, "climates", kClimateLife, check_climate);
    each(catalog.cooling, "cooling", kPlaceLife, check_cooling);
    each(catalog.batteries, "batteries", kPlaceLife, check_battery);
    each(catalog.turbines, "turbines", kPlaceLife, check_turbine);
    each(catalog.modules, "modules", kPlaceLife, check_module);
    each(catalog.egress, "egress", kPriceLife, check_egress);
    each(catalog.transfers, "transfers", kPriceLife, check_transfer);
    each(catalog.coefficients, "coefficients", kPlaceLife, check_coefficient);
    each(catalog.failure_mixes, "failure_mixes", kPlaceLife, check_failure_mix);
    each(catalog.collectives, "collectives", kPlaceLife, check_collective);
    each(catalog.country_groups, "country_groups", kPlaceLife, check_country_group);
    each(catalog.vendors, "vendors", kPlaceLife, check_vendor);
    each(catalog.api_prices, "api_prices", kPriceLife, check_api_price);
    each(catalog.tax_schedules, "tax_schedules", kPlaceLife, check_tax_schedule);
    each(catalog.tariffs, "tariffs", kHardwareLife, check_tariff_fact);
    each(catalog.lead_times, "lead_times", kHardwareLife, check_lead_time_fact);
    each(catalog.salaries, "salaries", kHardwareLife, check_salary);
    each(catalog.colocation, "colocation", kHardwareLife, check_colocation_fact);
    each(catalog.residuals, "residuals", kHardwareLife, check_residual_fact);
    each(catalog.capex_items, "capex_items", kHardwareLife, check_capex_fact);
    each(catalog.outages, "outages", kPlaceLife, check_outage);
    each(catalog.fill_rates, "fill_rates", kHardwareLife, check_fill_rate);
    each(catalog.fabs, "fabs", kPlaceLife, check_fab);
    each(catalog.commitments, "commitments", kHardwareLife, check_commitment);
    each(catalog.storage, "storage", kPriceLife, check_storage);
    each(catalog.taxes, "taxes", kPlaceLife, check_tax);
}

}  // namespace orrery
