// A measured training row as a question to the model: what, how laid out, on what, and the answer.
#pragma once
#include <string>
#include <vector>

#include "models/training/step.hpp"
#include "sim/evidence/training_names.hpp"
#include "sim/evidence/validation.hpp"
#include "sim/scenario/training_machine.hpp"

namespace orrery {

enum class TrainingQuantity { step, layer };

struct TrainingCase {
    std::size_t row = 0;
    training::Work work;
    training::Plan plan;
    training::Machine machine;
    std::string accelerator;
    std::string family;
    TrainingSoftware software;
    TrainingQuantity quantity = TrainingQuantity::step;
    double seconds = 0;     ///< measured, of a step or of a layer
    double per_second = 0;  ///< the row's unit times seconds, where it is a rate; else 0
    std::string metric;
    std::string configuration;  ///< equal for runs of one layout
    std::string size;           ///< model size that a fold leaves out
    bool one_node = false;
    /// In the row's unit.
    [[nodiscard]] double in_unit(double s) const { return per_second > 0 ? per_second / s : s; }
};

struct TrainingCases {
    std::vector<TrainingCase> cases;
    std::vector<SkippedRow> skipped;
};

/// What a source leaves open is taken as its authors would have tuned it: the micro-batch and the
/// virtual stages of the least step time that fits memory, and the lightest recompute that fits.
TrainingCases resolve_training(const std::vector<MeasuredTraining>& rows, const Catalog& catalog);

}  // namespace orrery
