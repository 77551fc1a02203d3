// Money: int64 micro-units of a named currency, rounded once per posting, half to even.
#pragma once
#include <compare>
#include <cstdint>
#include <string>

namespace orrery {

/// Micro-units (1e-6) of the currency that the surrounding record names.
struct Money {
    std::int64_t micros = 0;
    friend constexpr auto operator<=>(Money, Money) = default;
    [[nodiscard]] constexpr double units() const { return static_cast<double>(micros) * 1e-6; }
};

/// Rounds units (e.g. 1.25 USD) to micro-units, half to even; asserts on NaN and overflow.
Money round_money(double units);
/// Checked sum; asserts on overflow.
Money operator+(Money a, Money b);
Money operator-(Money a, Money b);
inline constexpr Money operator-(Money a) {
    return {-a.micros};
}
inline Money& operator+=(Money& a, Money b) {
    return a = a + b;
}
/// "1234.567890", exact; `decimals` ≤ 6 are kept, rounding half to even.
std::string to_string(Money m, int decimals = 6);

}  // namespace orrery
