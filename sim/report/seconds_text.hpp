// Times in tables for spreadsheets.
#pragma once
#include <string>

#include "orrery/base/time.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {

/// The double nearest to so many whole nanoseconds in seconds: a minute is 60, where a product with
/// 1e-9 is 60.00000000000001, and rows join.
template <class WholeNanos>
std::string seconds_text(WholeNanos ns) {
    return print_number(static_cast<double>(ns) / static_cast<double>(kSecond.ns));
}

/// Empty for what did not happen.
inline std::string seconds_text(Nanos t) {
    return t == Nanos::never() ? std::string() : seconds_text(t.ns);
}

}  // namespace orrery
