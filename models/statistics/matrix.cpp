// Small symmetric systems: the Cholesky factor and what is solved with it.
#include "models/statistics/matrix.hpp"

#include <cmath>

#include "orrery/base/assert.hpp"

namespace orrery::statistics {

Cholesky cholesky(const Matrix& a, double tolerance) {
    Cholesky c{Matrix(a.size(), std::vector<double>(a.size()))};
    Matrix& l = c.lower;
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double rest = a[i][j];
            for (std::size_t k = 0; k < j; ++k) rest -= l[i][k] * l[j][k];
            if (j < i) {
                l[i][j] = rest / l[j][j];
            } else if (rest > tolerance * a[i][i]) {
                l[i][i] = std::sqrt(rest);
            } else {
                return c;
            }
        }
        ++c.rows;
    }
    return c;
}

std::vector<double> solve(const Cholesky& factor, std::span<const double> b) {
    ORRERY_ASSERT(factor.positive_definite(), "solving with half a factor");
    const Matrix& l = factor.lower;
    std::vector<double> x(b.begin(), b.end());
    for (std::size_t i = 0; i < x.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) x[i] -= l[i][k] * x[k];
        x[i] /= l[i][i];
    }
    for (std::size_t i = x.size(); i-- > 0;) {
        for (std::size_t k = i + 1; k < x.size(); ++k) x[i] -= l[k][i] * x[k];
        x[i] /= l[i][i];
    }
    return x;
}

}  // namespace orrery::statistics
