// Compiling a replica: its KV capacity and its iteration table, checked against the datasheet.
#pragma once
#include <string>

#include "models/llm/count.hpp"
#include "models/llm/iteration.hpp"
#include "models/llm/terms.hpp"

namespace orrery::llm {

/// Bytes of one accelerator left for KV: memory·utilisation − weights − reserve. Its weights are
/// the dense ones over tp·pp and the routed experts over all accelerators; the reserve is the
/// engine's, at most a twentieth of a small accelerator's memory. Negative where nothing is left.
double free_kv_bytes(const ReplicaShape& shape);

/// Tokens that fit beside the weights, whole blocks in each of the dp groups; ≤ 0 when the weights
/// alone do not fit. Window layers count as full ones, as engines reserve them.
std::int64_t kv_capacity_tokens(const ReplicaShape& shape);

IterationTable compile_iteration_table(const ReplicaShape& shape);

/// Empty, or which part would be faster than the datasheet allows: any entry of g and h, or the
/// attention slopes kappa and lambda.
std::string check_iteration_table(const ReplicaShape& shape, const IterationTable& table);

}  // namespace orrery::llm
