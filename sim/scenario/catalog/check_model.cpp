// Checks of AI models (parameters recounted from the shape) and of engine profiles.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "models/llm/count.hpp"
#include "sim/scenario/catalog/checker.hpp"

namespace orrery::catalog {
namespace {

/// How far a recount may lie from what the maker publishes: makers round to two or three digits.
constexpr double kTolerance = .02;

void check_counts(const Checker& check, const llm::ModelShape& m) {
    const llm::ParameterCount count = llm::parameter_count(m);
    const double total = count.total;
    check.require(std::fabs(total - m.parameters_total) <= kTolerance * m.parameters_total, "E0630",
                  "parameters",
                  fmt::format("{:.4g} published, but the shape has {:.4g} ({:+.1f} %)",
                              m.parameters_total, total, 100 * (total / m.parameters_total - 1)),
                  "look up layers, hidden, ffn, experts and vocabulary again");
    // Makers count the two embedding matrices, one of them or none as active.
    const double active = count.active;
    const double table = count.head;
    const std::array<double, 3> counts{active, active - table, active - count.embedding};
    const double nearest = *std::min_element(counts.begin(), counts.end(), [&](double a, double b) {
        return std::fabs(a - m.parameters_active) < std::fabs(b - m.parameters_active);
    });
    check.require(std::fabs(nearest - m.parameters_active) <= kTolerance * m.parameters_active,
                  "E0630", "active",
                  fmt::format("{:.4g} published, but the shape has {:.4g}, or {:.4g} without "
                              "embeddings",
                              m.parameters_active, counts[0], counts[2]),
                  "look up experts_active, experts_shared and expert_ffn again");
}

void check_experts(const Checker& check, const llm::ModelShape& m) {
    if (m.experts == 0) {
        check.require(m.expert_ffn == 0 && m.experts_active == 0, "E0631", "experts",
                      "expert fields without experts");
        check.require(m.ffn > 0, "E0631", "ffn", "a dense model needs the width of its FFN");
        return;
    }
    check.require(m.experts_active >= 1 && m.experts_active <= m.experts, "E0631", "experts_active",
                  fmt::format("must lie between 1 and {} experts", m.experts));
    check.require(m.expert_ffn > 0, "E0631", "expert_ffn", "experts need the width of their FFN");
    check.require(m.first_dense <= m.layers, "E0631", "first_dense", "more than there are layers");
    check.require(m.first_dense == 0 || m.ffn > 0, "E0631", "ffn",
                  "dense layers need the width of their FFN");
}

void check_attention(const Checker& check, const llm::ModelShape& m) {
    if (m.attention == llm::Attention::mla) {
        check.require(m.kv_lora > 0 && m.qk_nope > 0 && m.qk_rope > 0 && m.v_head > 0, "E0631",
                      "attention", "latent attention needs kv_lora, qk_nope, qk_rope and v_head");
        return;
    }
    check.require(m.kv_heads >= 1 && m.heads % std::max(1, m.kv_heads) == 0, "E0631", "kv_heads",
                  fmt::format("{} heads cannot share {} KV heads", m.heads, m.kv_heads));
    check.require(m.head_dim > 0, "E0631", "head_dim", "must be positive");
}

}  // namespace

void check_model(const Checker& check, const llm::ModelShape& m) {
    for (const auto& [field, value] :
         {std::pair("layers", m.layers), std::pair("hidden", m.hidden), std::pair("heads", m.heads),
          std::pair("vocabulary", m.vocabulary), std::pair("context", m.context)}) {
        check.require(value > 0, "E0631", field, "must be positive");
    }
    check.require(m.window_layers + m.linear_layers <= m.layers, "E0631", "window_layers",
                  "more layers with a window or linear attention than there are layers");
    check.require(m.window_layers == 0 || m.window > 0, "E0631", "window",
                  "layers with a window need its length");
    check.require(m.linear_layers == 0 || (m.linear_width > 0 && m.linear_state > 0), "E0631",
                  "linear_layers", "linear layers need the width of their projections and state");
    check_attention(check, m);
    check_experts(check, m);
    if (m.layers > 0 && m.hidden > 0) check_counts(check, m);
}

void check_engine(const Checker& check, const llm::EngineProfile& e) {
    for (const auto& [field, share] :
         {std::pair("memory_gemm", e.memory_gemm), std::pair("compute_gemm", e.compute_gemm),
          std::pair("memory_expert", e.memory_expert),
          std::pair("compute_expert", e.compute_expert), std::pair("memory_kv", e.memory_kv),
          std::pair("fp8_share", e.fp8_share), std::pair("fp4_share", e.fp4_share),
          std::pair("compute_decode_attention", e.compute_decode_attention),
          std::pair("compute_prefill_attention", e.compute_prefill_attention),
          std::pair("link", e.link)}) {
        check.require(share > 0 && share <= 1, "E0632", field,
                      "an efficiency lies above 0 and at most at 1",
                      "above 1 the engine would be faster than the data sheet");
    }
    check.require(e.roofline_p >= 1, "E0632", "roofline_p", "must be at least 1 (times add up)");
    check.require(e.prefill_stretch > 0, "E0632", "prefill_stretch", "must be positive");
    check.require(e.iteration_overhead > 0, "E0632", "iteration_overhead", "must be positive");
    for (const auto& [field, value] :
         {std::pair("allreduce_latency", e.allreduce_latency),
          std::pair("alltoall_latency", e.alltoall_latency),
          std::pair("layer_overhead", e.layer_overhead),
          std::pair("moe_layer_overhead", e.moe_layer_overhead),
          std::pair("sequence_overhead", e.sequence_overhead),
          std::pair("token_overhead", e.token_overhead),
          std::pair("expert_imbalance", e.expert_imbalance), std::pair("frontend", e.frontend),
          std::pair("frontend_request", e.frontend_request),
          std::pair("memory_reserve", e.memory_reserve), std::pair("power_base", e.power_base),
          std::pair("power_exchange", e.power_exchange), std::pair("power_kernel", e.power_kernel),
          std::pair("power_attention", e.power_attention),
          std::pair("power_memory", e.power_memory), std::pair("power_compute", e.power_compute),
          std::pair("error_pct", e.error_pct)}) {
        check.require(value >= 0, "E0632", field, "must not be negative");
    }
}

}  // namespace orrery::catalog
