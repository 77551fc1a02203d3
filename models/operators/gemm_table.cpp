// Measured matrix products: seconds over tokens, columns and inner size.
#include "models/operators/gemm_table.hpp"

#include <algorithm>

namespace orrery::operators {

void GemmTable::add(double m, double n, double k, double seconds) {
    auto& cell = best_[m][k];
    const auto [it, fresh] = cell.emplace(n, seconds);
    if (!fresh) it->second = std::min(it->second, seconds);
}

void GemmTable::finish() {
    for (const auto& [m, by_k] : best_) {
        for (const auto& [k, by_n] : by_k) {
            for (const auto& [n, seconds] : by_n) curves_[k][n].add(m, seconds);
        }
    }
    for (auto& [k, by_n] : curves_) {
        for (auto& [n, curve] : by_n) curve.finish(Curve::Monotone::cut_peaks);
    }
}

Curve GemmTable::at(double n, double k) const {
    Curve curve;
    for (const auto& [m, unused] : best_) {
        const auto over_n = [&, tokens = m](const std::map<double, Curve>& by_n) {
            return between(by_n, n, [&](const Curve& c) { return c.at(tokens); });
        };
        curve.add(m, between(curves_, k, over_n));
    }
    curve.finish();
    return curve;
}

}  // namespace orrery::operators
