// Limits of a built-in study's goal: their units beside its metric's, and figures that are not
// there.
#pragma once
#include <string>

#include "sim/study/formula/value.hpp"
#include "sim/study/plan/study_spec.hpp"

namespace orrery::cli {

/// Before the study runs: amounts in the base's currency, limits against what the metric says of
/// its own unit. Errors and warnings as of goals of steps.
void check_procedure_goal(StudySpec& spec, const Currencies& currencies, Diagnostics& diagnostics);

/// After it, where only the answer could tell the unit of the figure.
void check_limits(const StudySpec& spec, const std::string& unit, Diagnostics& diagnostics);

/// The metric's figure in the unit that the file states; refused where it measures another thing.
/// A figure that was multiplied by a number alone has the stated unit.
void in_stated_unit(const MetricSpec& metric, Value& figure, const std::string& currency,
                    Diagnostics& diagnostics);

/// Figures in the metric's formula that do not go together.
void refuse_units(const MetricSpec& metric, const Evaluated& e, Diagnostics& diagnostics);

/// A name that the answer lacks, with the nearest that it has.
void refuse_figure(const MetricSpec& metric, const std::string& name, const Values& figures,
                   Diagnostics& diagnostics);

}  // namespace orrery::cli
