// Checks of climates, cooling plants, batteries, wind turbines and solar modules.
#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/catalog/checker.hpp"

namespace orrery::catalog {
namespace {

void check_months(const Checker& check, const char* field, const std::vector<double>& months,
                  double least, double most) {
    if (months.size() != 12) {
        check.require(false, "E0646", field, fmt::format("{} months, expected 12", months.size()));
        return;
    }
    const auto [low, high] = std::minmax_element(months.begin(), months.end());
    check.require(*low >= least && *high <= most, "E0646", field,
                  fmt::format("months from {:g} to {:g} are implausible", *low, *high),
                  fmt::format("between {:g} and {:g}", least, most));
}

void check_between(const Checker& check, const char* field, double value, double least,
                   double most) {
    check.require(value >= least && value <= most, "E0646", field,
                  fmt::format("{:g} is implausible", value),
                  fmt::format("between {:g} and {:g}", least, most));
}

}  // namespace

void check_climate(const Checker& check, const ClimateFact& c) {
    check_between(check, "latitude", c.latitude, -90, 90);
    check_between(check, "longitude", c.longitude, -180, 180);
    check_months(check, "temperature_c", c.temperature_c, -40, 45);
    check_months(check, "humidity", c.humidity, 0.05, 1);
    check_months(check, "wind_m_s", c.wind_m_s, 0.3, 15);
    check_months(check, "clearness", c.clearness, 0.1, 1);
    check_between(check, "day_amplitude", c.day_amplitude_k, 0, 15);
    check_months(check, "spell_k", c.spell_k, 0, 12);
}

void check_cooling(const Checker& check, const CoolingFact& fact) {
    const facility::CoolingPlant& p = fact.plant;
    check.require(p.free_until_c >= p.free_below_c, "E0646", "free_until_c",
                  "the economiser ends before it begins");
    check.require(p.liquid_free_until_c >= p.liquid_free_below_c, "E0646", "liquid_free_until_c",
                  "free cooling of the liquid ends before it begins");
    check.require(p.wet_full_c >= p.wet_from_c, "E0646", "wet_full_c",
                  "all evaporates before anything does");
    check_between(check, "cop", p.cop, 0, 20);
    check_between(check, "water", p.water_l_kwh, 0, 4);
    check_between(check, "design_c", p.design_c, 15, 60);
    if (fact.published_until <= 0) return;
    check.require(fact.published_from >= 1 && fact.published_from <= fact.published_until, "E0646",
                  "published_from", "a PUE below 1, or the range is upside down");
}

void check_battery(const Checker& check, const BatteryFact& fact) {
    const std::string problem = facility::battery_problem(fact.spec);
    check.require(problem.empty(), "E0646", "", problem);
    check_between(check, "charge_rate", fact.spec.charge_kw, 0.01, 10);
    check_between(check, "discharge_rate", fact.spec.discharge_kw, 0.01, 10);
    check_between(check, "embodied", fact.embodied_kg_kwh, 0, 500);
    check_between(check, "price", fact.usd_kwh, 0, 2000);
}

void check_turbine(const Checker& check, const TurbineFact& fact) {
    const facility::WindTurbine& t = fact.turbine;
    check.require(t.cut_in_m_s < t.rated_m_s && t.rated_m_s < t.cut_out_m_s, "E0646", "rated_m_s",
                  "cut-in, rated and cut-out wind are not in order");
    check_between(check, "availability", t.availability, 0.5, 1);
    check_between(check, "life_cycle", fact.life_cycle_g_kwh, 1, 100);
}

void check_module(const Checker& check, const ModuleFact& fact) {
    check_between(check, "tilt", fact.array.tilt, 0, 90);
    check_between(check, "efficiency", fact.array.efficiency, 0.5, 1);
    check_between(check, "temperature_per_k", fact.array.temperature_per_k, -0.01, 0);
    check_between(check, "life_cycle", fact.life_cycle_g_kwh, 5, 150);
}

}  // namespace orrery::catalog
