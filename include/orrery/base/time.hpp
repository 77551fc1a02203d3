// Simulated time: int64 nanoseconds since the scenario's start; rounded once, never drifting.
#pragma once
#include <cmath>
#include <compare>
#include <cstdint>
#include <limits>

namespace orrery {

/// A span or an instant in whole nanoseconds (292 years). Instants count from the scenario's start.
struct Nanos {
    std::int64_t ns = 0;

    static constexpr Nanos never() { return {std::numeric_limits<std::int64_t>::max()}; }
    /// Rounds half away from zero; saturates at `never()`.
    static constexpr Nanos from_seconds(double s) {
        const double v = s * 1e9;
        if (v >= 9.2e18) return never();
        return {static_cast<std::int64_t>(v < 0 ? v - 0.5 : v + 0.5)};
    }
    [[nodiscard]] constexpr double seconds() const { return static_cast<double>(ns) * 1e-9; }
    friend constexpr auto operator<=>(Nanos, Nanos) = default;
};

/// Saturating: anything plus `never()` is `never()`.
constexpr Nanos operator+(Nanos a, Nanos b) {
    std::int64_t r = 0;
    if (__builtin_add_overflow(a.ns, b.ns, &r)) {
        return a.ns > 0 ? Nanos::never() : Nanos{std::numeric_limits<std::int64_t>::min()};
    }
    return {r};
}
constexpr Nanos operator-(Nanos a, Nanos b) {
    return {a.ns - b.ns};
}
constexpr Nanos operator*(Nanos a, std::int64_t k) {
    return {a.ns * k};
}
constexpr Nanos& operator+=(Nanos& a, Nanos b) {
    return a = a + b;
}
constexpr Nanos min(Nanos a, Nanos b) {
    return a < b ? a : b;
}
constexpr Nanos max(Nanos a, Nanos b) {
    return a < b ? b : a;
}

inline constexpr Nanos kSecond{1'000'000'000};
inline constexpr Nanos kMinute{60 * kSecond.ns};
inline constexpr Nanos kHour{3600 * kSecond.ns};
inline constexpr Nanos kDay{24 * kHour.ns};

}  // namespace orrery
