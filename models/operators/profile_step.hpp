// Iteration times composed from a measured profile of a model's layers on one accelerator.
#pragma once
#include <string>
#include <vector>

#include "models/llm/step_model.hpp"
#include "models/operators/attention_grid.hpp"

namespace orrery::operators {

/// Attention of decodes with two contexts, a short and a long one, as a share of the way from all
/// at the mean to all at the long one, by class of batch.
struct SkewClass {
    double chunk = 0;    ///< measured chunk of prompt tokens
    double decodes = 0;  ///< most decodes of the class
    double skew = 0;     ///< most of the share of long ones, (mean − short) / (long − short)
    double max_context = 0;  ///< most of the long context
    double kv_prefill = 0;   ///< most of the chunk's earlier context
    double alpha = 0;
};

struct LayerProfile {
    int layers = 0;
    Curve per_layer;     ///< seconds of one layer's dense operators over tokens
    Curve once;          ///< embedding and last norm over tokens
    Curve per_sequence;  ///< head and sampler over sequences that emit
    AttentionGrid attention;
    std::vector<SkewClass> skew;
    double mean_alpha = 0;      ///< for classes that were not measured
    double step_overhead = 0;   ///< seconds of the host between iterations
    double exchange = 0;        ///< seconds of a layer's exchanges between accelerators …
    double exchange_token = 0;  ///< … and with each token

    /// Two all-reduces a layer of `hidden` two-byte values a token over `tp` accelerators, in a
    /// ring; `latency` seconds each, a link of `bandwidth` bytes a second.
    void set_exchanges(int hidden, int tp, double latency, double bandwidth);
};

/// log2 of the ranks of an all-reduce: its steps in a tree, as the iteration formula has them.
double doublings(int ranks);

/// Two contexts, and the share of decodes that have the longer one.
struct TwoContexts {
    double low = 0;
    double high = 0;
    double share = 0;
};
/// The two contexts that have this mean, standard deviation and skewness.
TwoContexts two_contexts(double mean, double spread, double skewness);

/// Times of LayerProfile. Uneven batches were measured with two contexts; a real one counts as the
/// batch of two contexts that has the same mean, spread and skewness: how unevenly work falls on
/// the processors follows its variance, not its one longest request.
class ProfileStep final : public llm::StepModel {
public:
    explicit ProfileStep(LayerProfile profile);
    [[nodiscard]] llm::StepCost cost(const llm::StepBatch& batch) const override;
    [[nodiscard]] bool needs_spread() const override { return !profile_.skew.empty(); }

private:
    [[nodiscard]] AttentionTime decode_attention(const llm::StepBatch& batch, double chunk,
                                                 double kv_prefill) const;
    [[nodiscard]] double mixed_attention(const llm::StepBatch& batch) const;
    [[nodiscard]] double alpha(double chunk, double decodes, double skew, double max_context,
                               double kv_prefill) const;

    LayerProfile profile_;
};

}  // namespace orrery::operators
