// What the analytic model answers to a measured row.
#include "sim/evidence/inference_predict.hpp"

#include <algorithm>
#include <cmath>

#include "sim/evidence/inference_loop.hpp"

namespace orrery {
namespace {

using Q = InferenceQuantity;

double decode_seconds(const InferenceCase& c, const llm::IterationFormula& f) {
    return llm::iteration_seconds(f, c.load, c.lengths.prompt + c.lengths.output / 2, 0, 0);
}

double prefill_seconds(const InferenceCase& c, const llm::IterationFormula& f) {
    return llm::iteration_seconds(f, 0, 0, c.load * c.lengths.prompt, c.lengths.prompt / 2);
}

/// Median iteration of a full closed loop: prompts join at a rate of decoding / output a step, and
/// bunch, so that the median iteration has about one less than the mean.
double median_step(const InferenceCase& c, const llm::IterationFormula& f) {
    const llm::SteadyState s = llm::closed_loop(f, c.rule, c.lengths, c.load);
    const double prompts = std::max(0.0, s.decoding / c.lengths.output - 1);
    return llm::iteration_seconds(f, s.decoding, c.lengths.prompt + c.lengths.output / 2,
                                  std::min(c.rule.token_budget, prompts * c.lengths.prompt),
                                  c.lengths.prompt / 2);
}

double static_power_share(const InferenceCase& c, const llm::IterationFormula& f, bool whole) {
    const double context = c.lengths.prompt + c.lengths.output / 2;
    const double steps = whole ? c.lengths.output : 0;
    const double joules =
        llm::iteration_joules(f, 0, 0, c.load * c.lengths.prompt, c.lengths.prompt / 2) +
        steps * llm::iteration_joules(f, c.load, context, 0, 0);
    const double seconds = prefill_seconds(c, f) + steps * decode_seconds(c, f);
    return joules / seconds / f.accelerators() / c.shape.accelerator.tdp.value;
}

}  // namespace

double loop_seconds(const InferenceCase& c, const llm::IterationFormula& f) {
    const int clients = std::max(1, static_cast<int>(std::lround(c.load)));
    const int requests = std::min(10 * clients, std::max(2000, 3 * clients));
    return simulate_loop(f, c.rule, c.lengths, c.spread, clients, requests).ttft_mean_s;
}

double first_token_seconds(const InferenceCase& c, double loop_s,
                           const llm::EngineCoefficients& e) {
    return e.prefill_stretch * loop_s + e.frontend + e.frontend_request * c.load;
}

bool moderate(const InferenceCase& c) {
    return c.load <= 0.5 * llm::sequence_limit(c.rule, c.lengths);
}

double predict_inference(const InferenceCase& c, const llm::IterationFormula& f) {
    const auto state = [&] { return llm::closed_loop(f, c.rule, c.lengths, c.load); };
    switch (c.quantity) {
        case Q::tpot:
            return state().tpot_s;
        case Q::step:
            return median_step(c, f);
        case Q::decode:
            return decode_seconds(c, f);
        case Q::prefill:
            return prefill_seconds(c, f);
        case Q::batch:
            return prefill_seconds(c, f) + c.lengths.output * decode_seconds(c, f);
        case Q::closed_output:
            return state().requests_s * c.lengths.output / c.per;
        case Q::closed_total:
            return state().requests_s * (c.lengths.prompt + c.lengths.output) / c.per;
        case Q::offline_output:
            return llm::offline_tokens_s(f, c.rule, c.lengths, c.load) / c.per;
        case Q::power:
            return state().watts / f.accelerators();
        case Q::token_energy: {
            const llm::SteadyState s = state();
            return s.watts / (s.requests_s * c.lengths.output);
        }
        case Q::power_share:
            return static_power_share(c, f, true);
        case Q::peak_power_share:
            return static_power_share(c, f, false);
        case Q::ttft:
            return first_token_seconds(c, loop_seconds(c, f), f.coefficients());
    }
    return 0;
}

llm::EngineCoefficients datasheet_coefficients() {
    llm::EngineCoefficients e;
    e.roofline_p = 50;
    e.memory_gemm = e.compute_gemm = e.memory_expert = e.compute_expert = 1;
    e.fp8_share = e.fp4_share = 1;
    e.memory_kv = e.compute_decode_attention = e.compute_prefill_attention = e.link = 1;
    e.allreduce_latency = e.alltoall_latency = e.iteration_overhead = 0;
    e.layer_overhead = e.moe_layer_overhead = e.sequence_overhead = e.token_overhead = 0;
    e.expert_imbalance = 0;
    e.frontend = 0;
    return e;
}

}  // namespace orrery
