// What a hall needs on top of its IT load: PUE by load and weather, water on site, cooling limits.
#include "models/facility/cooling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "orrery/base/math.hpp"
#include "orrery/base/math_inverse.hpp"

namespace orrery::facility {
namespace {

/// 0 up to `from`, 1 from `until` on, linear in between; a step where they are equal.
double ramp(double x, double from, double until) {
    if (x <= from) return 0;
    if (x >= until) return 1;
    return (x - from) / (until - from);
}

/// Electricity of the compressors per kWh of heat that they lift.
double lift(const CoolingPlant& plant, double outdoor_c) {
    const double relative = 1 - plant.cop_per_k * (outdoor_c - plant.cop_at_c);
    return 1 / (plant.cop * std::clamp(relative, 0.5, 2.0));
}

/// kWh for cooling per kWh of heat in the hall.
double cooling_per_heat(const CoolingPlant& plant, const Weather& weather) {
    const double outdoor = driving_c(plant, weather);
    const double air = 1 - plant.liquid;
    const double power = air * plant.fans + plant.liquid * plant.liquid_pumps;
    if (plant.cop <= 0) return power;
    const double warm =
        ramp(weather.dry_bulb_c, plant.liquid_free_below_c, plant.liquid_free_until_c);
    const double lifted = air * compressor_share(plant, weather) + plant.liquid * warm;
    return power + lifted * lift(plant, outdoor);
}

}  // namespace

double wet_bulb_c(const Weather& weather) {
    const double t = weather.dry_bulb_c;
    const double rh = std::clamp(weather.rh * 100, 5.0, 99.0);
    const double wet = t * math::atan(0.151977 * std::sqrt(rh + 8.313659)) + math::atan(t + rh) -
                       math::atan(rh - 1.676331) +
                       0.00391838 * rh * std::sqrt(rh) * math::atan(0.023101 * rh) - 4.686035;
    return std::min(wet, t);
}

double saturation_hpa(double celsius) {
    return 6.1094 * math::exp(17.625 * celsius / (celsius + 243.04));
}

double driving_c(const CoolingPlant& plant, const Weather& weather) {
    const bool wet = plant.type == Cooling::evaporative || plant.type == Cooling::water_economiser;
    return wet ? wet_bulb_c(weather) : weather.dry_bulb_c;
}

double compressor_share(const CoolingPlant& plant, const Weather& weather) {
    if (plant.cop <= 0) return 0;
    return ramp(driving_c(plant, weather), plant.free_below_c, plant.free_until_c);
}

Overhead overhead(const CoolingPlant& plant, double it_load_share, const Weather& weather) {
    Overhead o;
    if (plant.fixed > 0) {
        o.fixed = it_load_share > 0 ? plant.fixed / it_load_share
                                    : std::numeric_limits<double>::infinity();
    }
    o.distribution = plant.distribution;
    o.cooling = (1 + plant.distribution) * cooling_per_heat(plant, weather);
    return o;
}

double pue(const CoolingPlant& plant, double it_load_share, const Weather& weather) {
    return 1 + overhead(plant, it_load_share, weather).sum();
}

double water_l_per_kwh_it(const CoolingPlant& plant, const Weather& weather) {
    if (plant.water_l_kwh <= 0) return 0;
    const double wet =
        plant.wet_least +
        (1 - plant.wet_least) * ramp(weather.dry_bulb_c, plant.wet_from_c, plant.wet_full_c);
    const double heat = 1 + plant.distribution;
    const double rejected = heat + heat * cooling_per_heat(plant, weather);
    return plant.water_l_kwh * wet * rejected;
}

double cooling_capacity_share(const CoolingPlant& plant, const Weather& weather) {
    const double beyond = std::max(0.0, driving_c(plant, weather) - plant.design_c);
    return std::clamp(1 - plant.derate_per_k * beyond, 0.0, 1.0);
}

FacilityLoad facility_load(const CoolingPlant& plant, double it_kw, double rated_kw,
                           const Weather& weather) {
    const Overhead o = overhead(plant, 1, weather);
    FacilityLoad load;
    load.it_kw = it_kw;
    load.fixed_kw = plant.fixed * rated_kw;
    load.distribution_kw = o.distribution * it_kw;
    load.cooling_kw = o.cooling * it_kw;
    load.water_l_h = water_l_per_kwh_it(plant, weather) * it_kw;
    return load;
}

CoolingPlant constant_pue(double pue) {
    CoolingPlant plant;
    plant.distribution = pue - 1;
    plant.design_c = 100;
    return plant;
}

}  // namespace orrery::facility
