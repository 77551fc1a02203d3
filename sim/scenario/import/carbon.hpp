// Carbon intensity as Electricity Maps publishes it, as a series that sites read.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/scenario/catalog.hpp"
#include "sim/scenario/scenario.hpp"

namespace orrery {

struct CarbonImport {
    std::string csv;  ///< datetime_utc, zone, ci_lca_g_per_kwh …; empty where nothing was usable
    std::string report;  ///< in 80 columns
    std::vector<std::string> zones;
    bool life_cycle = false;  ///< some value is; else all are direct
    std::vector<std::string> not_understood;
};

/// Columns of any of their versions: Datetime (UTC), Zone id (else Zone name), Carbon intensity
/// gCO₂eq/kWh (Life cycle) or (LCA), and (direct), Carbon-free energy percentage or Low Carbon
/// Percentage, Data estimated. Both intensities are kept, and the carbon-free share; hours that
/// were estimated are counted, gaps named. With `zone` only that one.
CarbonImport import_carbon(const std::string& file, const std::string& zone);

struct CarbonSites {
    std::string text;  ///< the scenario's, with grid_series of the sites that draw from the zones
    std::vector<std::string> sites;
    std::vector<std::string> not_understood;
};
/// `series` is the path of the CSV as the scenario reads it. Sites of other zones are listed; with
/// `only` that site alone, and a file of one zone is then its grid_zone.
CarbonSites carbon_into(const CarbonImport& import, const std::string& series,
                        const Catalog& catalog, const Scenario& scenario, const std::string& text,
                        const std::string& only = {});

}  // namespace orrery
