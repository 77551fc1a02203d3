// Units as products of powers: kWh and kW·h are one, USD/h · s is an amount of money.
#pragma once
#include <optional>
#include <string>

namespace orrery {

/// As `conversion`, over products and ratios of units as well: "USD/s" to "USD/h" is 3600.
std::optional<double> dimension_conversion(const std::string& from, const std::string& to);

/// The same where `to` is what a person says of a figure: words that are no units of scenarios
/// only name what is counted, "req/s" of "1/s".
std::optional<double> label_conversion(const std::string& from, const std::string& to);

struct ReducedUnit {
    std::string unit;
    double factor = 1;  ///< by which a value in the unreduced one is multiplied
};
/// A product or ratio whose parts cancel or are one measure together: "W·s" → kWh, "s·USD/h" →
/// USD. Nothing where it stays as it is.
std::optional<ReducedUnit> reduced_unit(const std::string& unit);

}  // namespace orrery
