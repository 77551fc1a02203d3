// Which values of a scenario the accounts alone look at, and which catalog entries.
#pragma once
#include <string>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "sim/scenario/catalog_text.hpp"

namespace orrery {

/// Of a path without indices: "sites[].electricity". Nothing that is simulated depends on it, but
/// for policies that react to prices and intensities.
bool accounts_alone(const std::string& path);

/// Errors for every kind of a catalog folder whose entries act on what is simulated.
void check_price_catalog(const CatalogFolder& folder, Diagnostics& diagnostics);

}  // namespace orrery
