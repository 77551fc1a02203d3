// Facts about places: climates, cooling plants, batteries, turbines, modules; with their sources.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "models/facility/battery.hpp"
#include "models/facility/climate.hpp"
#include "models/facility/cooling.hpp"
#include "models/facility/generation.hpp"
#include "models/hardware/accelerator.hpp"

namespace orrery {

/// "DE-LU": a typical year of weather at a zone's data centres.
struct ClimateFact {
    std::string name;
    double latitude = 0;
    double longitude = 0;
    std::vector<double> temperature_c;  ///< 12 monthly means
    std::vector<double> humidity;       ///< 12, 0..1
    std::vector<double> wind_m_s;       ///< 12, at 10 m
    std::vector<double> clearness;      ///< 12, 0..1
    double day_amplitude_k = 0;
    double spell_k = 0;
    Provenance provenance;
};
/// As the models take it; the lists have 12 entries (check_catalog).
facility::Climate climate_of(const ClimateFact& fact);

struct CoolingFact {
    std::string name;
    facility::CoolingPlant plant;
    double published_pue = 0;    ///< annual, of fleets of this kind; 0: none
    double published_water = 0;  ///< L/kWh of IT; 0: none
    Provenance provenance;
};

/// A kind of battery of 1 kWh; rates are kW per kWh.
struct BatteryFact {
    std::string name;
    facility::BatterySpec spec;  ///< capacity_kwh = 1
    double embodied_kg_kwh = 0;
    Provenance provenance;
};

struct TurbineFact {
    std::string name;
    facility::WindTurbine turbine;
    double embodied_g_kwh = 0;  ///< life cycle, per kWh given
    Provenance provenance;
};

struct ModuleFact {
    std::string name;
    facility::PvArray array;  ///< peak_kw = 1; no place
    double embodied_g_kwh = 0;
    Provenance provenance;
};

}  // namespace orrery
