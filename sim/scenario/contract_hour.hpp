// The hour at which contracts begin, change and end, counted from the start of the run.
#pragma once
#include "orrery/base/time.hpp"

namespace orrery {

/// One division, so that whole hours are whole: a step dated to an hour holds from that hour on.
[[nodiscard]] constexpr double at_hour(Nanos t) {
    return static_cast<double>(t.ns) / static_cast<double>(kHour.ns);
}

/// Years of a spend commitment are of 365 days, whatever the calendar.
inline constexpr Nanos kContractYear = kDay * 365;

}  // namespace orrery
