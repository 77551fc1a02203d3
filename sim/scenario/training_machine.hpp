// Catalog accelerators as a training step sees them.
#pragma once
#include <string>

#include "models/training/plan.hpp"
#include "sim/scenario/catalog.hpp"

namespace orrery {

/// B/s of scale-out for one accelerator of a family where nothing else is known; 0 without a fact.
double usual_network(const Catalog& catalog, const std::string& family);

/// The machine that a catalog accelerator is; scale-out in B/s for one accelerator.
training::Machine training_machine(const Accelerator& accelerator, double network);

/// "tp 8 x pp 16 (v 8) x dp 128, micro-batch 1, ZeRO-1, no recompute".
std::string plan_text(const training::Plan& plan);

}  // namespace orrery
