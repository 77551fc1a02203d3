// Which input moves the outcome most, and at which value of it the answer flips.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace orrery::statistics {

/// The outcome with one input at its P10 and at its P90, all others at their base.
struct Swing {
    std::size_t input = 0;
    double low = 0;   ///< outcome at the input's low value
    double high = 0;  ///< outcome at its high value
    [[nodiscard]] double width() const { return low < high ? high - low : low - high; }
};
/// Bars of a tornado, the widest first; equals by index.
std::vector<Swing> tornado(std::span<const double> low, std::span<const double> high);

/// Where y, known at ascending x (two or more), takes the threshold: all crossings in ascending
/// order. Between points by the monotone cubic of F. N. Fritsch and J. Butland, SIAM J. Sci. Stat.
/// Comput. 5 (1984), which overshoots no point; two points make a straight line. Touching without
/// crossing counts; a stretch that stays at the threshold counts by its two ends.
std::vector<double> crossings(std::span<const double> x, std::span<const double> y,
                              double threshold);
/// "Flips if": the crossing nearest to `base`, the lower of two; empty where there is none.
std::optional<double> break_even(std::span<const double> x, std::span<const double> y,
                                 double threshold, double base);

}  // namespace orrery::statistics
