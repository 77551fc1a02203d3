// Energy of a site by meter interval: where it comes from, where it goes, what it emits and drinks.
#include "sim/accounts/energy_flows.hpp"

#include <algorithm>

#include "orrery/base/math.hpp"

namespace orrery {

double SiteEnergyFlows::own_used(std::size_t i) const {
    return std::max(0.0, pv[i] + wind[i] - exported[i] - curtailed[i]);
}

double total(const std::vector<double>& by_interval) {
    math::NeumaierSum sum;
    for (const double value : by_interval) sum.add(value);
    return sum.value();
}

}  // namespace orrery
