// Training coefficients fitted to measured step times: bounded, robust, each level drawn to its
// parent.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "models/training/profile.hpp"
#include "sim/evidence/training_case.hpp"

namespace orrery {

/// All; its accelerator family; its software there; that with dense layers or experts; the model
/// family of experts; the software on the accelerator; its generation; that within one server.
std::vector<std::string> training_levels(const TrainingCase& c);

struct TrainingFit {
    std::map<std::string, training::Coefficients> levels;
    std::map<std::string, int> points;
    /// The narrowest level that was fitted.
    [[nodiscard]] const training::Coefficients& of(const TrainingCase& c) const;
};

TrainingFit fit_training(const std::vector<const TrainingCase*>& cases);

/// Seconds of the case's step or layer.
double predict_training(const TrainingCase& c, const training::StepModel& model);
double predict_training(const TrainingCase& c, const training::Coefficients& coefficients);

}  // namespace orrery
