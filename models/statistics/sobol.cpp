// Sobol's: shares of an outcome's variance by input, and the point sets that estimate them well.
#include "models/statistics/sobol.hpp"

#include <array>

#include "models/statistics/risk.hpp"
#include "orrery/base/assert.hpp"

namespace orrery::statistics {
namespace {

/// One dimension of the set: a primitive polynomial over GF(2), bit k its coefficient of zᵏ, and
/// the first direction numbers, as many as its degree.
struct Direction {
    std::uint32_t polynomial;
    std::array<std::uint32_t, 8> first;
};

// clang-format off
constexpr std::array<Direction, kSobolDimensions - 1> kJoeKuo{{
    {3, {1}}, {7, {1, 3}},
    {11, {1, 3, 1}}, {13, {1, 1, 1}},
    {19, {1, 1, 3, 3}}, {25, {1, 3, 5, 13}},
    {37, {1, 1, 5, 5, 17}}, {41, {1, 1, 5, 5, 5}},
    {47, {1, 1, 7, 11, 19}}, {55, {1, 1, 5, 1, 1}},
    {59, {1, 1, 1, 3, 11}}, {61, {1, 3, 5, 5, 31}},
    {67, {1, 3, 3, 9, 7, 49}}, {91, {1, 1, 1, 15, 21, 21}},
    {97, {1, 3, 1, 13, 27, 49}}, {103, {1, 1, 1, 15, 7, 5}},
    {109, {1, 3, 1, 15, 13, 25}}, {115, {1, 1, 5, 5, 19, 61}},
    {131, {1, 3, 7, 11, 23, 15, 103}}, {137, {1, 3, 7, 13, 13, 15, 69}},
    {143, {1, 1, 3, 13, 7, 35, 63}}, {145, {1, 3, 5, 9, 1, 25, 53}},
    {157, {1, 3, 1, 13, 9, 35, 107}}, {167, {1, 3, 1, 5, 27, 61, 31}},
    {171, {1, 1, 5, 11, 19, 41, 61}}, {185, {1, 3, 5, 3, 3, 13, 69}},
    {191, {1, 1, 7, 13, 1, 19, 1}}, {193, {1, 3, 7, 5, 13, 19, 59}},
    {203, {1, 1, 3, 9, 25, 29, 41}}, {211, {1, 3, 5, 13, 23, 1, 55}},
    {213, {1, 3, 7, 3, 13, 59, 17}}, {229, {1, 3, 1, 3, 5, 53, 69}},
    {239, {1, 1, 5, 5, 23, 33, 13}}, {241, {1, 1, 7, 7, 1, 61, 123}},
    {247, {1, 1, 7, 9, 13, 61, 49}}, {253, {1, 3, 3, 5, 3, 55, 33}},
    {285, {1, 3, 1, 15, 31, 13, 49, 245}}, {299, {1, 3, 5, 15, 31, 59, 63, 97}},
    {301, {1, 3, 1, 11, 11, 11, 77, 249}},
}};
// clang-format on

using Words = std::array<std::uint32_t, 32>;

constexpr int degree_of(std::uint32_t polynomial) {
    int degree = 0;
    while (polynomial >> (degree + 1)) ++degree;
    return degree;
}

/// The direction words of one dimension: m(j) = Σ 2ᵏ·a(k)·m(j − k) ⊕ m(j − d), the leading bit of
/// word j at bit 31 − j. P. Bratley and B. L. Fox, ACM TOMS 14 (1988), Algorithm 659.
constexpr Words words_of(const Direction& dimension) {
    Words m{};
    const int d = degree_of(dimension.polynomial);
    for (int j = 0; j < 32; ++j) {
        if (j < d) {
            m[j] = dimension.first[j];
            continue;
        }
        m[j] = m[j - d];
        for (int k = 1; k <= d; ++k) {
            if ((dimension.polynomial >> (d - k)) & 1U) m[j] ^= m[j - k] << k;
        }
    }
    for (int j = 0; j < 32; ++j) m[j] <<= 31 - j;
    return m;
}

constexpr std::array<Words, kSobolDimensions> all_words() {
    std::array<Words, kSobolDimensions> all{};
    for (int j = 0; j < 32; ++j) all[0][j] = std::uint32_t{1} << (31 - j);
    for (std::size_t d = 1; d < kSobolDimensions; ++d) all[d] = words_of(kJoeKuo[d - 1]);
    return all;
}

constexpr std::array<Words, kSobolDimensions> kWords = all_words();

/// Sums over the runs that one estimate of one input needs; outcomes are centred.
struct Sums {
    double products = 0;  ///< f(B)·(f(AB) − f(A))
    double squares = 0;   ///< (f(A) − f(AB))²
    double mean = 0;      ///< of A and B together, a sum
    double square = 0;    ///< f(A)² + f(B)²
    void add(double a, double b, double ab) {
        products += b * (ab - a);
        squares += (a - ab) * (a - ab);
        mean += a + b;
        square += a * a + b * b;
    }
};

struct Shares {
    double first = 0;
    double total = 0;
};

Shares shares_of(const Sums& s, std::size_t count) {
    const auto n = static_cast<double>(count);
    const double mean = s.mean / (2 * n);
    const double variance = s.square / (2 * n) - mean * mean;
    if (!(variance > 0)) return {};
    return {s.products / n / variance, s.squares / (2 * n) / variance};
}

/// Outcomes minus the mean of A and B: the estimator of first order has less noise around 0.
SobolRuns centred(const SobolRuns& runs) {
    SobolRuns out = runs;
    const double mean = (moments(runs.a).mean + moments(runs.b).mean) / 2;
    for (double& v : out.a) v -= mean;
    for (double& v : out.b) v -= mean;
    for (std::vector<double>& column : out.ab) {
        ORRERY_ASSERT(column.size() == runs.a.size(), "as many runs of each input as of A");
        for (double& v : column) v -= mean;
    }
    return out;
}

Shares resampled(const SobolRuns& runs, std::size_t input,
                 const std::vector<std::uint32_t>& indices) {
    Sums sums;
    for (const std::uint32_t r : indices) sums.add(runs.a[r], runs.b[r], runs.ab[input][r]);
    return shares_of(sums, indices.size());
}

void bound(Interval& interval, const std::vector<double>& values, double confidence) {
    const std::vector<double> ascending = sorted(values);
    const double tail = (1 - confidence) / 2;
    interval.lo = quantile(ascending, tail);
    interval.hi = quantile(ascending, 1 - tail);
}

}  // namespace

std::vector<SobolIndex> sobol_indices(const SobolRuns& runs) {
    ORRERY_ASSERT(runs.a.size() == runs.b.size() && !runs.a.empty(), "as many runs of A as of B");
    const SobolRuns own = centred(runs);
    std::vector<SobolIndex> out;
    for (const std::vector<double>& ab : own.ab) {
        Sums sums;
        for (std::size_t r = 0; r < own.a.size(); ++r) sums.add(own.a[r], own.b[r], ab[r]);
        const Shares shares = shares_of(sums, own.a.size());
        SobolIndex index;
        index.first.value = shares.first;
        index.total.value = shares.total;
        index.first.n = index.total.n = static_cast<std::int64_t>(own.a.size());
        out.push_back(index);
    }
    return out;
}

std::vector<SobolIndex> sobol_indices(const SobolRuns& runs,
                                      std::span<const std::vector<std::uint32_t>> resamples,
                                      double confidence) {
    std::vector<SobolIndex> out = sobol_indices(runs);
    if (resamples.empty()) return out;
    const SobolRuns own = centred(runs);
    for (std::size_t i = 0; i < out.size(); ++i) {
        std::vector<double> first;
        std::vector<double> total;
        for (const std::vector<std::uint32_t>& indices : resamples) {
            const Shares shares = resampled(own, i, indices);
            first.push_back(shares.first);
            total.push_back(shares.total);
        }
        bound(out[i].first, first, confidence);
        bound(out[i].total, total, confidence);
    }
    return out;
}

std::vector<double> sobol_point(std::uint32_t index, std::size_t dimensions,
                                std::span<const std::uint32_t> shift) {
    ORRERY_ASSERT(dimensions <= kSobolDimensions, "more dimensions than direction numbers");
    ORRERY_ASSERT(shift.empty() || shift.size() == dimensions, "one word of shift per dimension");
    const std::uint32_t gray = index ^ (index >> 1);
    std::vector<double> point;
    for (std::size_t d = 0; d < dimensions; ++d) {
        std::uint32_t x = shift.empty() ? 0 : shift[d];
        for (int bit = 0; bit < 32; ++bit) {
            if ((gray >> bit) & 1U) x ^= kWords[d][bit];
        }
        point.push_back((static_cast<double>(x) + .5) * 0x1p-32);
    }
    return point;
}

}  // namespace orrery::statistics
