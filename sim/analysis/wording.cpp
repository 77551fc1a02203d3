// Numbers as the sentences of the answer write them.
#include "sim/analysis/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/analysis/differs.hpp"

namespace orrery::analysis {

double value_of(const Findings& f, const std::string& path) {
    const Metric* m = f.metrics.find(path);
    return m ? m->value : 0;
}

std::int64_t replications_of(const Metrics& metrics) {
    // Every result has it, and only means over replications give it an interval.
    const Metric* m = metrics.find("carbon.total");
    return m && m->lo && m->n > 1 ? m->n : 1;
}

bool known_to_some(const Metrics& metrics, const Metric& m) {
    return m.n > 0 && m.n < replications_of(metrics);
}

std::string known_text(const Metrics& metrics, const Metric& m) {
    if (!known_to_some(metrics, m)) return {};
    return fmt::format(" (in {} of {} runs)", m.n, replications_of(metrics));
}

std::string span_text(double seconds) {
    if (seconds >= 2 * 86400) return fmt::format("{:.4g} days", seconds / 86400);
    if (seconds >= 2 * 3600) return fmt::format("{:.4g} hours", seconds / 3600);
    if (seconds >= 120) return fmt::format("{:.4g} minutes", seconds / 60);
    return fmt::format("{:.4g} seconds", seconds);
}

std::string grouped(double value, int decimals) {
    const double size = value < 0 ? -value : value + 0.0;  // no −0
    std::string digits = fmt::format("{:.{}f}", size, decimals);
    const bool zero = digits.find_first_not_of("0.") == std::string::npos;
    const std::size_t point = std::min(digits.find('.'), digits.size());
    for (std::size_t i = point; i > 3; i -= 3) digits.insert(i - 3, 1, ',');
    return (value < 0 && !zero ? "−" : "") + digits;
}

namespace {

/// What is too small for cents, down to the millionth that a posting is rounded to.
bool below_cents(double size) {
    return size >= kHalfUnit && size < kDime;
}

std::string small_text(double amount) {
    return (amount < 0 ? "−" : "") + fmt::format("{:.3g}", amount < 0 ? -amount : amount);
}

}  // namespace

std::string money_text(double amount) {
    const double size = amount < 0 ? -amount : amount;
    if (below_cents(size)) return small_text(amount);
    return grouped(amount, size < 99.995 ? 2 : 0);
}

std::string amount_text(double amount, const std::string& currency) {
    return money_text(amount) + " " + currency;
}

std::string change_text(double amount) {
    const std::string text = money_text(amount);
    return (amount > 0 && text != "0.00" ? "+" : "") + text;
}

std::string price_text(double price) {
    const double size = price < 0 ? -price : price;
    if (below_cents(size)) return small_text(price);
    return grouped(price, size < 999.995 ? 2 : 0);
}

std::string percent_text(double share, int decimals) {
    return grouped(100 * share, decimals) + " %";
}

std::string number_text(double value) {
    const double size = value < 0 ? -value : value;
    if (size >= 999.5) return grouped(value, 0);
    std::string digits = fmt::format("{:.4g}", size);
    return (value < 0 && digits != "0" ? "−" : "") + digits;
}

}  // namespace orrery::analysis
