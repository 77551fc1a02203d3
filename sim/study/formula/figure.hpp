// A figure in the unit that its format writes: money in the currency, spans in seconds.
#pragma once
#include <string>

#include "sim/study/formula/template.hpp"

namespace orrery {

/// What a format's numbers are in; empty where it takes any.
std::string unit_of_format(FigureFormat format, const std::string& currency);

/// Converts the value to what its format writes, or refuses it with a problem of units. A value
/// without a known unit, or multiplied by a number alone, is taken as it is.
void fit_format(Evaluated& e, FigureFormat format, const std::string& currency,
                const std::string& text);

/// A part of a sentence, computed and fit.
Evaluated evaluate_figure(const SentenceTemplate::Part& part, const Lookup& lookup,
                          const std::string& currency);

}  // namespace orrery
