// Money: rounding half to even, checked sums, exact text.
#include "orrery/base/money.hpp"

#include <array>
#include <cmath>
#include <cstdlib>

#include "orrery/base/assert.hpp"

namespace orrery {
namespace {

constexpr std::array<std::int64_t, 7> kPowersOfTen{1, 10, 100, 1000, 10000, 100000, 1000000};

/// Integer division, half to even; `divisor` > 0.
std::int64_t divide_half_even(std::int64_t value, std::int64_t divisor) {
    std::int64_t quotient = value / divisor;
    const std::int64_t remainder = std::llabs(value % divisor);
    const bool up = 2 * remainder > divisor || (2 * remainder == divisor && quotient % 2 != 0);
    if (up) quotient += value < 0 ? -1 : 1;
    return quotient;
}

}  // namespace

Money round_money(double units) {
    ORRERY_ASSERT(std::isfinite(units) && std::fabs(units) < 9.2e12, "money out of range");
    return {static_cast<std::int64_t>(std::nearbyint(units * 1e6))};
}

Money operator+(Money a, Money b) {
    Money sum;
    ORRERY_ASSERT(!__builtin_add_overflow(a.micros, b.micros, &sum.micros), "money overflow");
    return sum;
}

Money operator-(Money a, Money b) {
    return a + Money{-b.micros};
}

std::string to_string(Money m, int decimals) {
    ORRERY_ASSERT(decimals >= 0 && decimals <= 6, "money has six decimals");
    const std::int64_t unit = kPowersOfTen[static_cast<std::size_t>(decimals)];
    const std::int64_t scaled = divide_half_even(m.micros, 1'000'000 / unit);
    std::string digits = std::to_string(std::llabs(scaled) % unit);
    std::string text = scaled < 0 ? "-" : "";
    text += std::to_string(std::llabs(scaled) / unit);
    if (decimals == 0) return text;
    return text + "." + std::string(static_cast<std::size_t>(decimals) - digits.size(), '0') +
           digits;
}

}  // namespace orrery
