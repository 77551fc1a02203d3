// Which alternative is best, with a stated confidence.
#include "models/statistics/selection.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/assert.hpp"
#include "orrery/base/math.hpp"

namespace orrery::statistics {
namespace {

/// Points and weights of the χ² law on a logarithmic grid, where its density is smooth and falls
/// off fast on both sides: the trapezoidal rule then converges exponentially.
struct ChiSquare {
    std::vector<double> x;
    std::vector<double> weight;
};

ChiSquare chi_square(int degrees) {
    const double n = degrees;
    const double step = std::min(.25, .4 * std::sqrt(2 / n));
    const double top = math::log(n);
    // ln of the density of ln x over that at its mode, x = n.
    const auto fall = [&](double y) { return n / 2 * (y - top) - (math::exp(y) - n) / 2; };
    double low = top;
    while (fall(low) > -40) low -= step;
    ChiSquare law;
    math::NeumaierSum sum;
    for (double y = low; y <= top || fall(y) > -40; y += step) {
        law.x.push_back(math::exp(y));
        law.weight.push_back(math::exp(fall(y)));
        sum.add(law.weight.back());
    }
    for (double& w : law.weight) w /= sum.value();
    return law;
}

double correct_selection(double h, int alternatives, int degrees, const ChiSquare& law) {
    math::NeumaierSum outer;
    for (std::size_t j = 0; j < law.x.size(); ++j) {
        double inner = 0;
        for (std::size_t i = 0; i < law.x.size(); ++i) {
            const double spread = degrees * (1 / law.x[i] + 1 / law.x[j]);
            inner += law.weight[i] * math::normal_cdf(h / std::sqrt(spread));
        }
        outer.add(law.weight[j] * math::pow(inner, alternatives - 1));
    }
    return outer.value();
}

std::size_t best_mean(std::span<const std::vector<double>> values, Better better) {
    std::size_t best = 0;
    double best_value = moments(values[0]).mean;
    for (std::size_t a = 1; a < values.size(); ++a) {
        const double mean = moments(values[a]).mean;
        if (better == Better::lower ? mean < best_value : mean > best_value) {
            best = a;
            best_value = mean;
        }
    }
    return best;
}

}  // namespace

Best best_of(std::span<const std::vector<double>> values, Better better, double confidence) {
    ORRERY_ASSERT(!values.empty(), "the best of nothing");
    Best out;
    out.index = best_mean(values, better);
    const auto others = static_cast<double>(values.size()) - 1;
    for (std::size_t a = 0; a < values.size(); ++a) {
        if (a == out.index) {
            out.differences.push_back({0, 0, 0, static_cast<std::int64_t>(values[a].size())});
            continue;
        }
        const double each = 1 - (1 - confidence) / others;
        const Interval d = difference_interval(values[out.index], values[a], each);
        out.differences.push_back(d);
        if (better == Better::lower ? !(d.hi < 0) : !(d.lo > 0)) out.rivals.push_back(a);
    }
    return out;
}

double rinott_probability(double h, int alternatives, int n0) {
    return correct_selection(h, alternatives, n0 - 1, chi_square(n0 - 1));
}

double rinott_constant(int alternatives, int n0, double confidence) {
    ORRERY_ASSERT(alternatives >= 2 && n0 >= 2, "a choice of two, two replications each");
    const ChiSquare law = chi_square(n0 - 1);
    const auto assured = [&](double h) {
        return correct_selection(h, alternatives, n0 - 1, law) >= confidence;
    };
    double low = 0;
    double high = 4;
    while (high < 1e9 && !assured(high)) {
        low = high;
        high *= 2;
    }
    while (high - low > 1e-10 * high) {
        const double middle = low + (high - low) / 2;
        (assured(middle) ? high : low) = middle;
    }
    return high;
}

std::int64_t rinott_replications(std::span<const double> first_stage, double h, double delta) {
    const double root = h * moments(first_stage).sd / delta;
    return std::max(static_cast<std::int64_t>(first_stage.size()),
                    math::round_to_int64(std::ceil(root * root)));
}

}  // namespace orrery::statistics
