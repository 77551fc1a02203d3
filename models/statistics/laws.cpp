// Laws of uncertain inputs, as people state them: by range, by most likely value, by P10 and P90.
#include "models/statistics/laws.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/reliability/lognormal.hpp"
#include "models/statistics/truncated_normal.hpp"
#include "orrery/base/math.hpp"

namespace orrery::statistics {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Law ranged(Law::Kind kind, double low, double mode, double high) {
    Law law{kind};
    law.low = low;
    law.mode = mode;
    law.high = high;
    return law;
}

Law bell(Law::Kind kind, double mu, double sigma) {
    Law law{kind};
    law.mu = mu;
    law.sigma = sigma;
    return law;
}

bool finite(const std::vector<double>& values) {
    return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

}  // namespace

Law constant_law(double value) {
    return ranged(Law::Kind::constant, value, value, value);
}

Law uniform_law(double low, double high) {
    return ranged(Law::Kind::uniform, low, low, high);
}

Law triangular_law(double low, double mode, double high) {
    return ranged(Law::Kind::triangular, low, mode, high);
}

Law pert_law(double low, double mode, double high, double peak) {
    Law law = ranged(Law::Kind::pert, low, mode, high);
    law.peak = peak;
    return law;
}

Law normal_law(double mean, double sd) {
    return bell(Law::Kind::normal, mean, sd);
}

Law normal_p10_p90(double p10, double p90) {
    const double sigma = (p90 - p10) / (2 * math::normal_quantile(.9));
    return bell(Law::Kind::normal, p10 + (p90 - p10) / 2, sigma);
}

Law truncated_normal_law(double mean, double sd, double low, double high) {
    Law law = bell(Law::Kind::truncated_normal, mean, sd);
    law.low = low;
    law.high = high;
    return law;
}

Law lognormal_mean_cv(double mean, double cv) {
    const double variance = cv > 0 ? math::log1p(cv * cv) : kNan;
    return bell(Law::Kind::lognormal, math::log(mean) - variance / 2, std::sqrt(variance));
}

Law lognormal_p50_p90(double p50, double p90) {
    return bell(Law::Kind::lognormal, math::log(p50), reliability::lognormal_sigma(p50, p90));
}

Law lognormal_p10_p90(double p10, double p90) {
    // The median is the geometric mean of two quantiles that lie symmetrically.
    return lognormal_p50_p90(p10 > 0 && p90 > 0 ? std::sqrt(p10) * std::sqrt(p90) : kNan, p90);
}

Law discrete_law(std::vector<double> values, std::vector<double> probabilities) {
    Law law{Law::Kind::discrete};
    if (values.size() != probabilities.size() || !finite(values)) {
        law.values = std::move(values);
        law.probabilities = std::move(probabilities);
        return law;  // problem() says so
    }
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    for (const std::size_t i : order) {
        law.values.push_back(values[i]);
        law.probabilities.push_back(probabilities[i]);
    }
    return law;
}

Law empirical_law(std::vector<double> values) {
    Law law{Law::Kind::empirical};
    if (finite(values)) std::sort(values.begin(), values.end());
    law.values = std::move(values);
    return law;
}

namespace {

std::string number_problem(const Law& law) {
    const double width = law.high - law.low;
    if (!std::isfinite(law.low) || !std::isfinite(law.high)) return "its bounds must be numbers";
    if (width < 0) return "its width is negative: low must lie below high";
    if (width == 0) return "its width is zero: low must lie below high, or state a constant";
    if (law.kind == Law::Kind::uniform) return {};
    if (!(law.low <= law.mode && law.mode <= law.high)) {
        return "its most likely value must lie between low and high";
    }
    if (law.kind == Law::Kind::pert && !(law.peak > 0 && law.peak <= 100)) {
        return "the weight of its most likely value must be above 0 and at most 100";
    }
    return {};
}

std::string bell_problem(const Law& law) {
    const bool logs = law.kind == Law::Kind::lognormal;
    if (!std::isfinite(law.mu)) {
        return logs ? "a lognormal law needs values above 0" : "its mean must be a number";
    }
    if (!(law.sigma > 0) || !std::isfinite(law.sigma)) {
        return "its spread must be above 0 (P10 below P90, sd and cv above 0), or state a constant";
    }
    if (logs && law.sigma > 10) return "its spread is more than any input's: P90 is 350,000 × P50";
    if (law.kind != Law::Kind::truncated_normal) return {};
    if (!(law.low < law.high)) return "its width is negative: low must lie below high";
    if (truncated_mass(law.mu, law.sigma, law.low, law.high) < 1e-6) {
        return "less than one in a million of the normal law lies between low and high";
    }
    return {};
}

std::string discrete_problem(const Law& law) {
    if (law.values.empty()) return "it has no values";
    if (law.values.size() != law.probabilities.size()) {
        return "it has " + std::to_string(law.values.size()) + " values but " +
               std::to_string(law.probabilities.size()) + " probabilities";
    }
    if (!finite(law.values)) return "its values must be numbers";
    math::NeumaierSum sum;
    for (const double p : law.probabilities) {
        if (!(p >= 0 && p <= 1)) return "each probability must lie between 0 and 1";
        sum.add(p);
    }
    if (std::fabs(sum.value() - 1) <= 1e-9) return {};
    const auto millionths = math::round_to_int64(sum.value() * 1e6);
    std::string rest = std::to_string(millionths % 1'000'000);
    rest.insert(0, 6 - rest.size(), '0');
    return "its probabilities sum to " + std::to_string(millionths / 1'000'000) + "." + rest +
           ", not to 1";
}

std::string empirical_problem(const Law& law) {
    if (law.values.empty()) return "it has no values";
    return finite(law.values) ? "" : "its values must be numbers";
}

}  // namespace

std::string problem(const Law& law) {
    switch (law.kind) {
        case Law::Kind::constant:
            return std::isfinite(law.mode) ? "" : "its value must be a number";
        case Law::Kind::uniform:
        case Law::Kind::triangular:
        case Law::Kind::pert:
            return number_problem(law);
        case Law::Kind::normal:
        case Law::Kind::truncated_normal:
        case Law::Kind::lognormal:
            return bell_problem(law);
        case Law::Kind::discrete:
            return discrete_problem(law);
        case Law::Kind::empirical:
            return empirical_problem(law);
    }
    return {};
}

}  // namespace orrery::statistics
