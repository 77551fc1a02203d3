// Numbers as the sentences of the answer write them.
#include "sim/analysis/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace orrery::analysis {

double value_of(const Findings& f, const std::string& path) {
    const Metric* m = f.metrics.find(path);
    return m ? m->value : 0;
}

std::string span_text(double seconds) {
    if (seconds >= 2 * 86400) return fmt::format("{:.4g} days", seconds / 86400);
    if (seconds >= 2 * 3600) return fmt::format("{:.4g} hours", seconds / 3600);
    if (seconds >= 120) return fmt::format("{:.4g} minutes", seconds / 60);
    return fmt::format("{:.4g} seconds", seconds);
}

std::string grouped(double value, int decimals) {
    std::string digits = fmt::format("{:.{}f}", value, decimals);
    const std::size_t point = std::min(digits.find('.'), digits.size());
    for (std::size_t i = point; i > 3 + (digits[0] == '-' ? 1u : 0u); i -= 3) {
        digits.insert(i - 3, 1, ',');
    }
    return digits;
}

std::string amount_text(double amount, const std::string& currency) {
    return grouped(amount, amount < 100 ? 2 : 0) + " " + currency;
}

}  // namespace orrery::analysis
