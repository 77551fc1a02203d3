// Units of values in formulas: what they measure, how they convert, what products of them are.
#pragma once
#include <optional>
#include <string>

#include "sim/study/formula/value.hpp"

namespace orrery {

/// Of quantities in percent: their values are fractions. It goes with values that have no unit.
inline constexpr const char* kShareUnit = "share";

/// Of what counts: known to have no unit, where "" may be a number whose unit is not known.
inline constexpr const char* kNoUnit = "number";

/// What a unit measures, and how many base units it is.
struct UnitMeaning {
    std::string measure;  ///< words that are no unit of scenarios measure themselves
    double factor = 1;
};
UnitMeaning meaning_of(const std::string& unit);

/// By what a value in `from` is multiplied to be one in `to`; nothing where they measure different
/// things. Currencies are one: a study's amounts are all of the reporting one.
std::optional<double> conversion(const std::string& from, const std::string& to);

/// "USD" and "kWh" → "USD/kWh"; "USD/kWh" and "kWh" → "USD". None and shares change nothing.
std::string unit_product(const std::string& a, const std::string& b);
std::string unit_quotient(const std::string& a, const std::string& b);

/// Units that go with one, for suggestions: "USD, kUSD, MUSD".
std::string units_like(const std::string& unit);

/// A number or all of a column times the factor; texts stay.
void scale(Value& value, double factor);

/// The currency that an amount's unit begins with: "EUR" of "MEUR/y"; empty of others.
std::string currency_in(const std::string& unit);

/// A number with its unit in base units; nothing if no measure of scenarios has such a unit.
std::optional<Value> quantity_value(double number, const std::string& unit);

}  // namespace orrery
