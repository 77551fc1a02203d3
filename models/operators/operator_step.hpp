// Iteration times composed from measured tables of single operators: products, attention, exchange.
#pragma once
#include <vector>

#include "models/llm/step_model.hpp"
#include "models/operators/gemm_table.hpp"

namespace orrery::operators {

/// Seconds of attention of `batch` sequences of `length` tokens each, on a full grid; where the
/// tables end (large batches of long contexts do not fit a device) curves are carried on.
class AttentionTable {
public:
    void add(double batch, double length, double seconds) { by_batch_[batch].add(length, seconds); }
    void finish();
    [[nodiscard]] bool empty() const { return by_batch_.empty(); }

    struct Time {
        double seconds = 0;
        double per_token = 0;     ///< for each token more in every sequence …
        double length_until = 0;  ///< … until this length
    };
    [[nodiscard]] Time at(double batch, double length) const;

private:
    std::map<double, Curve> by_batch_;
    std::vector<double> batches_;
    std::vector<double> lengths_;
    std::vector<double> values_;  ///< by batch, then length
};

/// One accelerator's share of a dense model.
struct OperatorProfile {
    double layers = 0;
    double attention_scale = 1;     ///< on the tables' heads, where the model's were not measured
    double decode_scale = 1;        ///< the same for key-value heads
    std::vector<double> per_token;  ///< s by tokens of the batch: all layers but attention
    std::vector<double> per_sequence;  ///< s by sequences that emit: head, sampler
    AttentionTable prompts;            ///< one layer, whole prompts
    AttentionTable decodes;            ///< one layer, one token each
};

/// Decodes and prompts of a mixed batch add. A chunk of t tokens after c earlier ones costs its
/// share of the whole prompt's area, (c·t + t²/2) of (c + t)²/2.
class OperatorStep final : public llm::StepModel {
public:
    explicit OperatorStep(OperatorProfile profile) : p_(std::move(profile)) {}
    [[nodiscard]] llm::StepCost cost(const llm::StepBatch& batch) const override;

private:
    [[nodiscard]] double prompt_attention(const std::vector<llm::PromptChunk>& chunks) const;

    OperatorProfile p_;
};

}  // namespace orrery::operators
