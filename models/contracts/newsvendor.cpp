// How much capacity to commit to: the newsvendor's level and the use of each slice of demand.
#include "models/contracts/newsvendor.hpp"

#include <algorithm>
#include <cmath>

namespace orrery::contracts {

std::vector<double> slice_use(const std::vector<double>& demand) {
    const double most = demand.empty() ? 0 : *std::max_element(demand.begin(), demand.end());
    const auto slices = static_cast<std::size_t>(std::ceil(std::max(most, 0.0)));
    std::vector<double> whole(slices + 1, 0.0);  // spans whose whole part ends at this slice
    std::vector<double> use(slices, 0.0);
    for (const double d : demand) {
        const double floor = std::floor(std::max(d, 0.0));
        const auto full = static_cast<std::size_t>(floor);
        whole[full] += 1;
        if (full < slices) use[full] += std::max(d, 0.0) - floor;
    }
    double above = 0;
    for (std::size_t n = slices; n-- > 0;) {
        above += whole[n + 1];
        use[n] = (use[n] + above) / static_cast<double>(demand.size());
    }
    return use;
}

int newsvendor_level(const std::vector<double>& use, double committed, double on_demand) {
    int level = 0;
    for (const double u : use) {
        if (u * on_demand < committed) break;
        ++level;
    }
    return level;
}

double newsvendor_uniform(double low, double high, double committed, double on_demand) {
    return low + std::max(0.0, 1 - committed / on_demand) * (high - low);
}

}  // namespace orrery::contracts
