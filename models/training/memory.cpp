// Memory of the fullest accelerator in training: weights, gradients, optimizer, activations.
#include "models/training/memory.hpp"

#include <algorithm>
#include <cstdio>

#include "models/llm/count.hpp"

namespace orrery::training {
namespace {

/// Parameters of the first stage on one accelerator, routed experts apart.
struct Held {
    double dense = 0;
    double experts = 0;
    double layer = 0;  ///< one layer's, for what ZeRO-3 gathers
};

Held held(const Work& w, const Plan& p) {
    const llm::ParameterCount c = llm::parameter_count(w.model);
    const double layers = stage_layers(w.model.layers, p.pp, p.virtual_stages);
    const double moe = static_cast<double>(c.moe_layers) / w.model.layers;
    const double layer = c.attention_layer + (1 - moe) * c.dense_ffn_layer + moe * c.shared_layer;
    const double tables = p.pp > 1 ? c.head : c.embedding;
    const double expert = moe * c.expert_layer * w.model.experts / p.ep;
    return {(layers * layer + tables) / p.tp, layers * expert, layer / p.tp + expert};
}

/// Bytes a token of one layer keeps on one accelerator.
struct LayerBytes {
    double all = 0;    ///< with nothing computed again
    double cheap = 0;  ///< of those, inputs of products that a norm, an activation
                       ///< or a latent's expansion gives again
};

LayerBytes layer_bytes(const Work& w, const Plan& p) {
    const llm::ModelShape& m = w.model;
    const double h = m.hidden;
    const double e = w.precision == Precision::fp8 || w.precision == Precision::fp4 ? 1 : 2;
    const bool latent = m.attention == llm::Attention::mla;
    const double q = latent ? 1.0 * m.heads * (m.qk_nope + m.qk_rope) : 1.0 * m.heads * m.head_dim;
    const double kv = latent ? q + 1.0 * m.heads * m.v_head : 2.0 * m.kv_heads * m.head_dim;
    const double moe = m.experts > 0 ? 1.0 - 1.0 * m.first_dense / m.layers : 0;
    const double width = (1 - moe) * m.ffn + moe * m.experts_shared * m.expert_ffn;
    const double up = m.gated ? 4 : 2;
    // Inputs of two norms, of qkv and the FFN; dropout masks where attention is of their time.
    const double whole = 4 * h + 2 * e * h + (w.fused_attention ? 0 : 2 * h);
    const double split = 2 * (q + kv + q) + (up + e) * width;
    const double routed = moe * m.experts_active * ((2 + e) * h + (up + e) * m.expert_ffn);
    const double spread = p.sequence_parallel ? p.tp : 1;
    LayerBytes bytes;
    bytes.all = whole / spread + (split + routed) / p.tp;
    bytes.cheap = 2 * e * h / spread + (e * (width + moe * m.experts_active * (h + m.expert_ffn)) +
                                        (latent ? 2 * (q + kv) : 0)) /
                                           p.tp;
    return bytes;
}

double activation_bytes(const Work& w, const Plan& p) {
    const llm::ModelShape& m = w.model;
    const double tokens = p.micro_batch * w.sequence / p.cp;
    const double layers = stage_layers(m.layers, p.pp, p.virtual_stages);
    const double scores =
        w.fused_attention ? 0 : 5.0 * m.heads * w.sequence / p.tp;  // softmax, dropout, its mask
    const LayerBytes layer = layer_bytes(w, p);
    const double full = layer.all + scores;
    const double kept = p.recompute == Recompute::full
                            ? 2.0 * m.hidden / (p.sequence_parallel ? p.tp : 1)
                        : p.recompute == Recompute::none ? full
                        : w.fused_attention              ? full - layer.cheap
                                                         : full - scores;
    const double v = p.virtual_stages;
    const double flight = std::min(micro_batches(w, p), p.pp * 1.0);
    const double held = v > 1 ? flight * (1 + (p.pp - 1) / (p.pp * v)) : flight;
    const double working = p.recompute == Recompute::full ? tokens * full : 0;
    return tokens * kept * layers * held + working;
}

double optimizer_bytes(Optimizer o) {
    return o == Optimizer::adam ? 12 : o == Optimizer::adam_8bit ? 6 : 8;
}

std::string gigabytes(double bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f GB", bytes * 1e-9);
    return text;
}

}  // namespace

double trained_share(const Work& w) {
    if (w.lora_rank <= 0) return 1;
    const llm::ModelShape& m = w.model;
    const llm::ParameterCount c = llm::parameter_count(m);
    const double q = 1.0 * m.heads * m.head_dim;
    const double kv = 1.0 * m.kv_heads * m.head_dim;
    const double h = m.hidden;
    const double attention = (h + q) + 2 * (h + kv) + (q + h);
    const double ffn = (m.gated ? 3 : 2) * (h + m.ffn);
    return w.lora_rank * m.layers * (attention + ffn) / c.total;
}

Memory training_memory(const Work& w, const Plan& p, double capacity, double reserve_share) {
    const Held h = held(w, p);
    const double ranks = p.dp * p.cp;
    const double expert_ranks = p.tp * ranks / p.ep;
    const auto shared = [&](Sharding from) {
        const bool split = p.sharding >= from;
        return h.dense / (split ? ranks : 1) + h.experts / (split ? expert_ranks : 1);
    };
    const double trained = trained_share(w);
    Memory m;
    m.weights = shared(Sharding::parameters) * (w.lora_rank > 0 ? w.base_bytes : 2);
    const bool kept = p.accumulate_local && p.sharding == Sharding::gradients;
    m.gradients =
        (kept ? h.dense + h.experts : shared(Sharding::gradients)) * p.gradient_bytes * trained;
    m.optimizer = shared(Sharding::optimizer) * optimizer_bytes(w.optimizer) * trained;
    m.activations = activation_bytes(w, p);
    m.head = p.micro_batch * w.sequence / p.cp * w.model.vocabulary / p.tp * 6;
    m.gathered = p.sharding == Sharding::parameters ? 2 * 2 * h.layer : 0;
    m.reserve = reserve_share * capacity;
    return m;
}

std::string memory_problem(const Work& w, const Plan& plan, double capacity) {
    const double need = training_memory(w, plan, capacity).total();
    if (need <= capacity) return "";
    std::string text = "needs " + gigabytes(need) + " of " + gigabytes(capacity);
    Plan p = plan;
    for (const Sharding s : {Sharding::optimizer, Sharding::gradients, Sharding::parameters}) {
        for (const Recompute r : {Recompute::none, Recompute::selective, Recompute::full}) {
            if (s < plan.sharding || r < plan.recompute) continue;
            p.sharding = s;
            p.recompute = r;
            if (training_memory(w, p, capacity).total() > capacity) continue;
            return text + "; ZeRO-" + std::to_string(static_cast<int>(s)) +
                   (r == Recompute::full        ? " with full recompute"
                    : r == Recompute::selective ? " with selective recompute"
                                                : " without recompute") +
                   " would fit";
        }
    }
    p.micro_batch = 1;
    if (training_memory(w, p, capacity).total() <= capacity) {
        return text + "; a micro-batch of 1 with ZeRO-3 and full recompute would fit";
    }
    const Memory all = training_memory(w, p, capacity);
    return text + "; even ZeRO-3, full recompute and a micro-batch of 1 need " +
           gigabytes(all.total()) + ": more tp, pp or accelerators, or a shorter sequence";
}

}  // namespace orrery::training
