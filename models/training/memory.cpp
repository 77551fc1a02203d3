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

/// Bytes a token of one layer, on one accelerator, with nothing computed again.
double layer_bytes_per_token(const Work& w, const Plan& p) {
    const llm::ModelShape& m = w.model;
    const double h = m.hidden;
    const bool latent = m.attention == llm::Attention::mla;
    const double q = latent ? 1.0 * m.heads * (m.qk_nope + m.qk_rope) : 1.0 * m.heads * m.head_dim;
    const double kv = latent ? q + 1.0 * m.heads * m.v_head : 2.0 * m.kv_heads * m.head_dim;
    const double moe = m.experts > 0 ? 1.0 - 1.0 * m.first_dense / m.layers : 0;
    const double width = (1 - moe) * m.ffn + moe * m.experts_shared * m.expert_ffn;
    const double routed = moe * m.experts_active * (2 * h + (m.gated ? 3 : 2) * 2.0 * m.expert_ffn);
    // Inputs of two norms and of the FFN, two dropout masks; q, k, v, context; FFN.
    const double whole = 10 * h;
    const double split = 2 * (q + kv + q) + 2 * h + (m.gated ? 6 : 4) * width;
    return whole / (p.sequence_parallel ? p.tp : 1) + (split + routed) / p.tp;
}

double activation_bytes(const Work& w, const Plan& p) {
    const llm::ModelShape& m = w.model;
    const double tokens = p.micro_batch * w.sequence / p.cp;
    const double layers = stage_layers(m.layers, p.pp, p.virtual_stages);
    const double scores =
        w.fused_attention ? 0 : 5.0 * m.heads * w.sequence / p.tp;  // softmax, dropout, its mask
    const double full = layer_bytes_per_token(w, p) + scores;
    const double kept = p.recompute == Recompute::full
                            ? 2.0 * m.hidden / (p.sequence_parallel ? p.tp : 1)
                        : p.recompute == Recompute::selective ? full - scores
                                                              : full;
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
    m.gradients = shared(Sharding::gradients) * p.gradient_bytes * trained;
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
                   (r == Recompute::full       ? " with full recompute"
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
