// Confidence intervals from replications: means, differences, quantiles and shares.
#include "models/statistics/interval.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/statistics/risk.hpp"
#include "orrery/base/assert.hpp"
#include "orrery/base/math.hpp"

namespace orrery::statistics {
namespace {

constexpr std::int64_t kMost = 1'000'000'000'000'000;

/// The binomial law near its mode, where all but 1e-30 of it lies: no gamma function is needed.
struct Binomial {
    std::int64_t first = 0;
    std::vector<double> weight;  ///< P(first), P(first + 1) …
};

Binomial binomial(std::int64_t n, double p) {
    const auto mode = std::min(n, static_cast<std::int64_t>(static_cast<double>(n + 1) * p));
    const double odds = p / (1 - p);
    std::vector<double> down;
    double w = 1;
    for (std::int64_t k = mode; k > 0 && w > 1e-30; --k) {
        w *= static_cast<double>(k) / (static_cast<double>(n - k + 1) * odds);
        down.push_back(w);
    }
    Binomial law{mode - static_cast<std::int64_t>(down.size()), {down.rbegin(), down.rend()}};
    law.weight.push_back(1);
    w = 1;
    for (std::int64_t k = mode; k < n && w > 1e-30; ++k) {
        w *= static_cast<double>(n - k) * odds / static_cast<double>(k + 1);
        law.weight.push_back(w);
    }
    math::NeumaierSum sum;
    for (const double one : law.weight) sum.add(one);
    for (double& one : law.weight) one /= sum.value();
    return law;
}

/// Ranks from 1; 0 and n + 1 mean that there is no such observation.
struct Ranks {
    std::int64_t low = 0;
    std::int64_t high = 0;
};

/// At most `tail` of B ~ binomial(n, p) lies below `low`, and at most `tail` at or above `high`:
/// X(low) ≤ quantile < X(high) unless B < low or B ≥ high, B the observations up to the quantile.
Ranks quantile_ranks(std::int64_t n, double p, double tail) {
    const Binomial law = binomial(n, p);
    Ranks ranks{law.first, law.first + static_cast<std::int64_t>(law.weight.size())};
    double below = 0;
    for (std::size_t i = 0; below + law.weight[i] <= tail; ++i) {
        below += law.weight[i];
        ++ranks.low;
    }
    double above = 0;
    for (std::size_t i = law.weight.size(); above + law.weight[i - 1] <= tail; --i) {
        above += law.weight[i - 1];
        --ranks.high;
    }
    return ranks;
}

double normal_reach(double confidence) {
    return -math::normal_quantile((1 - confidence) / 2);
}

}  // namespace

Moments moments(std::span<const double> values) {
    Moments m;
    if (values.empty()) return m;
    const auto n = static_cast<double>(values.size());
    math::NeumaierSum sum;
    for (const double v : values) sum.add(v);
    m.mean = sum.value() / n;
    if (values.size() < 2) return m;
    math::NeumaierSum squares;
    for (const double v : values) squares.add((v - m.mean) * (v - m.mean));
    m.sd = std::sqrt(squares.value() / (n - 1));
    return m;
}

double student_reach(std::int64_t n, double confidence) {
    return -student_quantile((1 - confidence) / 2, static_cast<double>(n - 1));
}

Interval mean_interval(std::span<const double> values, double confidence) {
    const Moments m = moments(values);
    Interval i;
    i.value = m.mean;
    i.n = static_cast<std::int64_t>(values.size());
    if (i.n < 2) return i;
    const double half = student_reach(i.n, confidence) * m.sd / std::sqrt(static_cast<double>(i.n));
    i.lo = m.mean - half;
    i.hi = m.mean + half;
    return i;
}

Interval difference_interval(std::span<const double> a, std::span<const double> b,
                             double confidence) {
    ORRERY_ASSERT(a.size() == b.size(), "paired values come in pairs");
    std::vector<double> differences;
    for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
    return mean_interval(differences, confidence);
}

Interval quantile_interval(std::span<const double> sorted, double p, double confidence) {
    Interval i;
    i.n = static_cast<std::int64_t>(sorted.size());
    if (sorted.empty()) return i;
    i.value = quantile(sorted, p);
    if (!(p > 0 && p < 1)) return i;
    const Ranks ranks = quantile_ranks(i.n, p, (1 - confidence) / 2);
    if (ranks.low >= 1) i.lo = sorted[static_cast<std::size_t>(ranks.low - 1)];
    if (ranks.high <= i.n) i.hi = sorted[static_cast<std::size_t>(ranks.high - 1)];
    // Type 7 lies inside but for the smallest samples.
    i.value = std::clamp(i.value, i.lo, i.hi);
    return i;
}

std::int64_t observations_for_quantile(double p, double confidence) {
    // Bounded above where pⁿ ≤ tail and below where (1 − p)ⁿ ≤ tail.
    const double rarest = std::max(p, 1 - p);
    const double n = math::log((1 - confidence) / 2) / math::log(rarest);
    return std::max<std::int64_t>(2, static_cast<std::int64_t>(std::ceil(n - 1e-9)));
}

Interval proportion_interval(std::int64_t hits, std::int64_t trials, double confidence) {
    const double z = normal_reach(confidence);
    const auto n = static_cast<double>(trials);
    const double p = static_cast<double>(hits) / n;
    const double widen = 1 + z * z / n;
    const double centre = (p + z * z / (2 * n)) / widen;
    const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / widen;
    Interval i{p, std::max(0.0, centre - half), std::min(1.0, centre + half), trials};
    if (hits == 0) i.lo = 0;
    if (hits == trials) i.hi = 1;
    return i;
}

std::int64_t replications_needed(std::span<const double> pilot, double half_width,
                                 double confidence) {
    ORRERY_ASSERT(pilot.size() >= 2, "a pilot has two replications or more");
    const double sd = moments(pilot).sd;
    const auto fits = [&](std::int64_t n) {
        return student_reach(n, confidence) * sd <= half_width * std::sqrt(static_cast<double>(n));
    };
    auto low = static_cast<std::int64_t>(pilot.size());
    if (fits(low)) return low;
    std::int64_t high = low;
    while (high < kMost && !fits(high)) {
        low = high;
        high = std::min(kMost, 2 * high);
    }
    while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        (fits(middle) ? high : low) = middle;
    }
    return high;
}

}  // namespace orrery::statistics
