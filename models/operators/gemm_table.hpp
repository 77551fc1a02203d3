// Measured matrix products: seconds over tokens, columns and inner size.
#pragma once
#include <algorithm>
#include <map>

#include "models/operators/curve.hpp"

namespace orrery::operators {

/// Value at `x` of something measured at the keys of an ordered map: linear between two keys,
/// constant below the first; beyond the last on the chord from the largest key of at most half of
/// it, since neighbours are too near for their noise. `value(entry)` answers for one key.
template <class Map, class Value>
double between(const Map& axis, double x, Value value) {
    const auto high = axis.lower_bound(x);
    if (high == axis.begin()) return value(high->second);
    if (high == axis.end()) {
        const auto last = std::prev(high);
        auto half = axis.upper_bound(0.5 * last->first);
        if (half == axis.begin()) return value(last->second) * x / last->first;
        --half;
        const double end = value(last->second);
        const double rise = std::max(end - value(half->second), 0.0);
        return end + rise * (x - last->first) / (last->first - half->first);
    }
    const auto low = std::prev(high);
    const double part = (x - low->first) / (high->first - low->first);
    return value(low->second) + part * (value(high->second) - value(low->second));
}

/// An m × k matrix times a k × n one, m tokens. Of several kernels for one size the fastest counts,
/// which is what an engine picks.
class GemmTable {
public:
    void add(double m, double n, double k, double seconds);
    /// Call once after the last point, before asking.
    void finish();
    [[nodiscard]] bool empty() const { return best_.empty(); }
    /// Seconds over tokens of one n and k, on the measured numbers of tokens.
    [[nodiscard]] Curve at(double n, double k) const;

private:
    std::map<double, std::map<double, std::map<double, double>>> best_;  ///< m, k, n → seconds
    std::map<double, std::map<double, Curve>> curves_;                   ///< k, n
};

}  // namespace orrery::operators
