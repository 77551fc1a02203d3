// Compiling a replica: its KV capacity and its iteration table, and the direct formula as oracle.
#include "models/llm/capacity.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::llm {
namespace {

/// What CUDA contexts, graphs, activations and the allocator keep of each accelerator.
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
        case Precision::mxfp4:
            return std::max(a.fp4.value > 0 ? a.fp8.value : 0, a.bf16.value);
        case Precision::int8:
            return std::max(a.int8.value, a.bf16.value);
        case Precision::int4:
            return a.bf16.value;
    }
    return a.bf16.value;
}

/// Everything of the formula that does not depend on the batch.
struct Constants {
    explicit Constants(const ReplicaShape& s)
        : count(parameter_count(s.model)), bytes(bytes_per_parameter(s.weights)) {
        const Accelerator& a = s.accelerator;
        rate = gemm_rate(a, s.weights);
        bf16 = a.bf16.value > 0 ? a.bf16.value : rate;
        bandwidth = a.memory_bandwidth.value;
        const bool mla = s.model.attention == Attention::mla;
        kv_share = mla ? 1 : std::min(s.tp, s.model.kv_heads);
        kv_bytes = kv_elements_per_layer(s.model) * bytes_per_parameter(s.kv) / kv_share;
        const double heads = static_cast<double>(s.model.heads) / s.tp;
        decode_flops = heads * (mla ? 2.0 * (s.model.kv_lora + s.model.qk_rope + s.model.kv_lora)
                                    : 4.0 * s.model.head_dim);
        const double width =
            mla ? s.model.qk_nope + s.model.qk_rope + s.model.v_head : 2.0 * s.model.head_dim;
        prefill_flops = 2 * heads * width;
    }
    ParameterCount count;
    double bytes;
    double rate = 0;
    double bf16 = 0;
    double bandwidth = 0;
    int kv_share = 1;
    double kv_bytes = 0;       ///< read a context token and layer, one accelerator
    double decode_flops = 0;   ///< a context token and layer, one accelerator
    double prefill_flops = 0;  ///< a prompt token, position and layer, one accelerator
};

struct Work {
    double bytes = 0;
    double flops = 0;
    double seconds = 0;
};

Work gemm(const ReplicaShape& s, const Constants& k, double parameters, double tokens,
          double memory, double compute, double bytes_each, double rate, double touched) {
    Work w;
    w.bytes = parameters * bytes_each * touched / s.tp;
    w.flops = 2 * parameters * tokens / s.tp;
    w.seconds = smooth_max(w.bytes / (memory * k.bandwidth), w.flops / (compute * rate),
                           s.profile.roofline_p);
    return w;
}

void add(IterationTerms& terms, double IterationTerms::*field, const Work& w) {
    terms.*field += w.seconds;
    terms.bytes += w.bytes;
    terms.flops += w.flops;
}

/// Routed experts: n tokens touch E·(1 − (1 − k/E)ⁿ) of E experts under uniform routing.
Work experts(const ReplicaShape& s, const Constants& k, double n) {
    const double e = s.model.experts;
    const double active = s.model.experts_active;
    const double touched = e * (1 - math::pow(1 - active / e, n));
    const double one = k.count.moe_layers * k.count.expert_layer;
    Work w;
    w.bytes = one * k.bytes * touched / s.tp;
    w.flops = 2 * one * active * n / s.tp;
    w.seconds = smooth_max(w.bytes / (s.profile.memory_expert * k.bandwidth),
                           w.flops / (s.profile.compute_expert * k.rate), s.profile.roofline_p);
    return w;
}

/// Two all-reduces of n hidden vectors in every layer.
double all_reduce(const ReplicaShape& s, double n) {
    if (s.tp == 1 || s.accelerator.link_bandwidth.value <= 0) return 0;
    const double steps = math::log(s.tp) / math::log(2);
    const double moved = 2.0 * (s.tp - 1) / s.tp * n * s.model.hidden * 2;
    return 2.0 * s.model.layers *
           (s.profile.allreduce_latency * steps +
            moved / (s.profile.link * s.accelerator.link_bandwidth.value));
}

/// Terms of n = B + P tokens that do not depend on which they are: the table g.
IterationTerms token_terms(const ReplicaShape& s, const Constants& k, double n) {
    const EngineProfile& p = s.profile;
    const ModelShape& m = s.model;
    IterationTerms t;
    add(t, &IterationTerms::attention_projections,
        gemm(s, k, m.layers * k.count.attention_layer, n, p.memory_gemm, p.compute_gemm, k.bytes,
             k.rate, 1));
    const double dense =
        k.count.dense_layers * k.count.dense_ffn_layer + k.count.moe_layers * k.count.shared_layer;
    if (dense > 0) {
        add(t, &IterationTerms::dense_ffn,
            gemm(s, k, dense, n, p.memory_gemm, p.compute_gemm, k.bytes, k.rate, 1));
    }
    if (k.count.moe_layers > 0) add(t, &IterationTerms::experts, experts(s, k, n));
    t.all_reduce = all_reduce(s, n);
    t.overhead = p.iteration_overhead + m.layers * p.layer_overhead +
                 k.count.moe_layers * p.moe_layer_overhead +
                 p.token_overhead * 1e-9 * n * m.layers * m.hidden;
    return t;
}

/// Terms of B decode sequences: the table h.
IterationTerms sequence_terms(const ReplicaShape& s, const Constants& k, double b) {
    IterationTerms t;
    if (b > 0) {
        add(t, &IterationTerms::head,
            gemm(s, k, k.count.head, b, s.profile.memory_gemm, s.profile.compute_gemm, 2, k.bf16,
                 1));
    }
    t.overhead = s.profile.sequence_overhead * b;
    return t;
}

Work decode_attention(const ReplicaShape& s, const Constants& k, double sum_context) {
    const double memory = k.kv_bytes / (s.profile.memory_kv * k.bandwidth);
    const double compute = k.decode_flops / (s.profile.compute_decode_attention * k.bf16);
    return {sum_context * k.kv_bytes, sum_context * k.decode_flops,
            sum_context * smooth_max(memory, compute, s.profile.roofline_p)};
}

Work prefill_attention(const ReplicaShape& s, const Constants& k, double sum_prefill) {
    const double flops = sum_prefill * k.prefill_flops;
    return {0, flops, flops / (s.profile.compute_prefill_attention * k.bf16)};
}

/// Joules of all accelerators: TDP·(p0·t + a·bytes/BW + b·FLOPs/peak), linear in the terms, so it
/// separates as time does. p0 + a + b ≤ 1 keeps the mean power at or below TDP.
double joules(const ReplicaShape& s, const Constants& k, const IterationTerms& t) {
    const EngineProfile& p = s.profile;
    const double shares = p.power_base + p.power_memory + p.power_compute;
    const double scale = shares > 1 ? 1 / shares : 1;
    return scale * s.tp * s.pp * s.accelerator.tdp.value *
           (p.power_base * t.seconds() + p.power_memory * t.bytes / k.bandwidth +
            p.power_compute * t.flops / k.rate);
}

}  // namespace

std::int64_t kv_capacity_tokens(const ReplicaShape& s) {
    // Driver, CUDA context, graphs and activations: 3.5 GB of each accelerator (iteration model,
    // section 3), at most a twentieth of its memory on small ones.
    const double memory = s.accelerator.memory.value;
    const double reserve = std::min(3.5e9, memory * 0.05);
    const double weights = weight_bytes(s.model, s.weights).value / (s.tp * s.pp);
    const double free = memory * s.memory_utilisation - weights - reserve;
    const double token = kv_bytes_per_token(s.model, s.kv).value / Constants(s).kv_share / s.pp;
    if (token <= 0) return free > 0 ? std::int64_t{1} << 40 : 0;
    const auto blocks = static_cast<std::int64_t>(std::floor(free / token / s.block_tokens));
    return blocks * s.block_tokens;
}

IterationTerms iteration_terms(const ReplicaShape& s, int decodes, double sum_context, int prefill,
                               double sum_prefill) {
    const Constants k(s);
    const double stages = s.pp;
    IterationTerms t = token_terms(s, k, (decodes + prefill) / stages);
    const IterationTerms h = sequence_terms(s, k, decodes / stages);
    t.head = h.head;
    t.overhead += h.overhead;
    t.bytes += h.bytes;
    t.flops += h.flops;
    add(t, &IterationTerms::decode_attention, decode_attention(s, k, sum_context / stages));
    add(t, &IterationTerms::prefill_attention, prefill_attention(s, k, sum_prefill / stages));
    return t;
}

IterationTable compile_iteration_table(const ReplicaShape& s) {
    const Constants k(s);
    const double stages = s.pp;
    IterationTable table;
    for (int n = 0; n <= s.token_budget + s.max_num_seqs; ++n) {
        const IterationTerms t = token_terms(s, k, n / stages);
        table.g.push_back(t.seconds());
        table.energy_g.push_back(joules(s, k, t));
    }
    for (int b = 0; b <= s.max_num_seqs; ++b) {
        const IterationTerms t = sequence_terms(s, k, b / stages);
        table.h.push_back(t.seconds());
        table.energy_h.push_back(joules(s, k, t));
    }
    IterationTerms unit;
    add(unit, &IterationTerms::decode_attention, decode_attention(s, k, 1 / stages));
    table.kappa = unit.seconds();
    table.energy_kappa = joules(s, k, unit);
    unit = {};
    add(unit, &IterationTerms::prefill_attention, prefill_attention(s, k, 1 / stages));
    table.lambda = unit.seconds();
    table.energy_lambda = joules(s, k, unit);
    table.full_layers = full_attention_layers(s.model);
    table.window_layers = s.model.window_layers;
    table.window = s.model.window;
    table.idle_power_w = s.tp * s.pp * s.accelerator.idle.value;
    table.kv_tokens = kv_capacity_tokens(s);
    table.block_tokens = s.block_tokens;
    table.frontend_s = s.profile.frontend;
    return table;
}

std::string check_iteration_table(const ReplicaShape& s, const IterationTable& table) {
    const Constants k(s);
    for (std::size_t n = 1; n < table.g.size(); ++n) {
        const IterationTerms t = token_terms(s, k, static_cast<double>(n) / s.pp);
        const double floor = std::max(t.bytes / k.bandwidth, t.flops / k.rate);
        if (table.g[n] < floor) {
            return "an iteration of " + std::to_string(n) + " tokens of " + s.model.name + " on " +
                   s.accelerator.name + " is faster than its memory or arithmetic allows";
        }
    }
    return {};
}

}  // namespace orrery::llm
