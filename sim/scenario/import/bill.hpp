// A bill as prices of a scenario's own pools, and as what later forecasts are held against.
#pragma once
#include <string>

#include "sim/scenario/catalog.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/scenario.hpp"

namespace orrery {

/// `yaml` is the scenario's text with `actuals:` and, for pools on demand whose server and region
/// are those of a billed offer, the billed price an hour; empty where the bill has no row. SKUs
/// that price no pool are listed.
ImportResult import_bill_into(const std::string& file, const std::string& path_in_scenario,
                              const Catalog& catalog, const Scenario& scenario,
                              const std::string& text);

}  // namespace orrery
