// What the live page shows of an answer, as JSON: main figures, all figures, data of its charts.
#pragma once
#include <string>

#include "orrery/base/diagnostics.hpp"
#include "tools/orrery/serve/session.hpp"

namespace orrery::serve {

/// {basis, cpu_ms, answer, bases, main, figures: [[path, value, unit]], categories, cdf, use,
/// asserts, …}; `basis` is how the answer was found, `bases` what families of figures rest on. But
/// for estimates also {formulas: {texts, of}, costs: [[site, vendor, category, amount]], events}.
std::string answer_json(const Answer& answer);

/// {assumptions: [{path, value, origin}]}: the register of what a point takes for granted.
std::string assumptions_json(const World& world);

/// [{code, severity, path, message, hint}]; names of files, never their lines.
std::string diagnostics_json(const Diagnostics& diagnostics);

/// {input, from, to, label, …} of each slider.
std::string sliders_json(const std::vector<Slider>& sliders);

/// Inputs whose path or description has the words, at most `most`.
std::string inputs_json(const std::vector<NumericInput>& inputs, const std::string& words,
                        std::size_t most);

}  // namespace orrery::serve
