// What follows from a model's shape: parameters, weight bytes, KV bytes a token.
#include "models/llm/count.hpp"

namespace orrery::llm {
namespace {

double attention_parameters(const ModelShape& s) {
    const double d = s.hidden;
    if (s.attention == Attention::mla) {
        const double h = s.heads;
        const double query = s.q_lora > 0 ? d * s.q_lora + s.q_lora * h * (s.qk_nope + s.qk_rope)
                                          : d * h * (s.qk_nope + s.qk_rope);
        return query + d * (s.kv_lora + s.qk_rope) + s.kv_lora * h * (s.qk_nope + s.v_head) +
               h * s.v_head * d;
    }
    return 2 * d * s.heads * s.head_dim + 2 * d * s.kv_heads * s.head_dim;
}

/// The mean over layers, some of which may have linear attention.
double mean_attention_parameters(const ModelShape& s) {
    if (s.linear_layers == 0 || s.linear_width == 0) return attention_parameters(s);
    const double linear = s.linear_layers * static_cast<double>(s.hidden) * s.linear_width;
    return (linear + (s.layers - s.linear_layers) * attention_parameters(s)) / s.layers;
}

}  // namespace

ParameterCount parameter_count(const ModelShape& s) {
    ParameterCount c;
    const double matrices = s.gated ? 3 : 2;
    const double d = s.hidden;
    c.attention_layer = mean_attention_parameters(s);
    c.moe_layers = s.experts > 0 ? s.layers - s.first_dense : 0;
    c.dense_layers = s.layers - c.moe_layers;
    c.dense_ffn_layer = matrices * d * s.ffn;
    c.expert_layer = matrices * d * s.expert_ffn;
    c.shared_layer = c.moe_layers > 0 ? s.experts_shared * c.expert_layer + d * s.experts : 0;
    c.head = d * s.vocabulary;
    c.embedding = c.head * (s.tied_embeddings ? 1 : 2);
    const double common = s.layers * c.attention_layer + c.dense_layers * c.dense_ffn_layer +
                          c.moe_layers * c.shared_layer + c.embedding;
    c.total = common + c.moe_layers * c.expert_layer * s.experts;
    c.active = common + c.moe_layers * c.expert_layer * s.experts_active;
    return c;
}

double bytes_per_parameter(Precision precision) {
    switch (precision) {
        case Precision::fp32:
            return 4;
        case Precision::bf16:
            return 2;
        case Precision::fp8:
        case Precision::int8:
            return 1;
        case Precision::fp4:
            return 0.5625;  // 4 bits and an fp8 scale for 16
        case Precision::mxfp4:
            return 0.53125;  // 4 bits and a byte for 32
        case Precision::int4:
            return 0.53125;  // 4 bits and a half for 128 and zero points
    }
    return 2;
}

Precision dense_precision(const ModelShape& s, Precision weights) {
    if (s.experts == 0) return weights;
    const bool experts_only = weights == Precision::mxfp4 || weights == Precision::int4;
    const bool latent = weights == Precision::fp4 && s.attention == Attention::mla;
    return experts_only || latent ? Precision::bf16 : weights;
}

double dense_bytes_per_parameter(const ModelShape& s, Precision weights) {
    if (s.experts > 0 && s.attention == Attention::mla && weights == Precision::fp4) return 1.5;
    return bytes_per_parameter(dense_precision(s, weights));
}

Bytes expert_weight_bytes(const ModelShape& s, Precision precision) {
    const ParameterCount c = parameter_count(s);
    return Bytes{c.moe_layers * c.expert_layer * s.experts * bytes_per_parameter(precision)};
}

Bytes weight_bytes(const ModelShape& s, Precision precision) {
    const ParameterCount c = parameter_count(s);
    const double experts = c.moe_layers * c.expert_layer * s.experts;
    return Bytes{experts * bytes_per_parameter(precision) +
                 (c.total - c.embedding - experts) * dense_bytes_per_parameter(s, precision) +
                 c.embedding * 2};
}

double kv_elements_per_layer(const ModelShape& s) {
    return s.attention == Attention::mla ? s.kv_lora + s.qk_rope : 2.0 * s.kv_heads * s.head_dim;
}

int full_attention_layers(const ModelShape& s) {
    return s.layers - s.window_layers - s.linear_layers;
}

Bytes state_bytes_per_sequence(const ModelShape& s) {
    return Bytes{static_cast<double>(s.linear_layers) * s.linear_state * 4};
}

Bytes kv_bytes_per_token(const ModelShape& s, Precision kv) {
    const double layers = full_attention_layers(s) + s.window_layers;
    return Bytes{layers * kv_elements_per_layer(s) * bytes_per_parameter(kv)};
}

}  // namespace orrery::llm
