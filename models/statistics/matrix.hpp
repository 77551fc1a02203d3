// Small symmetric systems: the Cholesky factor and what is solved with it.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace orrery::statistics {

/// Rows of equal length; a few dozen at most.
using Matrix = std::vector<std::vector<double>>;

/// The lower triangular L with L·Lᵀ = a, a symmetric.
struct Cholesky {
    Matrix lower;
    /// Rows factored: fewer than a.size() where the minor of `rows` + 1 is not positive definite.
    std::size_t rows = 0;
    [[nodiscard]] bool positive_definite() const { return rows == lower.size(); }
};
/// A pivot of `tolerance` of its diagonal element or less counts as none.
Cholesky cholesky(const Matrix& a, double tolerance = 1e-12);

/// The x with a·x = b, `factor` the whole Cholesky factor of a.
std::vector<double> solve(const Cholesky& factor, std::span<const double> b);

}  // namespace orrery::statistics
