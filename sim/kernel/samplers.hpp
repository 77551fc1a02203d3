// Draws from the laws that the models name; portable bits, all through one stream.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/kernel/stream.hpp"

namespace orrery {

/// Every function takes as many numbers from the stream as it needs (rejection methods), so give
/// each cause its own stream. Parameters outside the stated range are a bug and assert.

/// Exponential with the given mean ≥ 0; strictly positive for a positive mean. Ziggurat.
double exponential(Stream& stream, double mean);
/// Standard normal. Ziggurat of G. Marsaglia and W. W. Tsang, J. Stat. Softw. 5 (2000).
double normal(Stream& stream);
/// Normal; sd ≥ 0.
double normal(Stream& stream, double mean, double sd);
/// e^(mu + sigma·Z); sigma ≥ 0.
double lognormal(Stream& stream, double mu, double sigma);
/// Lognormal with the given mean > 0 and coefficient of variation ≥ 0 (0: the mean itself).
double lognormal_mean_cv(Stream& stream, double mean, double cv);
/// Gamma with mean shape·scale; both > 0. G. Marsaglia and W. W. Tsang, ACM TOMS 26 (2000).
double gamma(Stream& stream, double shape, double scale);
/// Gamma by mean > 0 and coefficient of variation ≥ 0 (0: the mean itself).
double gamma_mean_cv(Stream& stream, double mean, double cv);
/// Weibull: P(X > x) = exp(−(x/scale)^shape); both > 0.
double weibull(Stream& stream, double shape, double scale);
/// Sum of `phases` ≥ 1 exponentials with the given total mean ≥ 0.
double erlang(Stream& stream, std::uint32_t phases, double mean);
/// Exponential with means[i] with probability probabilities[i]; equally many, summing to 1.
double hyperexponential(Stream& stream, std::span<const double> probabilities,
                        std::span<const double> means);
/// Two-phase hyperexponential with balanced means: mean > 0, cv ≥ 1.
double hyperexponential_mean_cv(Stream& stream, double mean, double cv);
/// Uniform in (low, high); low ≤ high, finite.
double uniform_between(Stream& stream, double low, double high);
/// Uniform in 0…n−1, unbiased; n ≥ 1. D. Lemire, ACM TOMACS 29 (2019).
std::uint64_t uniform_int(Stream& stream, std::uint64_t n);
/// True with probability p; never for p ≤ 0, always for p ≥ 1.
bool bernoulli(Stream& stream, double p);
/// Poisson count with mean in [0, 1e15]. Inversion below 10, else W. Hörmann's PTRS,
/// Insurance: Math. Econ. 12 (1993).
std::int64_t poisson_count(Stream& stream, double mean);
/// Failures before the first success: P(k) = p(1−p)^k, 0 < p ≤ 1; saturates at 2^62.
std::int64_t geometric(Stream& stream, double p);

/// Index i with probability weights[i]/sum in constant time. M. D. Vose, IEEE TSE 17 (1991).
class AliasTable {
public:
    AliasTable() = default;
    /// Weights ≥ 0 and finite, at least one positive, at most 2^32−1 of them.
    explicit AliasTable(std::span<const double> weights);

    /// One number of the stream; the table must not be empty.
    [[nodiscard]] std::uint32_t draw(Stream& stream) const;
    [[nodiscard]] std::size_t size() const { return cells_.size(); }

private:
    struct Cell {
        double keep;  ///< probability of staying in this cell
        std::uint32_t alias;
    };
    std::vector<Cell> cells_;
};

}  // namespace orrery
