// Iteration times looked up exactly: per-token operators, decode attention by mean context, prompt
// attention by context and chunk.
#include "models/operators/lookup_step.hpp"

#include <algorithm>
#include <cmath>

namespace orrery::operators {

llm::StepCost LookupStep::cost(const llm::StepBatch& b) const {
    const std::int64_t step = t_.kv_step;
    const auto tokens = static_cast<std::size_t>(std::int64_t{b.decode_tokens()} + b.chunk_tokens);
    llm::StepCost cost;
    double layer = t_.per_token[std::min(tokens, t_.per_token.size() - 1)];
    if (b.decodes > 0) {
        const std::int64_t mean = b.sum_context / b.decodes;
        const std::int64_t column = (mean + step - 1) / step;
        const auto row = static_cast<std::size_t>(b.decodes) * t_.decode_columns;
        const auto at = std::min(static_cast<std::size_t>(column), t_.decode_columns - 1);
        layer += t_.decode[row + at] * (b.decodes > 1 ? t_.group_factor : 1);
        cost.valid = column * step - mean + 1;  // the mean grows by a token an iteration
    }
    if (!b.chunks->empty()) {
        std::int64_t context = 0;
        double squares = 0;
        for (const llm::PromptChunk& c : *b.chunks) {
            context += (c.before + step - 1) / step;
            squares += static_cast<double>(c.tokens) * c.tokens;
        }
        const std::size_t rows = t_.prefill.size() / t_.chunk_columns;
        const std::size_t row = std::min(static_cast<std::size_t>(context), rows - 1);
        // Half to even, as the tables were keyed.
        const auto chunk = static_cast<std::size_t>(std::nearbyint(std::sqrt(squares)));
        layer += t_.prefill[row * t_.chunk_columns + std::min(chunk, t_.chunk_columns - 1)] *
                 (b.chunks->size() > 1 ? t_.group_factor : 1);
    }
    cost.first = t_.layers * layer;
    return cost;
}

}  // namespace orrery::operators
