// Arithmetic of a training step: the model's and the hardware's, and how sources count it.
#include "models/training/flops.hpp"

#include "models/llm/count.hpp"

namespace orrery::training {
namespace {

/// Width of scores and of context, all heads: what attention multiplies for each pair of tokens.
double attention_width(const llm::ModelShape& m) {
    if (m.attention == llm::Attention::mla) {
        return 0.5 * m.heads * (m.qk_nope + m.qk_rope + m.v_head);
    }
    return static_cast<double>(m.heads) * m.head_dim;
}

}  // namespace

double causal_pairs(const llm::ModelShape& m, double sequence) {
    const double full = m.layers - m.window_layers - m.linear_layers;
    const double window = m.window < sequence ? m.window : sequence / 2;
    return (full * sequence / 2 + m.window_layers * window) / m.layers;
}

StepFlops step_flops(const Work& w, Recompute recompute) {
    const llm::ParameterCount c = llm::parameter_count(w.model);
    const double tokens = w.sequence * w.global_batch;
    const double matrices = c.active - c.embedding + c.head;
    const double scores =
        4 * attention_width(w.model) * causal_pairs(w.model, w.sequence) * w.model.layers;
    const double executed = scores * (w.fused_attention ? 1 : 2);
    const double again = recompute == Recompute::full        ? 2 * (matrices - c.head) + executed
                         : recompute == Recompute::selective ? executed
                                                             : 0;
    const double trained = w.lora_rank > 0 ? 4 : 6;
    return {tokens * (trained * matrices + 3 * scores),
            tokens * (trained * matrices + 3 * executed + again)};
}

double flops_per_token(const Work& w, Convention convention) {
    const llm::ModelShape& m = w.model;
    const llm::ParameterCount c = llm::parameter_count(m);
    const double h = m.hidden;
    const double L = m.layers;
    const double s = w.sequence;
    switch (convention) {
        case Convention::megatron:
            return 72 * L * h * h * (1 + s / (6 * h) + m.vocabulary / (12 * L * h));
        case Convention::megatron_hardware:
            return 96 * L * h * h * (1 + s / (6 * h) + m.vocabulary / (16 * L * h));
        case Convention::nemo:
            return 6 * (c.active - c.embedding + c.head) + 6 * L * h * s;
        case Convention::nemo_full:
            return 6 * (c.active - c.embedding + c.head) + 12 * L * h * s;
        case Convention::foundry:
            return 6 * (m.parameters_total > 0 ? m.parameters_total : c.total) + 12 * L * h * s;
        case Convention::six_n:
            return 6 * (m.parameters_active > 0 ? m.parameters_active : c.active);
    }
    return 0;
}

}  // namespace orrery::training
