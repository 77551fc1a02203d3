// Compiling a replica: its KV capacity and its iteration table, checked against the datasheet.
#include "models/llm/capacity.hpp"

#include <algorithm>
#include <cmath>

namespace orrery::llm {
namespace {

/// A sum of efficiencies of exactly 1 may round below the floor.
constexpr double kRounding = 1 - 1e-12;

/// What a pipeline with empty stages takes: one works while the others idle.
double joules_of(const IterationFormula& formula, const IterationTerms& t, double stages,
                 double tokens, double idle_w) {
    const double share = std::min(1.0, tokens / stages);
    return share * formula.joules(t) + (1 - share) * idle_w * t.seconds();
}

}  // namespace

double free_kv_bytes(const ReplicaShape& s) {
    const double memory = s.accelerator.memory.value;
    const double reserve = std::min(s.profile.memory_reserve, memory * 0.05);
    const double experts = expert_weight_bytes(s.model, s.weights).value;
    const double rest = weight_bytes(s.model, s.weights).value - experts;
    const double weights = rest / (s.tp * s.pp) + experts / s.accelerators();
    // Engines set aside the states of linear layers for all sequences that may run.
    const double states =
        state_bytes_per_sequence(s.model).value * s.max_num_seqs / s.accelerators();
    return memory * s.memory_utilisation - weights - reserve - states;
}

std::int64_t kv_capacity_tokens(const ReplicaShape& s) {
    const double free = free_kv_bytes(s);
    const double token = kv_bytes_per_token(s.model, s.kv).value / kv_share(s) / s.pp;
    if (token <= 0) return free > 0 ? std::int64_t{1} << 40 : 0;
    const auto blocks = static_cast<std::int64_t>(std::floor(free / token / s.block_tokens));
    return blocks * s.block_tokens * s.dp;
}

IterationTable compile_iteration_table(const ReplicaShape& s) {
    const IterationFormula formula(s);
    const double stages = s.pp;
    IterationTable table;
    table.stages = s.pp;
    table.idle_power_w = s.accelerators() * s.accelerator.idle.value;
    for (int n = 0; n <= s.token_budget + s.max_num_seqs; ++n) {
        const IterationTerms t = formula.tokens(micro_batch(n, s.pp));
        table.g.push_back(t.seconds());
        table.energy_g.push_back(joules_of(formula, t, stages, n, table.idle_power_w));
    }
    for (int b = 0; b <= s.max_num_seqs; ++b) {
        const IterationTerms t = formula.sequences(micro_batch(b, s.pp));
        table.h.push_back(t.seconds());
        table.energy_h.push_back(joules_of(formula, t, stages, b, table.idle_power_w));
    }
    const IterationTerms decode = formula.decode_attention(1 / stages);
    table.kappa = decode.seconds();
    table.energy_kappa = formula.joules(decode);
    const IterationTerms prefill = formula.prefill_attention(1 / stages);
    table.lambda = prefill.seconds();
    table.energy_lambda = formula.joules(prefill);
    table.full_layers = full_attention_layers(s.model);
    table.window_layers = s.model.window_layers;
    table.window = s.model.window;
    table.kv_tokens = kv_capacity_tokens(s);
    table.block_tokens = s.block_tokens;
    table.frontend_s = s.profile.frontend;
    return table;
}

std::string check_iteration_table(const ReplicaShape& s, const IterationTable& table) {
    const IterationFormula formula(s);
    const auto fault = [&](const std::string& part) {
        return part + " of " + s.model.name + " on " + s.accelerator.name +
               " is faster than its memory or arithmetic allows";
    };
    const auto below = [&](double seconds, const IterationTerms& t) {
        return seconds < formula.floor_seconds(t) * kRounding;
    };
    for (std::size_t n = 1; n < table.g.size(); ++n) {
        if (below(table.g[n], formula.tokens(micro_batch(static_cast<double>(n), s.pp)))) {
            return fault("an iteration of " + std::to_string(n) + " tokens");
        }
    }
    for (std::size_t b = 1; b < table.h.size(); ++b) {
        if (below(table.h[b], formula.sequences(micro_batch(static_cast<double>(b), s.pp)))) {
            return fault("the head of " + std::to_string(b) + " sequences");
        }
    }
    if (below(table.kappa, formula.decode_attention(1.0 / s.pp))) return fault("decode attention");
    if (below(table.lambda, formula.prefill_attention(1.0 / s.pp))) {
        return fault("prefill attention");
    }
    return {};
}

}  // namespace orrery::llm
