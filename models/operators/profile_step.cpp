// Iteration times composed from a measured profile of a model's layers on one accelerator.
#include "models/operators/profile_step.hpp"

#include <algorithm>
#include <cmath>

namespace orrery::operators {
namespace {

/// The class's bound or the next larger one that was measured decides; compared axis by axis.
double distance(double measured, double wanted) {
    return measured >= wanted ? measured - wanted : 1e12 + wanted - measured;
}

}  // namespace

ProfileStep::ProfileStep(LayerProfile profile) : profile_(std::move(profile)) {
    launch_ = profile_.attention.least();
}

double ProfileStep::alpha(double chunk, double decodes, double skew, double max_context,
                          double kv_prefill) const {
    const SkewClass* best = nullptr;
    const auto worse = [&](const SkewClass& a, const SkewClass& b) {
        const std::array<double, 5> x{std::fabs(a.chunk - chunk), distance(a.decodes, decodes),
                                      distance(a.max_context, max_context),
                                      distance(a.kv_prefill, kv_prefill), distance(a.skew, skew)};
        const std::array<double, 5> y{std::fabs(b.chunk - chunk), distance(b.decodes, decodes),
                                      distance(b.max_context, max_context),
                                      distance(b.kv_prefill, kv_prefill), distance(b.skew, skew)};
        return x > y;
    };
    for (const SkewClass& c : profile_.skew) {
        if (!best || worse(*best, c)) best = &c;
    }
    return best ? best->alpha : profile_.mean_alpha;
}

AttentionTime ProfileStep::decode_attention(const llm::StepBatch& b, double chunk,
                                            double kv_prefill) const {
    const double n = b.decodes;
    const double mean = n > 0 ? static_cast<double>(b.sum_context) / n : 0;
    AttentionTime time = profile_.attention.at(chunk, kv_prefill, n, mean);
    time.kv_until -= mean;
    const auto low = static_cast<double>(b.min_context);
    const auto high = static_cast<double>(b.max_context);
    if (profile_.skew.empty() || n < 2 || high <= low) return time;
    const double a = alpha(chunk, n, (mean - low) / (high - low), high, kv_prefill);
    const AttentionTime largest = profile_.attention.at(chunk, kv_prefill, n, high);
    time.seconds += a * (largest.seconds - time.seconds);
    time.per_token += a * (largest.per_token - time.per_token);
    time.kv_until = std::min(time.kv_until, largest.kv_until - high);
    return time;
}

llm::StepCost ProfileStep::cost(const llm::StepBatch& b) const {
    const double tokens = b.decode_tokens() + b.chunk_tokens;
    AttentionTime attention;
    if (b.chunks->empty()) {
        attention = decode_attention(b, 0, 0);
    } else {
        // Chunks share a launch and add their work to that of the decodes.
        const AttentionTime alone =
            b.decodes > 0 ? decode_attention(b, 0, 0) : AttentionTime{launch_, 0, 0};
        attention.seconds = alone.seconds;
        for (const llm::PromptChunk& c : *b.chunks) {
            const AttentionTime with = decode_attention(b, c.tokens, c.before);
            attention.seconds += std::max(with.seconds - alone.seconds, 0.0);
        }
    }
    const double emits = b.decode_tokens() + static_cast<double>(b.chunks->size());
    llm::StepCost cost;
    cost.first = profile_.layers * (profile_.per_layer.at(tokens) + attention.seconds) +
                 profile_.once.at(tokens) + profile_.per_sequence.at(emits) +
                 profile_.step_overhead;
    cost.step = profile_.layers * std::max(attention.per_token, 0.0);
    cost.valid = b.chunks->empty() && attention.kv_until < 1e15
                     ? std::max<std::int64_t>(1, std::llround(std::floor(attention.kv_until)))
                     : INT64_MAX;
    return cost;
}

}  // namespace orrery::operators
