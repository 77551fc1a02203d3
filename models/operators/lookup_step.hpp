// Iteration times looked up exactly: per-token operators, decode attention by mean context, prompt
// attention by context and chunk.
#pragma once
#include <cstdint>
#include <vector>

#include "models/llm/step_model.hpp"

namespace orrery::operators {

/// Seconds of one layer. Contexts are rounded up to `kv_step` tokens.
struct LookupTables {
    int layers = 0;
    int kv_step = 64;
    double group_factor = 1;         ///< on attention that covers more than one request
    std::vector<double> per_token;   ///< by tokens of the batch
    std::size_t decode_columns = 0;  ///< contexts of `decode`
    std::vector<double> decode;      ///< by decodes, then mean context / kv_step
    std::size_t chunk_columns = 0;   ///< chunks of `prefill`
    std::vector<double> prefill;     ///< by context / kv_step, then root of the sum of squares
};

class LookupStep final : public llm::StepModel {
public:
    explicit LookupStep(LookupTables tables) : t_(std::move(tables)) {}
    [[nodiscard]] llm::StepCost cost(const llm::StepBatch& batch) const override;

private:
    LookupTables t_;
};

}  // namespace orrery::operators
