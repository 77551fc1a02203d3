// Compiling a replica: its KV capacity and its iteration table, and the direct formula as oracle.
#pragma once
#include <string>

#include "models/llm/count.hpp"
#include "models/llm/iteration.hpp"

namespace orrery::llm {

/// Tokens that fit beside the weights, whole blocks; ≤ 0 when the weights alone do not fit.
/// pp·(memory·utilisation − weights/(tp·pp) − reserve)·tp share of one token's KV.
std::int64_t kv_capacity_tokens(const ReplicaShape& shape);

/// One iteration's time by term, seconds (reference: iteration model).
struct IterationTerms {
    double attention_projections = 0;
    double dense_ffn = 0;
    double experts = 0;
    double head = 0;
    double decode_attention = 0;
    double prefill_attention = 0;
    double all_reduce = 0;
    double overhead = 0;
    double bytes = 0;  ///< moved by one accelerator
    double flops = 0;  ///< computed by one accelerator
    [[nodiscard]] double seconds() const {
        return attention_projections + dense_ffn + experts + head + decode_attention +
               prefill_attention + all_reduce + overhead;
    }
};

/// B decode sequences with ΣW(c) weighted contexts, P prompt tokens with ΣPᵢ·W(cpᵢ).
IterationTerms iteration_terms(const ReplicaShape& shape, int decodes, double sum_context,
                               int prefill, double sum_prefill);

IterationTable compile_iteration_table(const ReplicaShape& shape);

/// Empty, or which entry would be faster than the datasheet allows.
std::string check_iteration_table(const ReplicaShape& shape, const IterationTable& table);

}  // namespace orrery::llm
