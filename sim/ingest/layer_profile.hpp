// Measured profiles of a model's layers: files in, iteration times out, checked against the data
// sheet.
#pragma once
#include <string>

#include "models/hardware/accelerator.hpp"
#include "models/llm/shape.hpp"
#include "models/operators/profile_step.hpp"

namespace orrery {

/// Reads STEM__dense, STEM__attention, STEM__per_sequence and, where it is there, STEM__skew_fit
/// (CSV or gzip; times in µs). Throws EnvironmentError, which names file and line: a missing
/// operator, a hole in the attention grid, and, where `accelerator` is given, a row that is faster
/// than the accelerator's peak.
operators::LayerProfile read_layer_profile(const std::string& stem, const llm::ModelShape& model,
                                           int tp, const Accelerator* accelerator);

}  // namespace orrery
