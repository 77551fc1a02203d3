// The analytic engine coefficients from measured rows: fit, cross-validation, catalog entries.
#pragma once
#include <cstdint>

#include "sim/evidence/inference_operator_fit.hpp"
#include "sim/evidence/inference_score.hpp"

namespace orrery {

/// What is held out together: configurations with their load, or all loads of one configuration.
enum class HoldOut { configurations, curves };

/// One way to know less: the same held-out rows, predicted with fewer coefficients.
struct CalibrationRung {
    std::string name;
    ErrorSummary errors;  ///< of throughput and token times
};

struct CrossValidation {
    std::vector<ScoredInference> scored;  ///< each row by a fit that saw nothing of its half
    std::vector<CalibrationRung> ladder;  ///< from the data sheet alone to every level
};

/// Splits the cases in two by a hash of seed and key, fits on one half and predicts the other, both
/// ways.
CrossValidation cross_validate(const InferenceCases& cases, HoldOut hold_out, std::uint64_t seed);

/// engines.yaml: a fallback per engine, an entry per engine and family without a generation of its
/// own, and the fitted generations with the formats and shapes that have at least five points.
/// `error_pct` is the median error of the cross-validation. `kernels`: levels fitted on
/// operators alone, which stand for engines that no row has on their family.
std::string engines_yaml(const InferenceFit& fit, const InferenceCases& cases,
                         const std::vector<MeasuredInference>& rows,
                         const std::vector<ScoredInference>& held_out,
                         const std::map<std::string, OperatorLevel>& kernels,
                         const std::string& as_of);

}  // namespace orrery
