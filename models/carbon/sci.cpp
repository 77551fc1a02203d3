// Software Carbon Intensity, ISO/IEC 21031:2024: (E · I + M) per functional unit R.
#include "models/carbon/sci.hpp"

#include "orrery/base/math.hpp"

namespace orrery::carbon {

double reserved_embodied(double total_embodied, double time_reserved, double lifespan,
                         double resources_reserved, double total_resources) {
    if (lifespan <= 0 || total_resources <= 0) return 0;
    return total_embodied * (time_reserved / lifespan) * (resources_reserved / total_resources);
}

double sci(double energy_kwh, double g_kwh, double embodied_g, double units) {
    return units > 0 ? (energy_kwh * g_kwh + embodied_g) / units : 0;
}

double sci(std::span<const SciComponent> components, double units) {
    math::NeumaierSum g;
    for (const SciComponent& c : components) g.add(c.energy_kwh * c.g_kwh + c.embodied_g);
    return units > 0 ? g.value() / units : 0;
}

}  // namespace orrery::carbon
