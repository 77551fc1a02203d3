// Facts about places: climates, cooling plants, batteries, turbines, modules; with their sources.
#pragma once
#include <string>
#include <vector>

#include "models/facility/battery.hpp"
#include "models/facility/climate.hpp"
#include "models/facility/cooling.hpp"
#include "models/facility/generation.hpp"
#include "models/hardware/accelerator.hpp"

namespace orrery {

/// "DE": a typical year of weather where a grid zone has its data centres.
struct ClimateFact {
    std::string name;
    double latitude = 0;
    double longitude = 0;
    std::vector<double> temperature_c;  ///< 12 monthly means
    std::vector<double> humidity;       ///< 12, 0..1
    std::vector<double> wind_m_s;       ///< 12, at 10 m
    std::vector<double> clearness;      ///< 12, 0..1
    double day_amplitude_k = 0;
    std::vector<double> spell_k;  ///< 12
    Provenance provenance;
};
/// As the models take it; the lists have 12 entries (check_catalog).
facility::Climate climate_of(const ClimateFact& fact);

struct CoolingFact {
    std::string name;
    std::string title;
    facility::CoolingPlant plant;
    /// What fleets of this kind report for a year, a range of PUE; 0: nothing is published.
    double published_from = 0;
    double published_until = 0;
    Provenance provenance;
};
/// The plant with the entry's name.
facility::CoolingPlant plant_of(const CoolingFact& fact);

/// A kind of battery; `spec` is of 1 kWh, so its rates are kW per kWh.
struct BatteryFact {
    std::string name;
    facility::BatterySpec spec;
    double usd_kwh = 0;          ///< installed, of capacity
    double embodied_kg_kwh = 0;  ///< kgCO2e a kWh of capacity
    Provenance provenance;
};
/// A battery of that kind and size; rates of 0 are the kind's own.
facility::BatterySpec battery_of(const BatteryFact& fact, double capacity_kwh, double charge_kw = 0,
                                 double discharge_kw = 0);

struct TurbineFact {
    std::string name;
    facility::WindTurbine turbine;
    double life_cycle_g_kwh = 0;  ///< of what it gives
    Provenance provenance;
};
/// The kind scaled to a rated power.
facility::WindTurbine turbine_of(const TurbineFact& fact, double rated_kw);

struct ModuleFact {
    std::string name;
    facility::PvArray array;      ///< of 1 kW, without a place
    double life_cycle_g_kwh = 0;  ///< of what it gives
    Provenance provenance;
};
/// Modules of that kind at a place, looking towards the equator with the kind's tilt.
facility::PvArray array_of(const ModuleFact& fact, double peak_kw, double latitude,
                           double longitude);

}  // namespace orrery
