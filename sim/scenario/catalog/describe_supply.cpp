// Climates, cooling plants, batteries, turbines and modules as rows of text.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "sim/scenario/catalog/describe.hpp"

namespace orrery::catalog {
namespace {

std::string months(const std::vector<double>& values) {
    return fmt::format("{:.3g}", fmt::join(values, " "));
}

double mean(const std::vector<double>& values) {
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

const char* type_name(facility::Cooling type) {
    static constexpr std::array<const char*, 6> kNames{"chiller",       "air economiser",
                                                       "evaporative",   "water economiser",
                                                       "direct liquid", "immersion"};
    return kNames[static_cast<std::size_t>(type)];
}

std::string chance_percent(double share) {
    return fmt::format("{:.3g} %", share * 100);
}

std::string published(const CoolingFact& f) {
    return f.published_until > 0 ? fmt::format("{:g} to {:g}", f.published_from, f.published_until)
                                 : "-";
}

std::string celsius(double c) {
    return fmt::format("{:g} C", c);
}

}  // namespace

Rows describe(const ClimateFact& c) {
    return {{"place", fmt::format("{:.4g} N, {:.4g} E", c.latitude, c.longitude)},
            {"temperature", months(c.temperature_c) + " C"},
            {"humidity", months(c.humidity)},
            {"wind at 10 m", months(c.wind_m_s) + " m/s"},
            {"clearness", months(c.clearness)},
            {"day", fmt::format("+- {:.3g} K", c.day_amplitude_k)},
            {"spells", "+- " + months(c.spell_k) + " K"}};
}

Rows describe(const CoolingFact& f) {
    const facility::CoolingPlant& p = f.plant;
    Rows rows{{"title", f.title},
              {"type", type_name(p.type)},
              {"fixed", chance_percent(p.fixed) + " of rated IT power"},
              {"distribution", chance_percent(p.distribution)},
              {"fans", chance_percent(p.fans)}};
    if (p.cop > 0) {
        rows.emplace_back("COP", fmt::format("{:g} at {}", p.cop, celsius(p.cop_at_c)));
        if (p.free_until_c > -50) {
            rows.emplace_back("economiser",
                              fmt::format("free to {}, none from {}", celsius(p.free_below_c),
                                          celsius(p.free_until_c)));
        }
    }
    if (p.liquid > 0) {
        rows.emplace_back("liquid", chance_percent(p.liquid) + " of the heat, free to " +
                                        celsius(p.liquid_free_below_c));
    }
    if (p.water_l_kwh > 0) {
        rows.emplace_back("water", fmt::format("{:g} L/kWh of heat, {} of it in the cold",
                                               p.water_l_kwh, chance_percent(p.wet_least)));
    }
    rows.emplace_back("full capacity to", celsius(p.design_c));
    rows.emplace_back("published PUE", published(f));
    return rows;
}

Rows describe(const BatteryFact& f) {
    const facility::BatterySpec& s = f.spec;
    return {{"rates", fmt::format("{:g} and {:g} kW a kWh", s.charge_kw, s.discharge_kw)},
            {"round trip", chance_percent(s.round_trip())},
            {"usable", chance_percent(s.max_soc - s.min_soc)},
            {"self-discharge", chance_percent(s.self_discharge) + " an hour"},
            {"cycles", fmt::format("{:g}", s.cycle_life)},
            {"calendar life", fmt::format("{:g} years", s.calendar_years)},
            {"price", fmt::format("{:g} USD/kWh", f.usd_kwh)},
            {"embodied", fmt::format("{:g} kgCO2e/kWh", f.embodied_kg_kwh)}};
}

Rows describe(const TurbineFact& f) {
    const facility::WindTurbine& t = f.turbine;
    return {{"wind", fmt::format("{:g}, {:g}, {:g} m/s: cut-in, rated, cut-out", t.cut_in_m_s,
                                 t.rated_m_s, t.cut_out_m_s)},
            {"hub", fmt::format("{:g} m, shear {:g}", t.hub_m, t.shear)},
            {"availability", chance_percent(t.availability)},
            {"life cycle", fmt::format("{:g} gCO2e/kWh", f.life_cycle_g_kwh)}};
}

Rows describe(const ModuleFact& f) {
    const facility::PvArray& a = f.array;
    return {{"tilt", fmt::format("{:g} degrees", a.tilt)},
            {"AC over DC", chance_percent(a.efficiency)},
            {"a kelvin", chance_percent(a.temperature_per_k)},
            {"albedo", chance_percent(a.albedo)},
            {"life cycle", fmt::format("{:g} gCO2e/kWh", f.life_cycle_g_kwh)}};
}

Cells summarise(const ClimateFact& c) {
    const auto [low, high] = std::minmax_element(c.temperature_c.begin(), c.temperature_c.end());
    return {fmt::format("{:.3g}", c.latitude), fmt::format("{:.1f} C", mean(c.temperature_c)),
            fmt::format("{:.0f} to {:.0f} C", *low, *high),
            fmt::format("{:.1f} m/s", mean(c.wind_m_s))};
}

Cells summarise(const CoolingFact& f) {
    const facility::CoolingPlant& p = f.plant;
    return {type_name(p.type), chance_percent(p.fixed + p.distribution + p.fans), published(f),
            f.title};
}

Cells summarise(const BatteryFact& f) {
    return {chance_percent(f.spec.round_trip()), fmt::format("{:g}", f.spec.cycle_life),
            fmt::format("{:g} USD/kWh", f.usd_kwh)};
}

Cells summarise(const TurbineFact& f) {
    return {fmt::format("{:g} m", f.turbine.hub_m), fmt::format("{:g} m/s", f.turbine.rated_m_s),
            fmt::format("{:g}", f.life_cycle_g_kwh)};
}

Cells summarise(const ModuleFact& f) {
    return {fmt::format("{:g}", f.array.tilt), chance_percent(f.array.efficiency),
            fmt::format("{:g}", f.life_cycle_g_kwh)};
}

}  // namespace orrery::catalog
