// From which size on a difference of money is one: what texts would show of it.
#pragma once

namespace orrery::analysis {

inline constexpr double kHalfUnit = 5e-7;  ///< of what postings are rounded to
inline constexpr double kDime = 0.0995;    ///< from here on texts show cents, below three digits

/// Whether a difference is shown beside amounts as large as `scale`: from half a cent on, below a
/// dime from half a micro-unit on.
[[nodiscard]] inline bool differs(double difference, double scale) {
    const double size = difference < 0 ? -difference : difference;
    return size >= (scale >= kDime ? 0.005 : kHalfUnit);
}

}  // namespace orrery::analysis
