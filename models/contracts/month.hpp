// How long a month is where figures are told by the month.
#pragma once
#include "models/contracts/owed.hpp"

namespace orrery::contracts {

/// A twelfth of a year of contracts: 730 h.
inline constexpr double kHoursPerMonth = kHoursPerYear / 12;

}  // namespace orrery::contracts
