// Numbers as the sentences of the answer write them.
#pragma once
#include <string>

#include "sim/analysis/findings.hpp"

namespace orrery::analysis {

/// 0 if there is no such result.
double value_of(const Findings& f, const std::string& path);
/// "3.8 days": in the unit that people would choose.
std::string span_text(double seconds);
/// 1234567 → "1,234,567": what people read.
std::string grouped(double value, int decimals);
/// Money: cents below a hundred.
std::string amount_text(double amount, const std::string& currency);
/// "IRR 14.20 % a year, above the hurdle of 9 %."
std::string hurdle_sentence(const HurdleVerdict& v);

}  // namespace orrery::analysis
