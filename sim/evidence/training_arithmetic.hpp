// Published hours, energy and carbon of training runs, by the publisher's method and from scratch.
#pragma once
#include <vector>

#include "sim/evidence/training_case.hpp"

namespace orrery {

/// Rows of runs (hours, days, MWh, tCO2e) and of conventions (TFLOP/s and MFU of a measured rate,
/// as the source counts them). A method that the row does not state takes the catalog's
/// `training.published_pue` and `training.published_grid`. The rest is skipped with its reason.
std::vector<ValidationRow> training_arithmetic(const std::vector<MeasuredTraining>& rows,
                                               const TrainingCases& cases, const Catalog& catalog,
                                               std::vector<SkippedRow>& skipped);

}  // namespace orrery
