// Numbers as the sentences of the answer write them.
#pragma once
#include <string>

#include "sim/analysis/findings.hpp"

namespace orrery::analysis {

/// 0 if there is no such result.
double value_of(const Findings& f, const std::string& path);
/// Of how many runs the figures are means; 1: of one run alone.
[[nodiscard]] std::int64_t replications_of(const Metrics& metrics);
/// Whether only some of the replications have a figure.
[[nodiscard]] bool known_to_some(const Metrics& metrics, const Metric& m);
/// " (in 2 of 6 runs)" of such a figure, empty of others.
[[nodiscard]] std::string known_text(const Metrics& metrics, const Metric& m);
/// "3.8 days": in the unit that people would choose.
std::string span_text(double seconds);
/// 1234567 → "1,234,567", −12.5 → "−12.5": what people read; never "−0".
std::string grouped(double value, int decimals);
/// Money as all texts write it: cents below a hundred, whole and grouped above; three digits of
/// what is below a dime. Without its currency, for columns.
std::string money_text(double amount);
/// Money with its currency.
std::string amount_text(double amount, const std::string& currency);
/// The same with + before what is more: of differences.
std::string change_text(double amount);
/// Of a unit (an hour, a million tokens): cents below a thousand.
std::string price_text(double price);
/// A share as percent: "37.5 %", "−20.5 %".
std::string percent_text(double share, int decimals = 1);
/// A count or a measured amount: four digits, grouped: "1,234,567", "12.35", "0.004".
std::string number_text(double value);
/// "IRR 14.20 % a year, above the hurdle of 9 %."
std::string hurdle_sentence(const HurdleVerdict& v);

}  // namespace orrery::analysis
