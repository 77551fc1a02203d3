// Inputs that move together: the Gaussian copula, which joins any laws by a correlation matrix.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "models/statistics/matrix.hpp"

namespace orrery::statistics {

/// Why this is no correlation matrix, naming the pair or the three inputs that contradict each
/// other and what their correlation could be; empty if it is one: square, symmetric, 1 on the
/// diagonal, positive definite. `names` of the inputs; without, they are numbered from 1.
std::string correlation_problem(const Matrix& correlation, std::span<const std::string> names = {});

/// Uniforms in (0, 1) joined by the copula of the factored correlation matrix, from as many
/// independent ones: u' = Φ(L·Φ⁻¹(u)). The matrix is of the normal scores (Pearson).
std::vector<double> correlate(const Cholesky& factor, std::span<const double> uniforms);

/// Pearson's correlation of the normal scores that gives Spearman's rank correlation, and back:
/// 2·sin(π·ρ/6), in [−1, 1]. K. Pearson (1907); W. H. Kruskal, J. Am. Stat. Assoc. 53 (1958). A
/// matrix converted pair by pair has to be checked again.
double spearman_to_pearson(double rank_correlation);
double pearson_to_spearman(double correlation);

}  // namespace orrery::statistics
