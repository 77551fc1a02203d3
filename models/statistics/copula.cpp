// Inputs that move together: the Gaussian copula, which joins any laws by a correlation matrix.
#include "models/statistics/copula.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/assert.hpp"
#include "orrery/base/math.hpp"
#include "orrery/base/math_inverse.hpp"

namespace orrery::statistics {
namespace {

/// Two decimals, enough to find the entry.
std::string two_decimals(double x) {
    const auto hundredths = math::round_to_int64(std::fabs(x) * 100);
    const std::string rest = std::to_string(100 + hundredths % 100).substr(1);
    const std::string sign = x < 0 && hundredths > 0 ? "-" : "";
    return sign + std::to_string(hundredths / 100) + "." + rest;
}

std::string name_of(std::size_t i, std::span<const std::string> names) {
    return i < names.size() ? names[i] : "input " + std::to_string(i + 1);
}

std::string entry_problem(const Matrix& r, std::span<const std::string> names) {
    for (std::size_t i = 0; i < r.size(); ++i) {
        if (r[i].size() != r.size()) return "the matrix is not square";
        if (r[i][i] != 1)
            return "the correlation of " + name_of(i, names) + " with itself is not 1";
    }
    for (std::size_t i = 0; i < r.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const std::string pair = name_of(j, names) + " and " + name_of(i, names);
            if (!(std::fabs(r[i][j]) < 1)) {
                return "the correlation of " + pair + " must lie between -1 and 1";
            }
            if (r[i][j] != r[j][i]) {
                return "the correlation of " + pair + " is stated twice, as " +
                       two_decimals(r[i][j]) + " and as " + two_decimals(r[j][i]);
            }
        }
    }
    return {};
}

/// With a and b each tied to c, ρ(a, b) is bound to ρ(a, c)·ρ(b, c) ± √((1 − ρ²)(1 − ρ²)).
std::string triple_problem(const Matrix& r, std::size_t c, std::span<const std::string> names) {
    for (std::size_t a = 0; a < c; ++a) {
        for (std::size_t b = a + 1; b < c; ++b) {
            const double centre = r[a][c] * r[b][c];
            const double reach =
                std::sqrt((1 - r[a][c] * r[a][c]) * (1 - r[b][c] * r[b][c])) * (1 - 1e-9);
            if (std::fabs(r[a][b] - centre) <= reach) continue;
            return "not positive definite: with " + name_of(c, names) + " at " +
                   two_decimals(r[a][c]) + " to " + name_of(a, names) + " and " +
                   two_decimals(r[b][c]) + " to " + name_of(b, names) + ", these two lie between " +
                   two_decimals(centre - reach) + " and " + two_decimals(centre + reach) +
                   ", not at " + two_decimals(r[a][b]);
        }
    }
    return "not positive definite: the correlations of " + name_of(c, names) +
           " with those before it contradict theirs with each other";
}

}  // namespace

std::string correlation_problem(const Matrix& correlation, std::span<const std::string> names) {
    if (std::string found = entry_problem(correlation, names); !found.empty()) return found;
    const Cholesky factor = cholesky(correlation);
    return factor.positive_definite() ? "" : triple_problem(correlation, factor.rows, names);
}

std::vector<double> correlate(const Cholesky& factor, std::span<const double> uniforms) {
    ORRERY_ASSERT(factor.positive_definite(), "a copula of no correlation matrix");
    ORRERY_ASSERT(uniforms.size() == factor.lower.size(), "one uniform per input");
    std::vector<double> scores;
    for (const double u : uniforms) scores.push_back(math::normal_quantile(u));
    std::vector<double> joined(scores.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        double z = 0;
        for (std::size_t k = 0; k <= i; ++k) z += factor.lower[i][k] * scores[k];
        if (z == scores[i]) {  // tied to none before it: the same bits as without a copula
            joined[i] = uniforms[i];
            continue;
        }
        // Φ rounds to 1 from 8.3 on, where a quantile would be infinite.
        joined[i] = std::min(math::normal_cdf(z), 1 - 0x1p-53);
    }
    return joined;
}

double spearman_to_pearson(double rank_correlation) {
    return 2 * math::sin_turn(rank_correlation / 12);
}

double pearson_to_spearman(double correlation) {
    const double s = correlation / 2;
    const double angle = math::atan(s / std::sqrt((1 - s) * (1 + s)));
    return angle * (6 / 3.14159265358979323846);
}

}  // namespace orrery::statistics
