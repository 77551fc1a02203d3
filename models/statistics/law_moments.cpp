// Quantile, mean and variance of each law of an uncertain input.
#include <algorithm>
#include <cmath>

#include "models/statistics/beta.hpp"
#include "models/statistics/laws.hpp"
#include "models/statistics/risk.hpp"
#include "models/statistics/truncated_normal.hpp"
#include "orrery/base/math.hpp"

namespace orrery::statistics {
namespace {

double triangular_quantile(const Law& law, double u) {
    const double width = law.high - law.low;
    const double turn = (law.mode - law.low) / width;
    if (u < turn) return law.low + std::sqrt(u * width * (law.mode - law.low));
    return law.high - std::sqrt((1 - u) * width * (law.high - law.mode));
}

/// The two parameters of the beta law behind a PERT estimate.
struct Shape {
    double a = 1;
    double b = 1;
};

Shape pert_shape(const Law& law) {
    const double width = law.high - law.low;
    return {1 + law.peak * ((law.mode - law.low) / width),
            1 + law.peak * ((law.high - law.mode) / width)};
}

double pert_quantile(const Law& law, double u) {
    const Shape s = pert_shape(law);
    return law.low + (law.high - law.low) * beta_quantile(u, s.a, s.b);
}

double discrete_quantile(const Law& law, double u) {
    math::NeumaierSum sum;
    std::size_t last = 0;  // the last value that is possible at all, against rounding
    for (std::size_t i = 0; i < law.values.size(); ++i) {
        if (law.probabilities[i] <= 0) continue;
        last = i;
        sum.add(law.probabilities[i]);
        if (u <= sum.value()) break;
    }
    return law.values[last];
}

double discrete_mean(const Law& law) {
    math::NeumaierSum sum;
    for (std::size_t i = 0; i < law.values.size(); ++i) {
        sum.add(law.probabilities[i] * law.values[i]);
    }
    return sum.value();
}

double discrete_variance(const Law& law) {
    const double centre = discrete_mean(law);
    math::NeumaierSum sum;
    for (std::size_t i = 0; i < law.values.size(); ++i) {
        const double d = law.values[i] - centre;
        sum.add(law.probabilities[i] * d * d);
    }
    return sum.value();
}

/// Mean of the broken line through the values, not of the values.
double empirical_mean(const Law& law) {
    const std::vector<double>& v = law.values;
    if (v.size() == 1) return v[0];
    math::NeumaierSum sum;
    for (std::size_t i = 0; i + 1 < v.size(); ++i) sum.add((v[i] + v[i + 1]) / 2);
    return sum.value() / static_cast<double>(v.size() - 1);
}

double empirical_variance(const Law& law) {
    const std::vector<double>& v = law.values;
    if (v.size() == 1) return 0;
    const double centre = empirical_mean(law);
    math::NeumaierSum sum;
    for (std::size_t i = 0; i + 1 < v.size(); ++i) {
        const double a = v[i] - centre;
        const double b = v[i + 1] - centre;
        sum.add((a * a + a * b + b * b) / 3);
    }
    return sum.value() / static_cast<double>(v.size() - 1);
}

double triangular_variance(const Law& law) {
    const double left = law.mode - law.low;
    const double right = law.high - law.mode;
    return (left * left + left * right + right * right) / 18;
}

}  // namespace

double quantile(const Law& law, double u) {
    switch (law.kind) {
        case Law::Kind::constant:
            return law.mode;
        case Law::Kind::uniform:
            return law.low + u * (law.high - law.low);
        case Law::Kind::triangular:
            return triangular_quantile(law, u);
        case Law::Kind::pert:
            return pert_quantile(law, u);
        case Law::Kind::normal:
            return law.mu + law.sigma * math::normal_quantile(u);
        case Law::Kind::truncated_normal:
            return truncated_quantile(law.mu, law.sigma, law.low, law.high, u);
        case Law::Kind::lognormal:
            return math::exp(law.mu + law.sigma * math::normal_quantile(u));
        case Law::Kind::discrete:
            return discrete_quantile(law, u);
        case Law::Kind::empirical:
            return quantile(std::span<const double>(law.values), u);
    }
    return 0;
}

double mean(const Law& law) {
    switch (law.kind) {
        case Law::Kind::constant:
            return law.mode;
        case Law::Kind::uniform:
            return law.low + (law.high - law.low) / 2;
        case Law::Kind::triangular:
            return (law.low + law.mode + law.high) / 3;
        case Law::Kind::pert:
            return (law.low + law.peak * law.mode + law.high) / (law.peak + 2);
        case Law::Kind::normal:
            return law.mu;
        case Law::Kind::truncated_normal:
            return truncated_mean(law.mu, law.sigma, law.low, law.high);
        case Law::Kind::lognormal:
            return math::exp(law.mu + law.sigma * law.sigma / 2);
        case Law::Kind::discrete:
            return discrete_mean(law);
        case Law::Kind::empirical:
            return empirical_mean(law);
    }
    return 0;
}

double variance(const Law& law) {
    const double width = law.high - law.low;
    switch (law.kind) {
        case Law::Kind::constant:
            return 0;
        case Law::Kind::uniform:
            return width * width / 12;
        case Law::Kind::triangular:
            return triangular_variance(law);
        case Law::Kind::pert:
            return (mean(law) - law.low) * (law.high - mean(law)) / (law.peak + 3);
        case Law::Kind::normal:
            return law.sigma * law.sigma;
        case Law::Kind::truncated_normal:
            return truncated_variance(law.mu, law.sigma, law.low, law.high);
        case Law::Kind::lognormal:
            return mean(law) * mean(law) * math::expm1(law.sigma * law.sigma);
        case Law::Kind::discrete:
            return discrete_variance(law);
        case Law::Kind::empirical:
            return empirical_variance(law);
    }
    return 0;
}

}  // namespace orrery::statistics
