// Quantities in text: a number and a unit that must be there, to SI base units.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orrery/base/time.hpp"

namespace orrery {

/// What a quantity measures; each has its own list of units.
enum class Measure {
    number,      ///< no unit
    share,       ///< "85 %" or 0.85
    duration,    ///< s
    bytes,       ///< B
    bandwidth,   ///< B/s; "Gb/s" are bits
    flop_rate,   ///< FLOP/s
    power,       ///< W
    mass_co2,    ///< gCO2e
    intensity,   ///< gCO2e/kWh
    rate,        ///< 1/s
    money,       ///< USD
    money_hour,  ///< USD/h
    money_year,  ///< USD/y
    money_kwh,   ///< USD/kWh
    money_gb,    ///< USD/GB
    tokens,      ///< tokens
    volume_kwh,  ///< L/kWh
    energy,      ///< kWh
    kelvin,      ///< K, of differences
    degrees,     ///< of angles
    money_month,     ///< USD/month
    money_gb_month,  ///< USD/GB-month
};

struct UnitName {
    const char* text;
    double factor;
};

/// Whether its units begin with a currency.
[[nodiscard]] bool is_money(Measure measure);

/// Units of a measure, the usual one first.
const std::vector<UnitName>& units_of(Measure measure);
/// The first unit: what printed values carry.
const char* usual_unit(Measure measure);

struct Parsed {
    double value = 0;     ///< SI base units
    std::string problem;  ///< empty if fine
    std::string hint;
};

/// "3.35 TB/s" → 3.35e12 for bandwidth. Space between number and unit is optional; numbers are
/// finite decimals ("1e3", "0.5"; no hex, octal, inf, nan). Problems name the units that would fit.
Parsed parse_quantity(std::string_view text, Measure measure);

/// A value in SI base units as a user would write it: "90 s", "3.35 TB/s", "55.04 USD/h".
std::string print_quantity(double value, Measure measure);

/// "2026-11-02" or "2026-11-02T06:30:00Z" (offsets ±hh:mm allowed) → seconds since 1970, UTC.
std::optional<std::int64_t> parse_date(std::string_view text);
/// RFC 3339, UTC.
std::string print_date(std::int64_t unix_s);

/// Shortest decimal text that reads back to the same double.
std::string print_number(double value);

}  // namespace orrery
