// The study `training-run` as text, JSON and CSV.
#pragma once
#include <string>

#include "sim/study/training_run.hpp"

namespace orrery {

std::string render_training_text(const TrainingQuestion& question, const TrainingRun& run,
                                 int width = 100);
/// study.json: metrics are {value, unit, lo, hi, n, formula}; terms of the best with formulas.
std::string render_training_json(const TrainingQuestion& question, const TrainingRun& run);
/// study.csv: a candidate a row.
std::string render_training_csv(const TrainingQuestion& question, const TrainingRun& run);

}  // namespace orrery
