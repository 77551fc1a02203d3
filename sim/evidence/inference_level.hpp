// One level of the fit: bounded robust least squares about its parent's coefficients.
#pragma once
#include "sim/evidence/inference_fit.hpp"

namespace orrery {

/// Gauss–Newton with damping on log(predicted / measured), soft-L1, plus `prior` times the log
/// ratio to the parent for each coefficient; within the bounds. What is not in the list keeps the
/// parent's value, or a point's own where its speeds were fitted before. Moves the points'
/// formulas.
llm::EngineCoefficients fit_level(const std::vector<FittedCoefficient>& coefficients,
                                  const std::vector<FitPoint*>& points,
                                  const llm::EngineCoefficients& parent, double prior);

}  // namespace orrery
