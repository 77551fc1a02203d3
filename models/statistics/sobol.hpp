// Sobol's: shares of an outcome's variance by input, and the point sets that estimate them well.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "models/statistics/interval.hpp"

namespace orrery::statistics {

/// One input's share of the variance: alone, and with all that it interacts with.
struct SobolIndex {
    Interval first;
    Interval total;
};

/// Outcomes of N runs each: at the points A and B, and at A with column i taken from B for each
/// input i. That is N·(inputs + 2) runs.
struct SobolRuns {
    std::vector<double> a;
    std::vector<double> b;
    std::vector<std::vector<double>> ab;  ///< by input
};

/// First order by A. Saltelli et al., Comput. Phys. Commun. 181 (2010), Table 2 (b); total by
/// M. J. W. Jansen, ibid. 117 (1999). Values only, unbounded intervals; all 0 where nothing varies.
std::vector<SobolIndex> sobol_indices(const SobolRuns& runs);

/// The same with percentile intervals of the bootstrap over runs: `resamples` are drawn with
/// replacement from 0…N − 1 by the caller, N numbers each, 100 or more of them. G. E. B. Archer,
/// A. Saltelli and I. M. Sobol, J. Stat. Comput. Simul. 58 (1997).
std::vector<SobolIndex> sobol_indices(const SobolRuns& runs,
                                      std::span<const std::vector<std::uint32_t>> resamples,
                                      double confidence = .95);

/// How many dimensions sobol_point knows: 20 inputs, as A and B want two each.
constexpr std::size_t kSobolDimensions = 40;

/// Point `index` of Sobol's sequence in the open unit cube (each coordinate the middle of its cell
/// of 2⁻³²), in the order of the Gray code, `dimensions` ≤ kSobolDimensions. `shift`, one word a
/// dimension or none, is added digit by digit: with random words the points are uniform and keep
/// their even spread. Without, point 0 lies in the corner. Balanced for powers of two of points.
/// Sources: I. M. Sobol (1967); direction numbers of S. Joe and F. Y. Kuo, SIAM J. Sci. Comput. 30
/// (2008), the set new-joe-kuo-6.
std::vector<double> sobol_point(std::uint32_t index, std::size_t dimensions,
                                std::span<const std::uint32_t> shift = {});

}  // namespace orrery::statistics
