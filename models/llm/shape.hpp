// The shape of a language model, and what follows from it alone: parameters, FLOPs, bytes, KV.
#pragma once
#include <string>
#include <vector>

#include "models/hardware/accelerator.hpp"
#include "orrery/base/units.hpp"

namespace orrery::llm {

enum class Attention {
    gqa,
    mla
};  ///< multi-head and multi-query are GQA with kv_heads = heads or 1

struct ModelShape {
    std::string name;  ///< catalog key, e.g. "llama-3.1-70b"
    std::string family;
    std::string title;
    std::vector<std::string> aliases;  ///< names of checkpoints with this shape, without the maker
    double parameters_total = 0;       ///< as published
    double parameters_active = 0;      ///< as published, per token
    int layers = 0;
    int hidden = 0;
    int heads = 0;
    int kv_heads = 0;
    int head_dim = 0;
    int ffn = 0;        ///< dense FFN width (0: none)
    bool gated = true;  ///< SwiGLU-like, three matrices; else two
    int vocabulary = 0;
    bool tied_embeddings = false;
    Attention attention = Attention::gqa;
    int q_lora = 0;  ///< MLA ranks and head widths
    int kv_lora = 0;
    int qk_nope = 0;
    int qk_rope = 0;
    int v_head = 0;
    int window_layers = 0;  ///< layers with sliding-window attention
    int window = 0;         ///< tokens
    int linear_layers = 0;  ///< layers with linear attention or state space: no KV growth
    int linear_width = 0;   ///< of such a layer: all its projections' widths together
    int linear_state = 0;   ///< elements of its state, a sequence
    int experts = 0;        ///< routed experts a MoE layer; 0: dense
    int experts_active = 0;
    int experts_shared = 0;
    int expert_ffn = 0;
    int first_dense = 0;  ///< leading layers that are dense in a MoE model
    int context = 0;      ///< maximum context, tokens
    Provenance provenance;
};

}  // namespace orrery::llm
