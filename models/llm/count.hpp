// What follows from a model's shape: parameters, weight bytes, KV bytes a token.
#pragma once
#include "models/llm/shape.hpp"

namespace orrery::llm {

/// Parameters by part. Layers × (attention + FFN) + embeddings; norms and biases are left out
/// (below 0.1 % of any model in the catalog).
struct ParameterCount {
    double attention_layer = 0;  ///< one layer's projections
    double dense_ffn_layer = 0;  ///< one dense layer's FFN
    double shared_layer = 0;     ///< shared experts and router of one MoE layer
    double expert_layer = 0;     ///< ONE routed expert of one MoE layer
    double embedding = 0;        ///< input embedding and, unless tied, the head
    double head = 0;             ///< hidden × vocabulary
    int dense_layers = 0;
    int moe_layers = 0;
    double total = 0;
    double active = 0;  ///< per token
};

ParameterCount parameter_count(const ModelShape& shape);

/// Bytes a parameter at a precision, scales of block formats included.
double bytes_per_parameter(Precision precision);

/// Format in which everything but the routed experts is multiplied. MXFP4 and INT4 checkpoints of
/// mixtures of experts (gpt-oss, Kimi) quantise the routed experts only and NVFP4 ones of models
/// with latent attention (DeepSeek) leave attention in bf16.
Precision dense_precision(const ModelShape& shape, Precision weights);

/// Mean bytes of a parameter outside routed experts, embeddings and head. Of an NVFP4 checkpoint
/// with latent attention a part is quantised: 1.5 (reference: iteration model, section 1).
double dense_bytes_per_parameter(const ModelShape& shape, Precision weights);

/// Weights at a precision; embeddings and head stay at two bytes.
Bytes weight_bytes(const ModelShape& shape, Precision precision);
/// The routed experts among them.
Bytes expert_weight_bytes(const ModelShape& shape, Precision precision);

/// KV elements that one token adds to one attention layer: 2·kv_heads·head_dim, or the MLA latent.
double kv_elements_per_layer(const ModelShape& shape);

/// Layers whose KV grows with the whole context, sliding-window ones left out.
int full_attention_layers(const ModelShape& shape);

/// Bytes that one token of context adds, all layers, window layers counted as full ones.
/// States of the linear layers, in fp32, as engines keep them; they do not grow with the context.
Bytes state_bytes_per_sequence(const ModelShape& shape);
Bytes kv_bytes_per_token(const ModelShape& shape, Precision kv);

}  // namespace orrery::llm
