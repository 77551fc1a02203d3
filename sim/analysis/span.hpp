// A span of time in the unit that people would choose, for figures whose unit is the second.
#pragma once
#include <string>

namespace orrery::analysis {

struct SpanUnit {
    double seconds = 1;
    const char* name = "s";
};
/// Seconds below two minutes, then minutes, hours, days from two on, months from sixty days on.
[[nodiscard]] SpanUnit span_unit(double seconds);
/// "26.92 months", "3.5 h", "0.5686 s": four digits.
std::string seconds_text(double seconds);

}  // namespace orrery::analysis
