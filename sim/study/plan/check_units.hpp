// Whether what a study compares is of one kind: thresholds, gates and constraints beside metrics.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "sim/study/formula/units.hpp"
#include "sim/study/plan/study_spec.hpp"

namespace orrery {

/// The unit of a result by its path, where paths of that kind have one: "latency.ttft.p99" → "s".
std::optional<std::string> leaf_unit(const std::string& path, const std::string& currency);

/// What a metric says of its own unit, by `unit:` or `format:`; nothing if neither tells.
std::optional<std::string> stated_unit(const MetricSpec& metric, const std::string& currency);
/// The metric's value as stated: converted, or refused with a problem of units where it measures
/// another thing. What was multiplied by a number alone is taken to be in the stated unit.
void fit_stated(const MetricSpec& metric, Evaluated& e, const std::string& currency);
/// The same, or by the paths of its formula; kNoUnit where it has none, nothing if not known.
std::optional<std::string> expected_unit(const MetricSpec& metric, const std::string& currency);

struct UnitsGiven {
    const Values& values;  ///< flags
    /// Flags that the user gave, as text.
    const std::vector<std::pair<std::string, std::string>>& flags;
    std::function<std::optional<std::string>(const MetricSpec&)> unit_of;
};
/// Refuses what does not go together; warns where a number without a unit was taken in another's.
void check_units(const StudySpec& spec, const UnitsGiven& given, Diagnostics& diagnostics);

/// Currencies of a base: its own and those with a rate.
Currencies currencies_of(const Node& base);
/// An amount in the reporting currency; false where there is no rate.
bool in_reporting_currency(Value& value, const Currencies& currencies);
/// All amounts in a study's formulas; those without a rate are complained of.
void convert_amounts(StudySpec& spec, Diagnostics& diagnostics);

}  // namespace orrery
