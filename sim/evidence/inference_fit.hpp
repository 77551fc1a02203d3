// Engine coefficients fitted to measured speeds: bounded, robust, each level drawn to its parent.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "sim/evidence/inference_predict.hpp"

namespace orrery {

/// One coefficient of the fit: where it starts and between what it stays.
struct FittedCoefficient {
    const char* name;
    double llm::EngineCoefficients::*member;
    double low;
    double high;
    bool seconds;  ///< a time, else a plain number
};
const std::vector<FittedCoefficient>& fitted_coefficients();
/// Those of the time to first token and of power, fitted after the speeds.
const std::vector<FittedCoefficient>& first_token_coefficients();
const std::vector<FittedCoefficient>& power_coefficients();

/// A configuration and what it measured: the median where it was run more than once.
struct FitPoint {
    const InferenceCase* question = nullptr;
    llm::IterationFormula formula;
    double measured = 0;
    double weight = 1;                ///< in the sum of losses
    double loop_s = 0;                ///< TTFT of the simulated loop, front end apart
    llm::EngineCoefficients speeds;   ///< fitted before, where the quantity is no speed
    std::vector<std::string> levels;  ///< groups from the widest to the narrowest
};

/// One point a configuration, load and quantity of the speeds and times to first token.
std::vector<FitPoint> fit_points(const std::vector<const InferenceCase*>& cases);

/// Levels of a case: all, its accelerator family, its engine there, its generation, the weights'
/// format with it, the shape of the model with that.
std::vector<std::string> levels_of(const InferenceCase& c);

/// Coefficients by level name; a case uses the narrowest that was fitted.
struct InferenceFit {
    std::map<std::string, llm::EngineCoefficients> levels;
    std::map<std::string, int> points;
    /// At most so many levels below the widest.
    [[nodiscard]] const llm::EngineCoefficients& of(const InferenceCase& c,
                                                    std::size_t depth = 5) const;
};

/// Least squares on the logarithm of predicted over measured with the soft-L1 loss, level by level
/// from the widest: a log-normal prior draws each level to its parent, so what its points do not
/// identify keeps the parent's value (reference: iteration model, section 7).
InferenceFit fit_inference(const std::vector<FitPoint>& points);

}  // namespace orrery
