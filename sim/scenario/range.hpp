// The largest and smallest values that a quantity of the scenario may have where its own field sets
// no bounds.
#pragma once
#include "sim/scenario/quantity.hpp"

namespace orrery {

/// Larger than anything on Earth, small enough that products of a few of them are finite; in SI
/// base units, of amounts in USD.
double largest(Measure measure);

/// Values nearer to zero than this are none, and are not meant as zero: fractions of them overflow.
inline constexpr double kSmallest = 1e-15;

}  // namespace orrery
