// The catalog's law of power caps.
#pragma once
#include "models/hardware/power_cap.hpp"
#include "sim/scenario/catalog.hpp"

namespace orrery {

/// `power_cap.*` of the catalog's coefficients; a law without static power and of exponent 3 where
/// they are absent.
PowerCapLaw power_cap_law(const Catalog& catalog);

}  // namespace orrery
