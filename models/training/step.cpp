// Time of one training step, term by term: the critical path of the slowest pipeline.
#include "models/training/step.hpp"

#include <algorithm>
#include <cmath>

#include "models/llm/count.hpp"
#include "models/training/flops.hpp"
#include "models/training/memory.hpp"
#include "orrery/base/math.hpp"

namespace orrery::training {
namespace {

using network::Collective;

constexpr double kElement = 2;    ///< bytes of an activation
constexpr double kResidual = 10;  ///< passes over the residual stream in a layer: two norms (4),
                                  ///< two bias-dropout-adds (6)
constexpr double kFlashBackward = 2.5;  ///< Dao et al. 2022: scores are computed again
/// A score's exponential takes as long as so many products: FlashAttention-3 (Shah et al. 2024)
/// reaches 500, 650 and 750 TFLOP/s with heads of 64, 128 and 256.
constexpr double kSoftmaxLanes = 48;

bool is_8bit(Precision p) {
    return p == Precision::fp8 || p == Precision::int8;
}
bool is_4bit(Precision p) {
    return p == Precision::fp4 || p == Precision::mxfp4;
}

}  // namespace

double soft_max(double a, double b, double p) {
    const double high = std::max(a, b);
    if (high <= 0) return 0;
    const double ratio = std::min(a, b) / high;
    return high * math::pow(1 + math::pow(ratio, p), 1 / p);
}

StepModel::StepModel(const Work& work, const Machine& machine, const Coefficients& coefficients)
    : work_(work), machine_(machine) {
    const llm::ModelShape& m = work_.model;
    const llm::ParameterCount count = llm::parameter_count(m);
    dense_layer_ = count.attention_layer + count.dense_ffn_layer;
    moe_layer_ = count.attention_layer + count.shared_layer;
    expert_ = count.expert_layer;
    moe_share_ = static_cast<double>(count.moe_layers) / m.layers;
    const bool latent = m.attention == llm::Attention::mla;
    const double head = latent ? 0.5 * (m.qk_nope + m.qk_rope + m.v_head) : m.head_dim;
    score_width_ = m.heads * head;
    exponentials_ = m.heads * kSoftmaxLanes;
    kv_width_ = latent ? 2 * score_width_ : 2.0 * m.kv_heads * m.head_dim;
    pairs_ = causal_pairs(m, work_.sequence);
    activation_width_ = 2 * (score_width_ + kv_width_) + (m.gated ? 3.0 : 2.0) * m.ffn;
    list_products();
    set_coefficients(coefficients);
}

void StepModel::set_coefficients(const Coefficients& coefficients) {
    c_ = coefficients;
    fabric_ = machine_.fabric;
    fabric_.scale_up.efficiency = c_.link;
    fabric_.scale_up.latency_s = c_.link_latency;
    fabric_.scale_out.efficiency = c_.network;
    fabric_.scale_out.latency_s = c_.network_latency;
    const double peak = machine_.rate(work_.precision);
    const double share = peak == machine_.bf16      ? 1
                         : is_8bit(work_.precision) ? c_.fp8_share
                         : is_4bit(work_.precision) ? c_.fp4_share
                                                    : 1;
    rate_ = peak * c_.gemm * share;
    expert_rate_ = peak * c_.expert_gemm * share;
    bandwidth_ = machine_.memory_bandwidth * c_.memory;
}

void StepModel::add(double k, double n, Split split, bool moe_too, bool dense_too) {
    if (k <= 0 || n <= 0) return;
    if (dense_too) dense_[static_cast<std::size_t>(dense_products_++)] = {k, n, split};
    if (moe_too) moe_[static_cast<std::size_t>(moe_products_++)] = {k, n, split};
}

void StepModel::list_products() {
    const llm::ModelShape& m = work_.model;
    const double h = m.hidden;
    if (m.attention == llm::Attention::mla) {
        const double query = m.heads * (m.qk_nope + m.qk_rope);
        if (m.q_lora > 0) add(h, m.q_lora, Split::none, true, true);
        add(m.q_lora > 0 ? m.q_lora : h, query, Split::output, true, true);
        add(h, m.kv_lora + m.qk_rope, Split::none, true, true);
        add(m.kv_lora, m.heads * (m.qk_nope + m.v_head), Split::output, true, true);
        add(static_cast<double>(m.heads) * m.v_head, h, Split::input, true, true);
    } else {
        const double query = static_cast<double>(m.heads) * m.head_dim;
        add(h, query + 2.0 * m.kv_heads * m.head_dim, Split::output, true, true);
        add(query, h, Split::input, true, true);
    }
    const double up = m.gated ? 2 : 1;
    add(h, up * m.ffn, Split::output, false, true);
    add(m.ffn, h, Split::input, false, true);
    add(h, up * m.experts_shared * m.expert_ffn, Split::output, true, false);
    add(static_cast<double>(m.experts_shared) * m.expert_ffn, h, Split::input, true, false);
}

/// Seconds of m×k · k×n: arithmetic, plus what a partly filled wave wastes, plus exposed traffic.
double StepModel::product(double m, double k, double n, double rate, double share) const {
    return 2 * k * (m * n + c_.fill) / rate +
           c_.gemm_memory * share * (m * k + k * n + m * n) / machine_.memory_bandwidth;
}

double StepModel::products(double tokens, const Plan& plan, bool moe, bool backward) const {
    const auto& list = moe ? moe_ : dense_;
    const int count = moe ? moe_products_ : dense_products_;
    double sum = 0;
    for (int i = 0; i < count; ++i) {
        const Product& p = list[static_cast<std::size_t>(i)];
        const double k = p.split == Split::input ? p.k / plan.tp : p.k;
        const double n = p.split == Split::output ? p.n / plan.tp : p.n;
        if (!backward) {
            sum += product(tokens, k, n, rate_, kElement);
            continue;
        }
        sum += product(tokens, n, k, rate_, kElement);
        if (work_.lora_rank <= 0) sum += product(k, tokens, n, rate_, kElement);
    }
    return sum;
}

double StepModel::attention(const Plan& plan) const {
    const double rows = plan.micro_batch * work_.sequence / plan.cp;
    const double width = score_width_ / plan.tp;
    const double rate = machine_.bf16 * c_.attention;
    if (work_.fused_attention) {
        return 4 * rows * pairs_ * (width + exponentials_ / plan.tp) / rate;
    }
    const double scores = rows * work_.sequence * work_.model.heads / plan.tp;
    const double passes = kElement * c_.softmax_passes * scores / bandwidth_;
    return 4 * rows * work_.sequence * width / rate + passes;
}

/// The fused softmax works on four (sequence, head) pairs at a time and refuses what four does not
/// divide (Megatron-LM, scaled_masked_softmax); then it runs as separate kernels.
double StepModel::fallback(const Plan& plan) const {
    if (work_.fused_attention) return 0;
    const double pairs = plan.micro_batch * work_.model.heads / plan.tp;
    return std::fmod(pairs, 4) == 0 ? 0 : c_.launch_fallback;
}

double StepModel::elementwise(double tokens, const Plan& plan, bool moe) const {
    const llm::ModelShape& m = work_.model;
    const double whole = kResidual * m.hidden / (plan.sequence_parallel ? plan.tp : 1);
    const double ffn = moe ? 3.0 * m.experts_shared * m.expert_ffn : 0;
    const double dense =
        moe ? activation_width_ - (m.gated ? 3.0 : 2.0) * m.ffn + ffn : activation_width_;
    return kElement * tokens * (whole + dense / plan.tp) / bandwidth_;
}

double StepModel::experts(double tokens, const Plan& plan, bool backward) const {
    const llm::ModelShape& m = work_.model;
    const double local = static_cast<double>(m.experts) / plan.ep;
    const double routed = tokens / plan.tp * m.experts_active * (1 + c_.expert_imbalance);
    const double each = routed / local;
    const double f = m.expert_ffn;
    const double up = m.gated ? 2 : 1;
    const auto grouped = [&](double k, double n) {
        return local * (2 * k * each * n / expert_rate_ + c_.gemm_memory * kElement *
                                                              (each * k + k * n + each * n) /
                                                              machine_.memory_bandwidth) +
               2 * k * c_.fill / expert_rate_;
    };
    const double once = grouped(m.hidden, up * f) + grouped(f, m.hidden);
    const double move =
        kElement * routed * (c_.route_passes * m.hidden + c_.expert_passes * f) / bandwidth_;
    return (backward ? 2 : 1) * (once + move);
}

double StepModel::head(const Plan& plan) const {
    const double tokens = plan.micro_batch * work_.sequence / plan.cp;
    const double n = static_cast<double>(work_.model.vocabulary) / plan.tp;
    const double h = work_.model.hidden;
    const double rate = machine_.bf16 * c_.gemm;
    const double once = product(tokens, h, n, rate, kElement);
    const double back = product(tokens, n, h, rate, kElement) +
                        (work_.lora_rank > 0 ? 0 : product(h, tokens, n, rate, kElement));
    return once + back + c_.loss_bytes * tokens * n / bandwidth_;
}

LayerPass StepModel::forward(const Plan& plan, bool moe) const {
    const double tokens = plan.micro_batch * work_.sequence / plan.cp;
    LayerPass p;
    p.gemm = products(tokens, plan, moe, false);
    p.attention = attention(plan);
    p.elementwise = elementwise(tokens, plan, moe);
    p.tensor = tensor(tokens, plan, moe);
    p.host = c_.launch_forward + (plan.tp > 1 ? 2 * c_.launch_collective : 0) + fallback(plan);
    if (plan.cp > 1) {
        const double bytes = kElement * plan.micro_batch * work_.sequence * kv_width_ / plan.tp;
        const double t = exchange(Collective::all_gather, bytes, plan.cp, plan.tp);
        p.context = t - std::min(c_.gather_overlap * t, p.attention);
    }
    if (moe) {
        p.experts = experts(tokens, plan, false);
        const double bytes =
            kElement * tokens / plan.tp * work_.model.experts_active * work_.model.hidden;
        p.dispatch = 2 * c_.expert_exposed * exchange(Collective::all_to_all, bytes, plan.ep, 1);
        p.host += c_.route_launch + c_.expert_launch * work_.model.experts / plan.ep;
    }
    p.gather = gather(plan);
    expose_gather(p);
    return p;
}

LayerPass StepModel::backward(const Plan& plan, bool moe) const {
    const double tokens = plan.micro_batch * work_.sequence / plan.cp;
    LayerPass p;
    p.gemm = products(tokens, plan, moe, true);
    p.attention = attention(plan) * (work_.fused_attention ? kFlashBackward : 2);
    p.elementwise = 2 * elementwise(tokens, plan, moe);
    p.tensor = tensor(tokens, plan, moe);
    p.host = c_.launch_backward + (plan.tp > 1 ? 2 * c_.launch_collective : 0) + fallback(plan);
    if (plan.cp > 1) {
        const double bytes = kElement * plan.micro_batch * work_.sequence * kv_width_ / plan.tp;
        const double t = 2 * exchange(Collective::all_gather, bytes, plan.cp, plan.tp);
        p.context = t - std::min(c_.gather_overlap * t, p.attention);
    }
    if (moe) {
        p.experts = experts(tokens, plan, true);
        const double bytes =
            kElement * tokens / plan.tp * work_.model.experts_active * work_.model.hidden;
        p.dispatch = 2 * c_.expert_exposed * exchange(Collective::all_to_all, bytes, plan.ep, 1);
        p.host += 2 * (c_.route_launch + c_.expert_launch * work_.model.experts / plan.ep);
    }
    const bool trained = work_.lora_rank <= 0;
    p.gather = gather(plan) * ((plan.reshard ? 1 : 0) +
                               (trained && !plan.accumulate_local ? plan.gradient_bytes / 2 : 0));
    expose_gather(p);
    return p;
}

double StepModel::dense_parameters(const Plan& plan) const {
    const llm::ModelShape& m = work_.model;
    const double layers = stage_layers(m.layers, plan.pp, plan.virtual_stages);
    const double layer = (1 - moe_share_) * dense_layer_ + moe_share_ * moe_layer_;
    const double table = static_cast<double>(m.vocabulary) * m.hidden;
    const double tables = plan.pp > 1 || m.tied_embeddings ? 1 : 2;
    return (layers * layer + tables * table) / plan.tp;
}

double StepModel::expert_parameters(const Plan& plan) const {
    const llm::ModelShape& m = work_.model;
    const double layers = stage_layers(m.layers, plan.pp, plan.virtual_stages);
    return layers * moe_share_ * expert_ * m.experts / plan.ep;
}

double StepModel::layer_seconds(const Plan& plan) const {
    const LayerPass f = forward(plan, false);
    const LayerPass b = backward(plan, false);
    const double again = plan.recompute == Recompute::full ? 1 : 0;
    const double scores = plan.recompute == Recompute::selective ? f.attention : 0;
    return soft_max(f.device(), f.host, c_.roofline_p) +
           soft_max(b.device() + again * f.device() + scores, b.host + again * f.host,
                    c_.roofline_p);
}

StepTime StepModel::evaluate(const Plan& plan) const {
    StepTime t;
    const double m = micro_batches(work_, plan);
    const double layers = stage_layers(work_.model.layers, plan.pp, plan.virtual_stages);
    double forward_s = 0;
    double backward_s = 0;
    for (const bool moe : {false, true}) {
        const double share = moe ? moe_share_ : 1 - moe_share_;
        if (share <= 0) continue;
        const LayerPass f = forward(plan, moe);
        const LayerPass b = backward(plan, moe);
        const double again = plan.recompute == Recompute::full ? 1 : 0;
        const bool some = plan.recompute == Recompute::selective;
        const double scores = some && !work_.fused_attention ? f.attention : 0;
        const double cheap = some && work_.fused_attention ? f.elementwise : 0;
        const double runs = m * layers * share;
        t[Part::gemm] += runs * ((1 + again) * f.gemm + b.gemm);
        t[Part::attention] += runs * ((1 + again) * f.attention + b.attention + scores);
        t[Part::elementwise] += runs * ((1 + again) * f.elementwise + b.elementwise + cheap);
        t[Part::experts] += runs * ((1 + again) * f.experts + b.experts);
        t[Part::tensor] += runs * ((1 + again) * f.tensor + b.tensor);
        t[Part::context] += runs * ((1 + again) * f.context + b.context);
        t[Part::dispatch] += runs * ((1 + again) * f.dispatch + b.dispatch);
        t[Part::gather] += runs * (f.gather + b.gather);
        const double ahead = soft_max(f.device() + f.gather, f.host, c_.roofline_p);
        const double device = b.device() + b.gather + again * f.device() + scores + cheap;
        const double back = soft_max(device, b.host + again * f.host, c_.roofline_p);
        t[Part::host] += runs * (ahead + back - f.device() - f.gather - device);
        forward_s += layers * share * ahead;
        backward_s += layers * share * back;
    }
    t.micro_batches = m;
    t.stage_forward = forward_s;
    t.stage_backward = backward_s;
    const double v = plan.virtual_stages;
    const double chunk =
        plan.virtual_stages == 1
            ? 1
            : std::max(1 / v,
                       chunk_layers(work_.model.layers, plan.pp, plan.virtual_stages) / layers);
    const double relief =
        last_stage_relief(work_.model.layers, plan.pp, plan.virtual_stages) / layers;
    t[Part::head] = m * std::max(0.0, head(plan) - relief * (forward_s + backward_s));
    t[Part::bubble] = (plan.pp - 1) * (forward_s + backward_s) * chunk;
    t[Part::messages] = 2 * messages(plan) * (m * v + plan.pp - 1);
    t[Part::gradients] = gradients(plan, backward_s);
    const double owned = dense_parameters(plan) + expert_parameters(plan);
    const double shares = plan.sharding == Sharding::none ? 1 : plan.dp * plan.cp;
    const double trained = trained_share(work_);
    t[Part::optimizer] = trained * owned / shares * c_.optimizer_passes / bandwidth_;
    t[Part::overhead] = c_.step_overhead;
    return t;
}

}  // namespace orrery::training
