// The law of an uncertain input from the parameters that its file gives; what is wrong with them.
#pragma once
#include <optional>
#include <string>

#include "models/statistics/laws.hpp"
#include "sim/study/plan/study_spec.hpp"

namespace orrery {

/// Nothing where the parameters make no law: too few, too many, of no width (E0911).
std::optional<statistics::Law> law_of(const UncertainSpec& spec, Diagnostics& diagnostics);

/// Where its values lie, in words: "from 0.5 to 1.5", "of all numbers, below 0 too".
std::string support_words(const statistics::Law& law, const std::string& unit);
/// How it is kept within a range: "add low: 0 to the law", by what this law can be given.
std::string truncation_hint(const statistics::Law& law, bool below);

}  // namespace orrery
