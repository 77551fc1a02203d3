// How long it takes until as much is served as without a disruption.
#include "sim/study/kinds/recovery.hpp"

#include <algorithm>
#include <cmath>

#include "sim/study/units/bed.hpp"

namespace orrery::study {
namespace {

constexpr double kTolerated = 0.1;
constexpr double kErrors = 4;

}  // namespace

Course course_of(const std::vector<UnitResult>& row) {
    Course c;
    const std::string step = std::string(kCourse) + "step_s";
    const std::string served = std::string(kCourse) + "served.";
    for (const UnitResult& unit : row) {
        std::size_t i = 0;
        for (const auto& [path, value] : unit.members) {
            if (path == step) c.step_s = value;
            if (path.compare(0, served.size(), served) != 0) continue;
            if (i == c.served.size()) c.served.push_back(0);
            c.served[i++] += value / static_cast<double>(row.size());
        }
    }
    return c;
}

Recovery recovery_of(const Course& with, const Course& without, double demand,
                     std::size_t replications) {
    const std::size_t n = std::min(with.served.size(), without.served.size());
    double mean = 0;
    for (std::size_t i = 0; i < n; ++i) {
        mean += demand * without.served[i] / static_cast<double>(n);
    }
    std::size_t first = n;
    std::size_t last = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double expected = demand * without.served[i];
        const double chance =
            kErrors * std::sqrt(expected * (1 + demand) / static_cast<double>(replications));
        const double most = std::max(kTolerated * std::max(expected, mean), chance);
        if (std::fabs(with.served[i] - expected) <= most) continue;
        first = std::min(first, i);
        last = i;
    }
    if (first == n) return {};
    return {static_cast<double>(last + 1 - first) * with.step_s, last + 1 < n};
}

}  // namespace orrery::study
