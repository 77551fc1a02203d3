// Catalog entries as text: each field with the unit a person would write.
#include "sim/scenario/catalog/describe.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "sim/scenario/catalog.hpp"

namespace orrery::catalog {
namespace {

std::string money(double usd, const char* unit = "USD") {
    return usd == 0 ? "-" : fmt::format("{:.6g} {}", usd, unit);
}

std::string kilograms(Carbon carbon) {
    return carbon.value == 0 ? "-" : fmt::format("{:.6g} kgCO2e", carbon.value / 1e3);
}

std::string rate(FlopRate r, const char* unit = "FLOP/s") {
    return r.value == 0 ? "-" : with_unit(r.value, unit);
}

std::string watts(Power power) {
    return fmt::format("{:.6g} W", power.value);
}

std::string count(double value) {
    return with_unit(value, "");
}

std::string list(const std::vector<double>& values) {
    return fmt::format("{:.3f}", fmt::join(values, " "));
}

/// Whole numbers that matter only where they are not zero.
void add_unless_zero(Rows& rows, const char* field, int value) {
    if (value != 0) rows.emplace_back(field, fmt::format("{}", value));
}

}  // namespace

std::string with_unit(double value, const char* unit) {
    static constexpr std::array<const char*, 6> kPrefixes{"", "k", "M", "G", "T", "P"};
    // Counts are written in words that people use: 70.6 B, not 70.6 G.
    static constexpr std::array<const char*, 6> kCounts{"", "k", "M", "B", "T", "P"};
    std::size_t step = 0;
    for (; std::fabs(value) >= 1000 && step + 1 < kPrefixes.size(); ++step) value /= 1000;
    return fmt::format("{:.4g} {}{}", value, *unit == '\0' ? kCounts[step] : kPrefixes[step], unit);
}

Rows describe(const Accelerator& a) {
    return {{"title", a.title},
            {"vendor", a.vendor},
            {"family", a.family},
            {"year", fmt::format("{}", a.year)},
            {"bf16", rate(a.bf16)},
            {"fp8", rate(a.fp8)},
            {"fp4", rate(a.fp4)},
            {"int8", rate(a.int8, "OP/s")},
            {"fp32", rate(a.fp32)},
            {"memory", with_unit(a.memory.value, "B")},
            {"memory bandwidth", with_unit(a.memory_bandwidth.value, "B/s")},
            {"link, one direction", with_unit(a.link_bandwidth.value, "B/s")},
            {"scale-up domain", fmt::format("{}", a.scale_up)},
            {"TDP", watts(a.tdp)},
            {"idle", watts(a.idle)},
            {"price", money(a.price_usd)},
            {"embodied", kilograms(a.embodied)}};
}

Rows describe(const Server& s) {
    return {{"title", s.title},
            {"vendor", s.vendor},
            {"accelerator", s.accelerator},
            {"accelerators", fmt::format("{}", s.accelerators)},
            {"network, one direction, each",
             s.network.value == 0 ? "-" : with_unit(8 * s.network.value, "b/s")},
            {"host idle", watts(s.host_idle)},
            {"host busy", watts(s.host_busy)},
            {"max power", watts(s.max_power)},
            {"price", money(s.price_usd)},
            {"embodied", kilograms(s.embodied)},
            {"rack units", s.rack_units == 0 ? "-" : fmt::format("{}", s.rack_units)}};
}

Rows describe(const llm::ModelShape& m) {
    const bool mla = m.attention == llm::Attention::mla;
    Rows rows{{"title", m.title},
              {"family", m.family},
              {"parameters", count(m.parameters_total)},
              {"active", count(m.parameters_active)},
              {"layers", fmt::format("{}", m.layers)},
              {"hidden", fmt::format("{}", m.hidden)},
              {"heads", fmt::format("{}", m.heads)},
              {"attention", mla ? "multi-head latent" : "grouped"}};
    const std::array<std::pair<const char*, int>, 19> fields{
        {{"KV heads", mla ? 0 : m.kv_heads},
         {"head width", mla ? 0 : m.head_dim},
         {"q rank", m.q_lora},
         {"KV rank", m.kv_lora},
         {"qk width", m.qk_nope},
         {"qk rotary width", m.qk_rope},
         {"v width", m.v_head},
         {"FFN", m.ffn},
         {"experts", m.experts},
         {"experts active", m.experts_active},
         {"experts shared", m.experts_shared},
         {"expert FFN", m.expert_ffn},
         {"dense layers", m.first_dense},
         {"layers with window", m.window_layers},
         {"window", m.window},
         {"linear layers", m.linear_layers},
         {"linear width", m.linear_width},
         {"linear state", m.linear_state},
         {"vocabulary", m.vocabulary}}};
    for (const auto& [field, value] : fields) add_unless_zero(rows, field, value);
    rows.emplace_back("FFN matrices", m.gated ? "3 (gated)" : "2");
    rows.emplace_back("embeddings", m.tied_embeddings ? "tied" : "separate");
    rows.emplace_back("context", fmt::format("{} tokens", m.context));
    return rows;
}

Rows describe(const llm::EngineProfile& e) {
    const auto share = [](double value) { return fmt::format("{:.3g}", value); };
    const auto micro = [](double s) {
        return s >= 1e-3 ? fmt::format("{:.4g} ms", s * 1e3) : fmt::format("{:.4g} us", s * 1e6);
    };
    return {{"roofline exponent", share(e.roofline_p)},
            {"memory, GEMM", share(e.memory_gemm)},
            {"compute, GEMM", share(e.compute_gemm)},
            {"memory, experts", share(e.memory_expert)},
            {"compute, experts", share(e.compute_expert)},
            {"memory, KV", share(e.memory_kv)},
            {"compute, decode attention", share(e.compute_decode_attention)},
            {"compute, prefill attention", share(e.compute_prefill_attention)},
            {"link", share(e.link)},
            {"all-reduce latency", micro(e.allreduce_latency)},
            {"all-to-all latency", micro(e.alltoall_latency)},
            {"an iteration", micro(e.iteration_overhead)},
            {"a layer", micro(e.layer_overhead)},
            {"an MoE layer", micro(e.moe_layer_overhead)},
            {"a sequence", micro(e.sequence_overhead)},
            {"a token, 1e9 activations", micro(e.token_overhead)},
            {"expert imbalance", share(e.expert_imbalance)},
            {"front end", fmt::format("{:.4g} ms", e.frontend * 1e3)},
            {"memory reserve", fmt::format("{:.4g} GB", e.memory_reserve / 1e9)},
            {"power: base", share(e.power_base)},
            {"power: exchange", share(e.power_exchange)},
            {"power: kernels", share(e.power_kernel)},
            {"power: attention", share(e.power_attention)},
            {"power: memory", share(e.power_memory)},
            {"power: compute", share(e.power_compute)},
            {"held-out error", e.error_pct == 0 ? "-" : fmt::format("{:.3g} %", e.error_pct)}};
}

Rows describe(const Offer& o) {
    return {{"vendor", o.vendor},
            {"region", o.region},
            {"server", o.server},
            {"SKU", o.sku},
            {"price", fmt::format("{:.7g} USD/h", o.usd_server_h)}};
}

Rows describe(const Region& r) {
    return {{"vendor", r.vendor},       {"city", r.city},
            {"country", r.country},     {"grid", r.grid},
            {"time zone", r.time_zone}, {"PUE", fmt::format("{:.4g}", r.pue)}};
}

Rows describe(const Grid& g) {
    Rows rows{{"country", g.country},
              {"time zone", g.time_zone},
              {"intensity", fmt::format("{:.4g} gCO2e/kWh, life cycle", g.g_kwh)}};
    const auto known = [&](const char* name, double value, const char* format) {
        if (value >= 0) rows.emplace_back(name, fmt::format(fmt::runtime(format), value));
    };
    known("direct", g.direct_g_kwh, "{:.4g} gCO2e/kWh, combustion");
    known("marginal", g.marginal_g_kwh, "{:.4g} gCO2e/kWh, operating margin");
    known("residual mix", g.residual_g_kwh, "{:.4g} gCO2e/kWh, combustion");
    known("carbon-free share", g.carbon_free, "{:.3g}");
    known("water", g.water_l_kwh, "{:.3g} L/kWh at the plants");
    known("losses", g.losses, "{:.3g} of what is fed in");
    rows.emplace_back("price", fmt::format("{:.4g} USD/kWh", g.usd_kwh));
    rows.emplace_back("by hour from 0", list(g.hourly));
    rows.emplace_back("by month", list(g.monthly));
    return rows;
}

Rows describe(const EgressPrice& e) {
    Rows rows;
    double from = 0;
    for (const EgressTier& tier : e.tiers) {
        rows.emplace_back(fmt::format("from {:g} GB a month", from),
                          fmt::format("{:.4g} USD/GB", tier.usd_gb));
        from = tier.up_to_gb;
    }
    return rows;
}

Rows describe(const Coefficient& c) {
    return {{"value", fmt::format("{:.6g} {}", c.value, c.unit)}};
}

Rows describe(const FailureMix& m) {
    Rows rows{{"node_days", fmt::format("{:.6g}", m.node_days)}};
    for (const auto& [cause, n] : m.hardware)
        rows.emplace_back("hardware." + cause, fmt::format("{}", n));
    for (const auto& [cause, n] : m.job) rows.emplace_back("job." + cause, fmt::format("{}", n));
    return rows;
}

Cells summarise(const FailureMix& m) {
    double hardware = 0;
    double job = 0;
    for (const auto& [cause, n] : m.hardware) hardware += n;
    for (const auto& [cause, n] : m.job) job += n;
    return {fmt::format("{}", hardware), fmt::format("{}", job),
            fmt::format("{:.3g}", (hardware + job) / m.node_days * 1000)};
}

Cells summarise(const Accelerator& a) {
    return {with_unit(a.memory.value, "B"), with_unit(a.memory_bandwidth.value, "B/s"),
            rate(a.bf16), watts(a.tdp), a.vendor};
}
Cells summarise(const Server& s) {
    return {fmt::format("{} {}", s.accelerators, s.accelerator), watts(s.max_power),
            money(s.price_usd), s.vendor};
}
Cells summarise(const llm::ModelShape& m) {
    return {count(m.parameters_total), count(m.parameters_active), fmt::format("{}", m.layers),
            fmt::format("{}", m.context)};
}
Cells summarise(const llm::EngineProfile& e) {
    return {fmt::format("{:.3g} us", e.layer_overhead * 1e6),
            fmt::format("{:.3g} us", e.sequence_overhead * 1e6),
            fmt::format("{:.3g} ms", e.frontend * 1e3),
            e.error_pct == 0 ? "-" : fmt::format("{:.3g} %", e.error_pct)};
}
Cells summarise(const Offer& o) {
    return {fmt::format("{:.2f}", o.usd_server_h), o.server, o.provenance.as_of};
}
Cells summarise(const Region& r) {
    return {r.city, r.grid, fmt::format("{:.2f}", r.pue)};
}
Cells summarise(const Grid& g) {
    return {fmt::format("{:.0f}", g.g_kwh), fmt::format("{:.3f}", g.usd_kwh), g.country,
            g.time_zone};
}
Cells summarise(const EgressPrice& e) {
    const auto price = [](const EgressTier& tier) {
        return fmt::format("{:.4g} USD/GB", tier.usd_gb);
    };
    if (e.tiers.empty()) return {"0", "-", "-"};
    return {fmt::format("{}", e.tiers.size()), price(e.tiers.front()), price(e.tiers.back())};
}
Cells summarise(const Coefficient& c) {
    return {fmt::format("{:.6g} {}", c.value, c.unit)};
}

}  // namespace orrery::catalog

std::string orrery::cite(const Provenance& p) {
    return fmt::format("catalog, as of {}, {}: {}", p.as_of, p.confidence, p.source);
}
