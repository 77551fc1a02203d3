// A span of time in the unit that people would choose, for figures whose unit is the second.
#include "sim/analysis/span.hpp"

#include "sim/analysis/wording.hpp"

namespace orrery::analysis {

SpanUnit span_unit(double seconds) {
    constexpr double kDay = 86400;
    const double size = seconds < 0 ? -seconds : seconds;
    if (size >= 60 * kDay) return {365 * kDay / 12, "months"};
    if (size >= 2 * kDay) return {kDay, "d"};
    if (size >= 7200) return {3600, "h"};
    if (size >= 120) return {60, "min"};
    return {};
}

std::string seconds_text(double seconds) {
    const SpanUnit unit = span_unit(seconds);
    return number_text(seconds / unit.seconds) + " " + unit.name;
}

}  // namespace orrery::analysis
