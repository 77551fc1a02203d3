// Measured operator tables of an engine on an accelerator: files in, iteration times out, each row
// checked against the data sheet.
#pragma once
#include <string>

#include "models/llm/iteration.hpp"
#include "models/operators/operator_step.hpp"

namespace orrery {

/// Reads STEM__gemm, STEM__context_attention, STEM__generation_attention and, with tensor
/// parallelism, STEM__custom_allreduce (CSV, plain or compressed; latency in ms) for one replica;
/// costs of the host, and of the small operators between those, are the engine profile's. Throws
/// EnvironmentError, with file and line where there is one: a file or column that is missing, a row
/// faster than the accelerator's peak, what the tables do not cover (mixtures of experts, pipeline
/// stages, latent attention, a number format or a number of accelerators that was not measured).
operators::OperatorProfile read_operator_tables(const std::string& stem,
                                                const llm::ReplicaShape& shape);

}  // namespace orrery
