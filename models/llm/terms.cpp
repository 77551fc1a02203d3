// The direct formula of one iteration: time by term, bytes, arithmetic and energy.
#include "models/llm/terms.hpp"

#include <algorithm>

#include "orrery/base/math.hpp"

namespace orrery::llm {
namespace {

/// (aᵖ + bᵖ)^(1/p): memory and compute overlap partly, between the sum and the maximum.
double smooth_max(double a, double b, double p) {
    const double high = std::max(a, b);
    const double low = std::min(a, b);
    if (low <= 0) return high;
    return high * math::pow(1 + math::pow(low / high, p), 1 / p);
}

/// GEMM rate of a weight format: formats that an accelerator does not compute in fall back to bf16.
double gemm_rate(const Accelerator& a, Precision precision) {
    switch (precision) {
        case Precision::fp32:
            return a.fp32.value;
        case Precision::bf16:
            return a.bf16.value;
        case Precision::fp8:
            return std::max(a.fp8.value, a.bf16.value);
        case Precision::fp4:
            return std::max({a.fp4.value, a.bf16.value});
        case Precision::mxfp4:  // multiplied with fp8 activations where four-bit units exist
            return std::max(a.fp4.value > 0 ? a.fp8.value : 0, a.bf16.value);
        case Precision::int8:
            return std::max(a.int8.value, a.bf16.value);
        case Precision::int4:
            return a.bf16.value;
    }
    return a.bf16.value;
}

void accumulate(IterationTerms& sum, const IterationTerms& t) {
    sum.head += t.head;
    sum.overhead += t.overhead;
    sum.decode_attention += t.decode_attention;
    sum.prefill_attention += t.prefill_attention;
    sum.bytes += t.bytes;
    sum.flops += t.flops;
    sum.peak_seconds += t.peak_seconds;
}

}  // namespace

int kv_share(const ReplicaShape& s) {
    return s.model.attention == Attention::mla ? 1 : std::min(s.tp, s.model.kv_heads);
}

IterationFormula::IterationFormula(const ReplicaShape& s) : shape_(s) {
    count_ = parameter_count(s.model);
    const Accelerator& a = s.accelerator;
    const Precision rest = dense_precision(s.model, s.weights);
    rest_bytes_ = bytes_per_parameter(rest);
    expert_bytes_ = bytes_per_parameter(s.weights);
    rest_rate_ = gemm_rate(a, rest);
    expert_rate_ = gemm_rate(a, s.weights);
    bf16_ = a.bf16.value > 0 ? a.bf16.value : expert_rate_;
    bandwidth_ = a.memory_bandwidth.value;
    kv_bytes_ = kv_elements_per_layer(s.model) * bytes_per_parameter(s.kv) / kv_share(s);
    const bool mla = s.model.attention == Attention::mla;
    const double heads = static_cast<double>(s.model.heads) / s.tp;
    decode_flops_ = heads * (mla ? 2.0 * (s.model.kv_lora + s.model.qk_rope + s.model.kv_lora)
                                 : 4.0 * s.model.head_dim);
    const double width =
        mla ? s.model.qk_nope + s.model.qk_rope + s.model.v_head : 2.0 * s.model.head_dim;
    prefill_flops_ = 2 * heads * width;
}

void IterationFormula::add(IterationTerms& terms, double IterationTerms::*field, const Work& w) {
    terms.*field += w.seconds;
    terms.bytes += w.bytes;
    terms.flops += w.flops;
    terms.peak_seconds += w.flops / w.rate;
}

IterationFormula::Work IterationFormula::gemm(double parameters, double tokens, double bytes_each,
                                              double rate) const {
    const EngineProfile& p = shape_.profile;
    Work w;
    w.bytes = parameters * bytes_each / shape_.tp;
    w.flops = 2 * parameters * tokens / shape_.tp;
    w.rate = rate;
    w.seconds = smooth_max(w.bytes / (p.memory_gemm * bandwidth_),
                           w.flops / (p.compute_gemm * rate), p.roofline_p);
    return w;
}

/// Routed experts: n tokens touch E·(1 − (1 − k/E)ⁿ) of E experts under uniform routing.
IterationFormula::Work IterationFormula::experts(double n) const {
    const EngineProfile& p = shape_.profile;
    const double e = shape_.model.experts;
    const double active = shape_.model.experts_active;
    const double touched = e * (1 - math::pow(1 - active / e, n));
    const double one = count_.moe_layers * count_.expert_layer;
    Work w;
    w.bytes = one * expert_bytes_ * touched / shape_.tp;
    w.flops = 2 * one * active * n / shape_.tp;
    w.rate = expert_rate_;
    w.seconds = smooth_max(w.bytes / (p.memory_expert * bandwidth_),
                           w.flops / (p.compute_expert * expert_rate_), p.roofline_p);
    return w;
}

/// Two all-reduces of n hidden vectors in every layer.
double IterationFormula::all_reduce(double n) const {
    const ReplicaShape& s = shape_;
    if (s.tp == 1 || s.accelerator.link_bandwidth.value <= 0) return 0;
    const double steps = math::log(s.tp) / math::log(2);
    const double moved = 2.0 * (s.tp - 1) / s.tp * n * s.model.hidden * 2;
    return 2.0 * s.model.layers *
           (s.profile.allreduce_latency * steps +
            moved / (s.profile.link * s.accelerator.link_bandwidth.value));
}

IterationTerms IterationFormula::tokens(double n) const {
    const EngineProfile& p = shape_.profile;
    const ModelShape& m = shape_.model;
    IterationTerms t;
    add(t, &IterationTerms::attention_projections,
        gemm(m.layers * count_.attention_layer, n, rest_bytes_, rest_rate_));
    const double dense =
        count_.dense_layers * count_.dense_ffn_layer + count_.moe_layers * count_.shared_layer;
    if (dense > 0) {
        add(t, &IterationTerms::dense_ffn, gemm(dense, n, rest_bytes_, rest_rate_));
    }
    if (count_.moe_layers > 0) add(t, &IterationTerms::experts, experts(n));
    t.all_reduce = all_reduce(n);
    t.overhead = p.iteration_overhead + m.layers * p.layer_overhead +
                 count_.moe_layers * p.moe_layer_overhead +
                 p.token_overhead * 1e-9 * n * m.layers * m.hidden;
    return t;
}

IterationTerms IterationFormula::sequences(double b) const {
    IterationTerms t;
    if (b > 0) add(t, &IterationTerms::head, gemm(count_.head, b, 2, bf16_));
    t.overhead = shape_.profile.sequence_overhead * b;
    return t;
}

IterationTerms IterationFormula::decode_attention(double sum_context) const {
    const EngineProfile& p = shape_.profile;
    const double memory = kv_bytes_ / (p.memory_kv * bandwidth_);
    const double compute = decode_flops_ / (p.compute_decode_attention * bf16_);
    IterationTerms t;
    add(t, &IterationTerms::decode_attention,
        {sum_context * kv_bytes_, sum_context * decode_flops_, bf16_,
         sum_context * smooth_max(memory, compute, p.roofline_p)});
    return t;
}

IterationTerms IterationFormula::prefill_attention(double sum_prefill) const {
    const double flops = sum_prefill * prefill_flops_;
    IterationTerms t;
    add(t, &IterationTerms::prefill_attention,
        {0, flops, bf16_, flops / (shape_.profile.compute_prefill_attention * bf16_)});
    return t;
}

double IterationFormula::joules(const IterationTerms& t) const {
    const EngineProfile& p = shape_.profile;
    const double at_tdp = p.power_base * t.seconds() + p.power_memory * t.bytes / bandwidth_ +
                          p.power_compute * t.peak_seconds;
    return shape_.tp * shape_.pp * shape_.accelerator.tdp.value * std::min(at_tdp, t.seconds());
}

double IterationFormula::floor_seconds(const IterationTerms& t) const {
    return std::max(t.bytes / bandwidth_, t.peak_seconds);
}

IterationTerms iteration_terms(const ReplicaShape& s, int decodes, double sum_context, int prefill,
                               double sum_prefill) {
    const IterationFormula formula(s);
    const double stages = s.pp;
    IterationTerms t = formula.tokens((decodes + prefill) / stages);
    accumulate(t, formula.sequences(decodes / stages));
    accumulate(t, formula.decode_attention(sum_context / stages));
    accumulate(t, formula.prefill_attention(sum_prefill / stages));
    return t;
}

}  // namespace orrery::llm
