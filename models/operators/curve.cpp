// A measured curve: seconds over a size, linear between the points.
#include "models/operators/curve.hpp"

#include <algorithm>
#include <numeric>

namespace orrery::operators {

Place place_on(const std::vector<double>& axis, double value) {
    if (axis.size() < 2) return {0, 0};
    const auto it = std::upper_bound(axis.begin() + 1, axis.end() - 1, value);
    const auto low = static_cast<std::size_t>(it - axis.begin()) - 1;
    return {low, (value - axis[low]) / (axis[low + 1] - axis[low])};
}

void Curve::add(double x, double y) {
    x_.push_back(x);
    y_.push_back(y);
}

void Curve::finish(Monotone how) {
    std::vector<std::size_t> order(x_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [this](std::size_t a, std::size_t b) { return x_[a] < x_[b]; });
    std::vector<double> x;
    std::vector<double> y;
    for (std::size_t i = 0; i < order.size();) {
        double sum = 0;
        std::size_t n = 0;
        const double at = x_[order[i]];
        for (; i < order.size() && x_[order[i]] == at; ++i, ++n) sum += y_[order[i]];
        const double mean = sum / static_cast<double>(n);
        x.push_back(at);
        const bool lift = how == Monotone::lift_dips && !y.empty();
        y.push_back(lift ? std::max(mean, y.back()) : mean);
    }
    if (how == Monotone::cut_peaks) {
        for (std::size_t i = y.size(); i-- > 1;) y[i - 1] = std::min(y[i - 1], y[i]);
    }
    x_ = std::move(x);
    y_ = std::move(y);
}

double Curve::at_or_above(double x) const {
    const auto it = std::lower_bound(x_.begin(), x_.end(), x);
    return it == x_.end() ? at(x) : y_[static_cast<std::size_t>(it - x_.begin())];
}

double Curve::at(double x) const {
    if (x <= x_.front() || x_.size() == 1) return y_.front();
    const Place p = place_on(x_, x);
    return y_[p.low] + p.part * (y_[p.low + 1] - y_[p.low]);
}

}  // namespace orrery::operators
