// Iteration times composed from a measured profile of a model's layers on one accelerator.
#include "models/operators/profile_step.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::operators {
namespace {

/// The class's bound or the next larger one that was measured decides; compared axis by axis.
double distance(double measured, double wanted) {
    return measured >= wanted ? measured - wanted : 1e12 + wanted - measured;
}

}  // namespace

TwoContexts two_contexts(double mean, double spread, double skewness) {
    // Share p of long ones: skewness (1 − 2p) / √(p(1 − p)), solved for p.
    const double p = (1 - skewness / std::sqrt(4 + skewness * skewness)) / 2;
    const double share = std::clamp(p, 1e-9, 1 - 1e-9);
    return {mean - spread * std::sqrt(share / (1 - share)),
            mean + spread * std::sqrt((1 - share) / share), share};
}

void LayerProfile::set_exchanges(int hidden, int tp, double latency, double bandwidth) {
    if (tp <= 1) return;
    const double bytes = 2.0 * hidden * 2 * (tp - 1) / tp;
    exchange = 2 * latency;
    exchange_token = bandwidth > 0 ? 2 * bytes / bandwidth : 0;
}

double doublings(int ranks) {
    return math::log(ranks) / math::log(2);
}

ProfileStep::ProfileStep(LayerProfile profile) : profile_(std::move(profile)) {}

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
    // Never faster than even contexts, nor slower than all at the longest.
    return std::clamp(best ? best->alpha : profile_.mean_alpha, 0.0, 1.0);
}

AttentionTime ProfileStep::decode_attention(const llm::StepBatch& b, double chunk,
                                            double kv_prefill) const {
    const double n = b.decodes;
    const double mean = n > 0 ? static_cast<double>(b.sum_context) / n : 0;
    AttentionTime time = profile_.attention.at(chunk, kv_prefill, n, mean);
    time.kv_until -= mean;
    if (profile_.skew.empty() || n < 2 || b.spread <= 0) return time;
    const TwoContexts two = two_contexts(mean, b.spread, b.skewness);
    const double a = alpha(chunk, n, two.share, two.high, kv_prefill);
    const AttentionTime largest = profile_.attention.at(chunk, kv_prefill, n, two.high);
    time.seconds += a * (largest.seconds - time.seconds);
    time.per_token += a * (largest.per_token - time.per_token);
    time.kv_until = std::min(time.kv_until, largest.kv_until - two.high);
    return time;
}

/// Decodes beside any prompt run in the kernel of prompts, which costs them more than their own:
/// once a batch, however many chunks there are. Each chunk then adds its work.
double ProfileStep::mixed_attention(const llm::StepBatch& b) const {
    const double n = b.decodes;
    const double mean = n > 0 ? static_cast<double>(b.sum_context) / n : 0;
    const double smallest = profile_.attention.smallest_chunk(b.decodes > 0);
    const double base = profile_.attention.at(smallest, 0, n, mean).seconds;
    double seconds = base;
    double earlier = 0;
    for (const llm::PromptChunk& c : *b.chunks) {
        const double tokens = std::max<double>(c.tokens, smallest);
        const double with = profile_.attention.at(tokens, c.before, n, mean).seconds;
        seconds += std::max(with - base, 0.0);
        earlier += static_cast<double>(c.tokens) * c.before;
    }
    const double tokens = std::max<double>(b.chunk_tokens, smallest);
    const double before = earlier / std::max(b.chunk_tokens, 1);
    const double even = profile_.attention.at(tokens, before, n, mean).seconds;
    return seconds + decode_attention(b, tokens, before).seconds - even;
}

llm::StepCost ProfileStep::cost(const llm::StepBatch& b) const {
    const double tokens = b.decode_tokens() + b.chunk_tokens;
    AttentionTime attention;
    if (b.chunks->empty()) {
        attention = decode_attention(b, 0, 0);
    } else {
        attention.seconds = mixed_attention(b);
    }
    const double emits = b.decode_tokens() + static_cast<double>(b.chunks->size());
    llm::StepCost cost;
    cost.first = profile_.layers * (profile_.per_layer.at_or_above(tokens) + attention.seconds +
                                    profile_.exchange + profile_.exchange_token * tokens) +
                 profile_.once.at(tokens) + profile_.per_sequence.at(emits) +
                 profile_.step_overhead;
    cost.step = profile_.layers * std::max(attention.per_token, 0.0);
    cost.valid = b.chunks->empty() && attention.kv_until < 1e15
                     ? std::max<std::int64_t>(1, std::llround(std::floor(attention.kv_until)))
                     : INT64_MAX;
    return cost;
}

}  // namespace orrery::operators
