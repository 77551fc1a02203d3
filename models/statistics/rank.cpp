// How strongly an outcome follows each uncertain input, by ranks.
#include "models/statistics/rank.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/statistics/interval.hpp"
#include "models/statistics/matrix.hpp"
#include "orrery/base/assert.hpp"

namespace orrery::statistics {
namespace {

constexpr double kNothing = 1e-10;  ///< share of a variance that counts as rounding

/// Correlations of the ranks of inputs and, last, output.
Matrix rank_matrix(std::span<const std::vector<double>> inputs, std::span<const double> output) {
    std::vector<std::vector<double>> r;
    for (const std::vector<double>& input : inputs) r.push_back(ranks(input));
    r.push_back(ranks(output));
    Matrix m(r.size(), std::vector<double>(r.size(), 1));
    for (std::size_t i = 0; i < r.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) m[i][j] = m[j][i] = correlation(r[i], r[j]);
    }
    return m;
}

/// Inputs other than `own`, without those that follow from ones before them.
std::vector<std::size_t> independent_others(const Matrix& m, std::size_t own) {
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i + 1 < m.size(); ++i) {
        if (i == own) continue;
        kept.push_back(i);
        Matrix part;
        for (const std::size_t a : kept) {
            part.emplace_back();
            for (const std::size_t b : kept) part.back().push_back(m[a][b]);
        }
        if (!cholesky(part, kNothing).positive_definite()) kept.pop_back();
    }
    return kept;
}

/// Correlation of x and y after the regression of both on the others.
double partial(const Matrix& m, std::size_t x, std::size_t y) {
    const std::vector<std::size_t> others = independent_others(m, x);
    Matrix part;
    std::vector<double> with_x;
    std::vector<double> with_y;
    for (const std::size_t a : others) {
        part.emplace_back();
        for (const std::size_t b : others) part.back().push_back(m[a][b]);
        with_x.push_back(m[a][x]);
        with_y.push_back(m[a][y]);
    }
    const Cholesky factor = cholesky(part, kNothing);
    const std::vector<double> fit_x = solve(factor, with_x);
    const std::vector<double> fit_y = solve(factor, with_y);
    const auto dot = [](const std::vector<double>& a, const std::vector<double>& b) {
        return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
    };
    const double left_x = 1 - dot(with_x, fit_x);
    const double left_y = 1 - dot(with_y, fit_y);
    if (left_x < kNothing || left_y < kNothing) return 0;
    const double both = m[x][y] - dot(with_x, fit_y);
    return std::clamp(both / std::sqrt(left_x * left_y), -1.0, 1.0);
}

}  // namespace

std::vector<double> ranks(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return values[a] != values[b] ? values[a] < values[b] : a < b;
    });
    std::vector<double> r(values.size());
    for (std::size_t i = 0; i < order.size();) {
        std::size_t end = i + 1;
        while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
        for (std::size_t k = i; k < end; ++k) {
            r[order[k]] = static_cast<double>(i + 1 + end) / 2;
        }
        i = end;
    }
    return r;
}

double correlation(std::span<const double> x, std::span<const double> y) {
    ORRERY_ASSERT(x.size() == y.size(), "a correlation is of pairs");
    const double mean_x = moments(x).mean;
    const double mean_y = moments(y).mean;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        yy += (y[i] - mean_y) * (y[i] - mean_y);
        xy += (x[i] - mean_x) * (y[i] - mean_y);
    }
    return xx > 0 && yy > 0 ? std::clamp(xy / (std::sqrt(xx) * std::sqrt(yy)), -1.0, 1.0) : 0;
}

double spearman(std::span<const double> x, std::span<const double> y) {
    return correlation(ranks(x), ranks(y));
}

std::vector<double> partial_rank_correlations(std::span<const std::vector<double>> inputs,
                                              std::span<const double> output) {
    const Matrix m = rank_matrix(inputs, output);
    std::vector<double> out;
    for (std::size_t i = 0; i < inputs.size(); ++i) out.push_back(partial(m, i, inputs.size()));
    return out;
}

}  // namespace orrery::statistics
