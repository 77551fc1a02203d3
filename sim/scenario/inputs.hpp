// The numbers of a scenario that a user may turn: where each stands, what it is and may be.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/document/document.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/scenario.hpp"

namespace orrery {

/// A number with what stands behind it: "40 min" → 40, "min".
struct NumberWithUnit {
    double value = 0;
    std::string unit;
};
/// Empty unless the text is one number, perhaps a space, and perhaps a unit without spaces.
std::optional<NumberWithUnit> number_with_unit(const std::string& text);

struct NumericInput {
    std::string path;                   ///< as --set takes it; items of lists by name
    std::string doc;                    ///< what the table says of it; empty below custom shapes
    double value = 0;                   ///< in `unit`
    std::string unit;                   ///< as the user wrote it, "" for plain numbers
    std::string origin;                 ///< "file:line" or "default"
    Measure measure = Measure::number;  ///< below custom shapes the first that has the unit
    bool whole = false;
    std::optional<double> min;  ///< in `unit`
    std::optional<double> max;

    /// The text that stands for a value of it: "8", "40 min".
    [[nodiscard]] std::string text(double number) const;
};

/// All numbers that the document has, and the defaults of the effective scenario beside them, in
/// the order of the language. `scenario` is what the document reads as. Not among them: the
/// version, the seed and what ends a run.
std::vector<NumericInput> numeric_inputs(const Node& document, const Scenario& scenario);

/// A text as a number in the input's unit: "1 h" of an input in minutes is 60; without a unit it is
/// in the input's. Empty where it does not fit.
std::optional<double> in_unit_of(const NumericInput& input, const std::string& text);

}  // namespace orrery
