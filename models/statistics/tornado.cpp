// Which input moves the outcome most, and at which value of it the answer flips.
#include "models/statistics/tornado.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/assert.hpp"

namespace orrery::statistics {
namespace {

/// Slopes at the points: the weighted harmonic mean of the two neighbours' where they agree in
/// sign, else 0; one-sided ends.
std::vector<double> slopes(std::span<const double> x, std::span<const double> y) {
    std::vector<double> secant;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        secant.push_back((y[i + 1] - y[i]) / (x[i + 1] - x[i]));
    }
    std::vector<double> m(x.size(), 0.0);
    m.front() = secant.front();
    m.back() = secant.back();
    for (std::size_t i = 1; i + 1 < x.size(); ++i) {
        const double a = secant[i - 1];
        const double b = secant[i];
        if (!(a * b > 0)) continue;
        const double left = x[i] - x[i - 1];
        const double right = x[i + 1] - x[i];
        const double weight = (left + 2 * right) / (3 * (left + right));
        m[i] = a * b / (weight * b + (1 - weight) * a);
    }
    return m;
}

/// Hermite's cubic on one interval, t from 0 to 1.
struct Piece {
    double y0 = 0, y1 = 0, d0 = 0, d1 = 0;  ///< values, and slopes times the width
    [[nodiscard]] double at(double t) const {
        const double u = 1 - t;
        return u * u * (1 + 2 * t) * y0 + t * t * (1 + 2 * u) * y1 + t * u * (u * d0 - t * d1);
    }
};

/// The only t where a monotone piece takes the threshold between its ends.
double within(const Piece& piece, double threshold) {
    const bool rising = piece.y1 > piece.y0;
    double low = 0;
    double high = 1;
    for (int i = 0; i < 60; ++i) {
        const double t = low + (high - low) / 2;
        ((piece.at(t) < threshold) == rising ? low : high) = t;
    }
    return low + (high - low) / 2;
}

}  // namespace

std::vector<Swing> tornado(std::span<const double> low, std::span<const double> high) {
    ORRERY_ASSERT(low.size() == high.size(), "a swing has two ends");
    std::vector<Swing> bars;
    for (std::size_t i = 0; i < low.size(); ++i) bars.push_back({i, low[i], high[i]});
    std::stable_sort(bars.begin(), bars.end(),
                     [](const Swing& a, const Swing& b) { return a.width() > b.width(); });
    return bars;
}

std::vector<double> crossings(std::span<const double> x, std::span<const double> y,
                              double threshold) {
    ORRERY_ASSERT(x.size() == y.size() && x.size() >= 2, "a curve has two points or more");
    const std::vector<double> m = slopes(x, y);
    std::vector<double> found;
    for (std::size_t i = 0; i < x.size(); ++i) {
        // A stretch at the threshold counts by its ends only.
        const bool inside =
            i > 0 && i + 1 < x.size() && y[i - 1] == threshold && y[i + 1] == threshold;
        if (y[i] == threshold && !inside) found.push_back(x[i]);
        if (i + 1 == x.size()) break;
        if (!((y[i] < threshold && threshold < y[i + 1]) ||
              (y[i] > threshold && threshold > y[i + 1]))) {
            continue;
        }
        const double width = x[i + 1] - x[i];
        const double t = within({y[i], y[i + 1], m[i] * width, m[i + 1] * width}, threshold);
        found.push_back(x[i] + t * width);
    }
    return found;
}

std::optional<double> break_even(std::span<const double> x, std::span<const double> y,
                                 double threshold, double base) {
    std::optional<double> nearest;
    for (const double at : crossings(x, y, threshold)) {
        if (!nearest || std::fabs(at - base) < std::fabs(*nearest - base)) nearest = at;
    }
    return nearest;
}

}  // namespace orrery::statistics
