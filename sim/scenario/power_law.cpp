// The catalog's law of power caps.
#include "sim/scenario/power_law.hpp"

namespace orrery {

PowerCapLaw power_cap_law(const Catalog& catalog) {
    PowerCapLaw law;
    const auto read = [&](const char* name, double& value) {
        const auto found = catalog.coefficients.find(name);
        if (found != catalog.coefficients.end()) value = found->second.value;
    };
    read("power_cap.static", law.static_share);
    read("power_cap.exponent", law.exponent);
    read("power_cap.lowest_clock", law.lowest_clock);
    return law;
}

}  // namespace orrery
