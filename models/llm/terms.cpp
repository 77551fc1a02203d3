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

IterationFormula::IterationFormula(const ReplicaShape& s)
    : engine_(static_cast<const EngineCoefficients&>(s.profile)), count_(parameter_count(s.model)) {
    const Accelerator& a = s.accelerator;
    const Precision rest = dense_precision(s.model, s.weights);
    layers_ = s.model.layers;
    full_layers_ = full_attention_layers(s.model);
    window_layers_ = s.model.window_layers;
    window_ = s.model.window;
    stages_ = s.pp;
    hidden_ = s.model.hidden;
    experts_ = s.model.experts;
    experts_active_ = s.model.experts_active;
    tp_ = s.tp;
    dp_ = s.dp;
    stage_ = s.accelerators_per_stage();
    imbalanced_ = s.ep > 1 ? 1 : 0;
    accelerators_ = s.accelerators();
    tdp_ = a.tdp.value;
    dense_ = count_.dense_layers * count_.dense_ffn_layer + count_.moe_layers * count_.shared_layer;
    rest_bytes_ = dense_bytes_per_parameter(s.model, s.weights);
    expert_bytes_ = bytes_per_parameter(s.weights);
    rest_rate_ = gemm_rate(a, rest);
    expert_rate_ = gemm_rate(a, s.weights);
    rest_format_ = multiply(a, rest, rest_rate_);
    expert_format_ = multiply(a, s.weights, expert_rate_);
    bf16_ = a.bf16.value > 0 ? a.bf16.value : expert_rate_;
    bandwidth_ = a.memory_bandwidth.value;
    set_links(s);
    doublings_ = math::log(s.tp) / math::log(2);
    // One of dp groups reads dp times fewer sequences, each of them whole.
    state_bytes_ = state_bytes_per_sequence(s.model).value / s.accelerators_per_stage();
    kv_bytes_ = kv_elements_per_layer(s.model) * bytes_per_parameter(s.kv) / kv_share(s) / s.dp;
    const bool mla = s.model.attention == Attention::mla;
    const double heads = static_cast<double>(s.model.heads) / stage_;
    decode_flops_ = heads * (mla ? 2.0 * (s.model.kv_lora + s.model.qk_rope + s.model.kv_lora)
                                 : 4.0 * s.model.head_dim);
    const double width =
        mla ? s.model.qk_nope + s.model.qk_rope + s.model.v_head : 2.0 * s.model.head_dim;
    prefill_flops_ = 2 * heads * width;
}

/// What crosses between servers goes over their network. A ring leaves a server by the cards of all
/// its accelerators; of an all-to-all each accelerator sends what goes elsewhere by its own.
void IterationFormula::set_links(const ReplicaShape& s) {
    const double link = s.accelerator.link_bandwidth.value;
    const double network = s.network.value;
    link_ = reduce_link_ = link;
    const int together = s.together > 0 ? s.together : s.accelerators();
    if (network <= 0 || s.accelerators() <= together) return;
    if (s.tp > together) {
        const double ring = together * network;
        reduce_link_ = link > 0 ? std::min(link, ring) : ring;
    }
    const int stage = s.accelerators_per_stage();
    if (stage > together) {
        const double away = static_cast<double>(stage - together) / (stage - 1);
        const double near = link > 0 ? (1 - away) / link : 0;
        link_ = 1 / (near + away / network);
    }
    const int stages_together = std::max(1, together / stage);
    hops_ = (s.pp - 1) / stages_together;
    hop_ = network * std::min(s.tp, together);
}

IterationFormula::Multiply IterationFormula::multiply(const Accelerator& a, Precision precision,
                                                      double rate) {
    if (rate <= a.bf16.value) return Multiply::bf16;
    return precision == Precision::fp4 ? Multiply::fp4 : Multiply::fp8;
}

double IterationFormula::share(Multiply format) const {
    if (format == Multiply::bf16) return 1;
    return format == Multiply::fp8 ? engine_.fp8_share : engine_.fp4_share;
}

void IterationFormula::add(IterationTerms& terms, double IterationTerms::*field, const Work& w) {
    terms.*field += w.seconds;
    terms.bytes += w.bytes;
    terms.flops += w.flops;
    terms.peak_seconds += w.flops / w.rate;
}

/// One group's share of `tokens` through layers that each group has whole, sharded tp ways.
IterationFormula::Work IterationFormula::gemm(double parameters, double tokens, double bytes_each,
                                              double rate, Multiply format) const {
    Work w;
    w.bytes = parameters * bytes_each / tp_;
    w.flops = 2 * parameters * tokens / stage_;
    w.rate = rate;
    w.seconds =
        smooth_max(w.bytes / (engine_.memory_gemm * bandwidth_),
                   w.flops / (engine_.compute_gemm * share(format) * rate), engine_.roofline_p);
    return w;
}

/// Routed experts: n tokens touch E·(1 − (1 − k/E)ⁿ) of E experts under uniform routing. With
/// expert parallelism all wait for the accelerator whose experts are the fullest.
IterationFormula::Work IterationFormula::experts(double n) const {
    const double touched =
        experts_ * (1 - math::pow(1 - std::min(1.0, experts_active_ / experts_), n));
    const double one = count_.moe_layers * count_.expert_layer;
    const double fullest = 1 + imbalanced_ * engine_.expert_imbalance;
    Work w;
    w.bytes = one * expert_bytes_ * touched / stage_;
    w.flops = 2 * one * experts_active_ * n / stage_;
    w.rate = expert_rate_;
    w.seconds =
        fullest *
        smooth_max(w.bytes / (engine_.memory_expert * bandwidth_),
                   w.flops / (engine_.compute_expert * share(expert_format_) * expert_rate_),
                   engine_.roofline_p);
    return w;
}

/// All-reduces of a group's hidden vectors over tp: two a layer; one in an expert layer of several
/// groups, whose other exchange is the all-to-all.
double IterationFormula::all_reduce(double n) const {
    if (tp_ <= 1 || reduce_link_ <= 0) return 0;
    const double reductions = 2.0 * layers_ - (dp_ > 1 ? count_.moe_layers : 0);
    const double moved = 2.0 * (tp_ - 1) / tp_ * n / dp_ * hidden_ * 2;
    return reductions *
           (engine_.allreduce_latency * doublings_ + moved / (engine_.link * reduce_link_));
}

/// The hidden state goes from the servers of a stage to those of the next.
double IterationFormula::stage_hops(double n) const {
    if (hops_ <= 0) return 0;
    return hops_ * (engine_.allreduce_latency + n / dp_ * hidden_ * 2 / (engine_.link * hop_));
}

/// Dispatch (one byte) and combine (two) of a group's tokens to the experts of other accelerators.
double IterationFormula::all_to_all(double n) const {
    if (dp_ <= 1 || count_.moe_layers == 0 || link_ <= 0) return 0;
    const double away = std::min(experts_active_, stage_ - 1);
    return count_.moe_layers * (2 * engine_.alltoall_latency +
                                n / stage_ * away * hidden_ * 3 / (engine_.link * link_));
}

IterationTerms IterationFormula::tokens(double n) const {
    IterationTerms t;
    add(t, &IterationTerms::attention_projections,
        gemm(layers_ * count_.attention_layer, n, rest_bytes_, rest_rate_, rest_format_));
    if (dense_ > 0)
        add(t, &IterationTerms::dense_ffn, gemm(dense_, n, rest_bytes_, rest_rate_, rest_format_));
    if (count_.moe_layers > 0) add(t, &IterationTerms::experts, experts(n));
    t.all_reduce = all_reduce(n) + stage_hops(n);
    t.all_to_all = all_to_all(n);
    t.launch = stages_ * engine_.iteration_overhead + layers_ * engine_.layer_overhead +
               count_.moe_layers * engine_.moe_layer_overhead;
    t.overhead = t.launch + engine_.token_overhead * 1e-9 * n * layers_ * hidden_;
    return t;
}

IterationTerms IterationFormula::sequences(double b) const {
    IterationTerms t;
    if (b > 0) add(t, &IterationTerms::head, gemm(count_.head, b, 2, bf16_, Multiply::bf16));
    const double states = 2 * state_bytes_ * b;  // read and written
    if (states > 0)
        add(t, &IterationTerms::decode_attention,
            {states, 0, bf16_, states / (engine_.memory_kv * bandwidth_)});
    t.overhead = engine_.sequence_overhead * b;
    return t;
}

IterationTerms IterationFormula::decode_attention(double sum_context) const {
    const double memory = kv_bytes_ / (engine_.memory_kv * bandwidth_);
    const double compute = decode_flops_ / (engine_.compute_decode_attention * bf16_);
    IterationTerms t;
    add(t, &IterationTerms::decode_attention,
        {sum_context * kv_bytes_, sum_context * decode_flops_, bf16_,
         sum_context * smooth_max(memory, compute, engine_.roofline_p)});
    return t;
}

IterationTerms IterationFormula::prefill_attention(double sum_prefill) const {
    const double flops = sum_prefill * prefill_flops_;
    IterationTerms t;
    add(t, &IterationTerms::prefill_attention,
        {0, flops, bf16_, flops / (engine_.compute_prefill_attention * bf16_)});
    return t;
}

double IterationFormula::joules(const IterationTerms& t) const {
    const double kernels = t.seconds() - t.launch - t.exchange() - t.attention();
    const double at_tdp = engine_.power_base * t.launch + engine_.power_exchange * t.exchange() +
                          engine_.power_kernel * kernels + engine_.power_attention * t.attention() +
                          engine_.power_memory * t.bytes / bandwidth_ +
                          engine_.power_compute * t.peak_seconds;
    return accelerators_ * tdp_ * std::min(at_tdp, t.seconds());
}

double IterationFormula::floor_seconds(const IterationTerms& t) const {
    return std::max(t.bytes / bandwidth_, t.peak_seconds);
}

double micro_batch(double n, double stages) {
    return n <= 0 ? 0 : std::max(n / stages, std::min(n, 1.0));
}

IterationTerms iteration_terms(const ReplicaShape& s, int decodes, double sum_context, int prefill,
                               double sum_prefill) {
    const IterationFormula formula(s);
    const double stages = s.pp;
    const double flight = std::clamp<double>(decodes, 1, stages);
    IterationTerms t = formula.tokens(micro_batch(decodes + prefill, stages));
    accumulate(t, formula.sequences(micro_batch(decodes, stages)));
    accumulate(t, formula.decode_attention(sum_context / flight));
    accumulate(t, formula.prefill_attention(sum_prefill / stages));
    return t;
}

}  // namespace orrery::llm
