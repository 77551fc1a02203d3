// Compiling a replica: its KV capacity and its iteration table, checked against the datasheet.
#pragma once
#include <string>

#include "models/llm/count.hpp"
#include "models/llm/iteration.hpp"
#include "models/llm/terms.hpp"

namespace orrery::llm {

/// Tokens that fit beside the weights, whole blocks; ≤ 0 when the weights alone do not fit.
/// (memory·utilisation − weights/(tp·pp) − reserve) over one accelerator's share of a token's KV;
/// the reserve is the engine's, at most a twentieth of a small accelerator's memory.
std::int64_t kv_capacity_tokens(const ReplicaShape& shape);

IterationTable compile_iteration_table(const ReplicaShape& shape);

/// Empty, or which part would be faster than the datasheet allows: any entry of g and h, or the
/// attention slopes kappa and lambda.
std::string check_iteration_table(const ReplicaShape& shape, const IterationTable& table);

}  // namespace orrery::llm
