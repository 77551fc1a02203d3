// The interface of iteration times that are not the analytic formula: measured operator tables.
#pragma once
#include <cstdint>
#include <vector>

namespace orrery::llm {

/// Prompt tokens that one request computes in an iteration, after `before` computed ones.
struct PromptChunk {
    int tokens = 0;
    int before = 0;
};

/// What an iteration does: decodes of one token each, with their drafts, and chunks of prompts.
struct StepBatch {
    int decodes = 0;
    int drafts = 0;                ///< tokens that each decode has verified beside its own
    std::int64_t sum_context = 0;  ///< tokens that the decodes attend to, themselves included
    double spread = 0;             ///< standard deviation of their contexts; see needs_spread
    double skewness = 0;           ///< of their contexts: third central moment over spread³
    const std::vector<PromptChunk>* chunks = nullptr;  ///< never null; empty for a pure decode
    int chunk_tokens = 0;                              ///< their sum
    /// Tokens that go through the layers for the decodes.
    [[nodiscard]] int decode_tokens() const { return decodes * (1 + drafts); }
};

/// Seconds of the iteration, how much longer each following one takes while each context grows by
/// one token, and for how many iterations that holds.
struct StepCost {
    double first = 0;
    double step = 0;
    std::int64_t valid = INT64_MAX;
};

class StepModel {
public:
    virtual ~StepModel() = default;
    [[nodiscard]] virtual StepCost cost(const StepBatch& batch) const = 0;
    /// Whether spread and skewness are read; finding them costs a pass over the batch.
    [[nodiscard]] virtual bool needs_spread() const { return false; }
};

}  // namespace orrery::llm
