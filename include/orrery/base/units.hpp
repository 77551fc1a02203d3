// Physical quantities as types: `Power * Duration` is `Energy` or it does not compile.
#pragma once
#include <compare>

namespace orrery {

/// Exponents of the base dimensions; SI base units: second, byte, FLOP, joule, gram CO2e, litre.
struct Dim {
    int time = 0;
    int byte = 0;
    int flop = 0;
    int energy = 0;
    int carbon = 0;
    int volume = 0;
    friend constexpr bool operator==(const Dim&, const Dim&) = default;
};

constexpr Dim operator+(Dim a, Dim b) {
    return {a.time + b.time,     a.byte + b.byte,     a.flop + b.flop,
            a.energy + b.energy, a.carbon + b.carbon, a.volume + b.volume};
}
constexpr Dim operator-(Dim a, Dim b) {
    return {a.time - b.time,     a.byte - b.byte,     a.flop - b.flop,
            a.energy - b.energy, a.carbon - b.carbon, a.volume - b.volume};
}

/// A double in the SI base units of D. `value` is public because arrays and files need the number.
template <Dim D>
struct Quantity {
    double value = 0;

    constexpr Quantity() = default;
    constexpr explicit Quantity(double v) : value(v) {}
    friend constexpr auto operator<=>(Quantity, Quantity) = default;
    constexpr Quantity& operator+=(Quantity o) {
        value += o.value;
        return *this;
    }
    constexpr Quantity& operator-=(Quantity o) {
        value -= o.value;
        return *this;
    }
};

template <Dim D>
constexpr Quantity<D> operator+(Quantity<D> a, Quantity<D> b) {
    return Quantity<D>{a.value + b.value};
}
template <Dim D>
constexpr Quantity<D> operator-(Quantity<D> a, Quantity<D> b) {
    return Quantity<D>{a.value - b.value};
}
template <Dim D>
constexpr Quantity<D> operator*(Quantity<D> a, double k) {
    return Quantity<D>{a.value * k};
}
template <Dim D>
constexpr Quantity<D> operator*(double k, Quantity<D> a) {
    return Quantity<D>{k * a.value};
}
template <Dim D>
constexpr Quantity<D> operator/(Quantity<D> a, double k) {
    return Quantity<D>{a.value / k};
}
template <Dim A, Dim B>
constexpr auto operator*(Quantity<A> a, Quantity<B> b) {
    if constexpr (A + B == Dim{}) {
        return a.value * b.value;
    } else {
        return Quantity<A + B>{a.value * b.value};
    }
}
template <Dim A, Dim B>
constexpr auto operator/(Quantity<A> a, Quantity<B> b) {
    if constexpr (A - B == Dim{}) {
        return a.value / b.value;
    } else {
        return Quantity<A - B>{a.value / b.value};
    }
}

using Duration = Quantity<Dim{.time = 1}>;                         ///< s
using Rate = Quantity<Dim{.time = -1}>;                            ///< 1/s
using Bytes = Quantity<Dim{.byte = 1}>;                            ///< B
using Bandwidth = Quantity<Dim{.time = -1, .byte = 1}>;            ///< B/s
using Flops = Quantity<Dim{.flop = 1}>;                            ///< FLOP
using FlopRate = Quantity<Dim{.time = -1, .flop = 1}>;             ///< FLOP/s
using Energy = Quantity<Dim{.energy = 1}>;                         ///< J
using Power = Quantity<Dim{.time = -1, .energy = 1}>;              ///< W
using Carbon = Quantity<Dim{.carbon = 1}>;                         ///< gCO2e
using CarbonIntensity = Quantity<Dim{.energy = -1, .carbon = 1}>;  ///< gCO2e/J
using Volume = Quantity<Dim{.volume = 1}>;                         ///< litre

inline constexpr Energy kKilowattHour{3.6e6};

}  // namespace orrery
