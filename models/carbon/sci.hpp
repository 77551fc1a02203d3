// Software Carbon Intensity, ISO/IEC 21031:2024: (E · I + M) per functional unit R.
#pragma once
#include <span>

namespace orrery::carbon {

/// M = TE · (TiR / EL) · (RR / ToR): embodied carbon of a reservation; in the unit of
/// `total_embodied`. Times share one unit, and resources share one. 0 where the life or the
/// resources are not positive.
double reserved_embodied(double total_embodied, double time_reserved, double lifespan,
                         double resources_reserved, double total_resources);

/// A component of the software system in a period. Energy is that of what is reserved, used or not;
/// intensity is location-based or marginal, never market-based (section 5.3 of the standard).
struct SciComponent {
    double energy_kwh = 0;
    double g_kwh = 0;
    double embodied_g = 0;
};

/// gCO2e per functional unit; 0 without units.
double sci(double energy_kwh, double g_kwh, double embodied_g, double units);
/// The sum over components with the same functional unit.
double sci(std::span<const SciComponent> components, double units);

}  // namespace orrery::carbon
