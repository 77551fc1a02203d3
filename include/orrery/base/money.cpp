// Money: rounding half to even, checked sums, exact text.
#include "orrery/base/money.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "orrery/base/assert.hpp"
#include "orrery/base/beyond_money.hpp"

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

constexpr double kMostUnits = 9.2e12;  ///< of 2^63 micro-units

std::string too_much(double units) {
    std::array<char, 96> text{};
    std::snprintf(text.data(), text.size(),
                  "an amount of %.3g is more than a ledger can hold (9.2 trillion)", units);
    return text.data();
}

}  // namespace

Money round_money(double units) {
    ORRERY_ASSERT(!std::isnan(units), "an amount is not a number");
    if (std::fabs(units) >= kMostUnits) throw BeyondMoney(too_much(units));
    return {static_cast<std::int64_t>(std::nearbyint(units * 1e6))};
}

Money operator+(Money a, Money b) {
    Money sum;
    if (__builtin_add_overflow(a.micros, b.micros, &sum.micros)) {
        throw BeyondMoney(too_much(a.units() + b.units()));
    }
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
