// Measured training beside its prediction: with the catalog, or refitted without what is predicted.
#pragma once
#include <cstdint>
#include <functional>

#include "sim/evidence/training_fit.hpp"

namespace orrery {

enum class TrainingHoldOut { random, tenths, sizes, widths };

struct ScoredTraining {
    const TrainingCase* question = nullptr;
    double seconds = 0;  ///< predicted
};

/// Each case with what `coefficients` gives for it.
std::vector<ScoredTraining> score_training(
    const TrainingCases& cases,
    const std::function<const training::Coefficients&(const TrainingCase&)>& coefficients);

/// Two random halves of the configurations, ten random parts, or a fold for each model
/// or for each hidden width; each
/// predicted by a fit on the rest.
std::vector<ScoredTraining> cross_validate_training(const TrainingCases& cases,
                                                    TrainingHoldOut hold_out, std::uint64_t seed);

/// Each case with the narrowest of the catalog's profiles on its levels.
std::vector<ScoredTraining> score_training_with_catalog(const TrainingCases& cases,
                                                        const Catalog& catalog);

/// training.yaml: an entry for each level that was fitted, with its held-out error.
std::string training_yaml(const TrainingFit& fit, const std::vector<MeasuredTraining>& rows,
                          const std::vector<ScoredTraining>& held_out, const std::string& as_of);

/// A validation report: metric by unit of the row, groups source, accelerator, model.
ValidationReport training_report(const std::string& against,
                                 const std::vector<MeasuredTraining>& rows,
                                 const TrainingCases& cases,
                                 const std::vector<ScoredTraining>& scored);

}  // namespace orrery
