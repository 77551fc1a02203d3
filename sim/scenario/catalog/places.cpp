// Facts about places as the models take them: sized, placed, with the entry's name.
#include <algorithm>

#include "sim/scenario/catalog_places.hpp"

namespace orrery {
namespace {

void take(const std::vector<double>& months, std::array<double, 12>& into) {
    std::copy_n(months.begin(), std::min(months.size(), into.size()), into.begin());
}

}  // namespace

facility::Climate climate_of(const ClimateFact& fact) {
    facility::Climate c;
    c.name = fact.name;
    c.latitude = fact.latitude;
    c.longitude = fact.longitude;
    take(fact.temperature_c, c.temperature_c);
    take(fact.humidity, c.rh);
    take(fact.wind_m_s, c.wind_m_s);
    take(fact.clearness, c.clearness);
    c.day_amplitude_c = fact.day_amplitude_k;
    take(fact.spell_k, c.spell_c);
    return c;
}

facility::CoolingPlant plant_of(const CoolingFact& fact) {
    facility::CoolingPlant plant = fact.plant;
    plant.name = fact.name;
    return plant;
}

facility::BatterySpec battery_of(const BatteryFact& fact, double capacity_kwh, double charge_kw,
                                 double discharge_kw) {
    facility::BatterySpec spec = fact.spec;
    spec.name = fact.name;
    spec.capacity_kwh = capacity_kwh;
    spec.charge_kw = charge_kw > 0 ? charge_kw : fact.spec.charge_kw * capacity_kwh;
    spec.discharge_kw = discharge_kw > 0 ? discharge_kw : fact.spec.discharge_kw * capacity_kwh;
    return spec;
}

facility::WindTurbine turbine_of(const TurbineFact& fact, double rated_kw) {
    facility::WindTurbine turbine = fact.turbine;
    turbine.name = fact.name;
    turbine.rated_kw = rated_kw;
    return turbine;
}

facility::PvArray array_of(const ModuleFact& fact, double peak_kw, double latitude,
                           double longitude) {
    facility::PvArray array = fact.array;
    array.name = fact.name;
    array.peak_kw = peak_kw;
    array.latitude = latitude;
    array.longitude = longitude;
    array.azimuth = latitude >= 0 ? 180 : 0;
    return array;
}

}  // namespace orrery
