// Steady states of a replica in closed form against hand arithmetic and against each other.
#include "models/llm/closed_loop.hpp"

#include "models/llm/capacity.hpp"
#include "tests/support/catch.hpp"

namespace closed_loop_test {

using namespace orrery;
using namespace orrery::llm;
using orrery::test::near;

namespace {

ReplicaShape replica() {
    ReplicaShape r;
    r.model.layers = 32;
    r.model.hidden = 4096;
    r.model.heads = 32;
    r.model.kv_heads = 8;
    r.model.head_dim = 128;
    r.model.ffn = 14336;
    r.model.vocabulary = 128256;
    r.accelerator.bf16 = FlopRate{989.4e12};
    r.accelerator.memory = Bytes{85.5e9};
    r.accelerator.memory_bandwidth = Bandwidth{3.35e12};
    r.accelerator.link_bandwidth = Bandwidth{450e9};
    r.accelerator.tdp = Power{700};
    return r;
}

BatchingRule rule_of(const ReplicaShape& r) {
    BatchingRule rule;
    rule.kv_tokens = static_cast<double>(kv_capacity_tokens(r));
    return rule;
}

}  // namespace

TEST_CASE("a lone request waits for nobody: its tokens take a decode step each") {
    const ReplicaShape r = replica();
    const IterationFormula f(r);
    const SteadyState s = closed_loop(f, rule_of(r), {1000, 200}, 1);
    CHECK(near(s.tpot_s, iteration_seconds(f, 1, 1100, 0, 0), 1e-12));
    // The prompt shares an iteration with its one sequence; half a step until it starts.
    const double own = iteration_seconds(f, 1, 1100, 1000, 500);
    CHECK(near(s.prefill_s, own, 1e-12));
    CHECK(near(s.requests_s, 1 / (own + 0.5 * s.decode_s + 200 * s.tpot_s), 1e-12));
    CHECK(near(s.ttft_s, own + 0.5 * s.decode_s + r.profile.frontend, 1e-12));
}

TEST_CASE("requests that do not fit queue, and Little's law holds") {
    const ReplicaShape r = replica();
    const IterationFormula f(r);
    BatchingRule rule = rule_of(r);
    rule.kv_tokens = 10 * 1200;  // ten of 1,000 + 200 tokens
    CHECK(sequence_limit(rule, {1000, 200}) == 10);
    const SteadyState s = closed_loop(f, rule, {1000, 200}, 50);
    CHECK(s.admitted == 10);
    // The forty others wait for forty completions.
    const SteadyState full = closed_loop(f, rule, {1000, 200}, 10);
    CHECK(near(s.ttft_s, full.ttft_s + 40 / full.requests_s, 1e-12));
}

TEST_CASE("prompts of others slow a token by (C-1)/(O-1) of one prompt's delay") {
    const ReplicaShape r = replica();
    const IterationFormula f(r);
    BatchingRule rule = rule_of(r);
    rule.prefill_exclusive = true;
    const SteadyState s = closed_loop(f, rule, {1000, 101}, 8);
    const double delay = iteration_seconds(f, 0, 0, 1000, 500);
    CHECK(near(s.tpot_s, s.decode_s + 7.0 / 100 * delay, 1e-12));
}

TEST_CASE("at the rate that a closed loop serves, the same state comes back") {
    const ReplicaShape r = replica();
    const IterationFormula f(r);
    const BatchingRule rule = rule_of(r);
    const SteadyState closed = closed_loop(f, rule, {1000, 200}, 24);
    const SteadyState open = at_rate(f, rule, {1000, 200}, closed.requests_s);
    CHECK(near(open.admitted, 24, 1e-6));
    CHECK(near(open.tpot_s, closed.tpot_s, 1e-6));
    const SteadyState over = at_rate(f, rule, {1000, 200}, 1e6);
    CHECK(over.requests_s < 1e6);
}

TEST_CASE("offline requests run in waves, the last one smaller") {
    const ReplicaShape r = replica();
    const IterationFormula f(r);
    BatchingRule rule = rule_of(r);
    rule.max_num_seqs = 100;
    const RequestLengths l{500, 100};
    const auto seconds = [&](double n) { return n * 100 / offline_tokens_s(f, rule, l, n); };
    // 250 requests are two waves of 100 and one of 50.
    CHECK(near(seconds(250), 2 * seconds(100) + seconds(50), 1e-12));
}

TEST_CASE("pipeline stages each pay the iteration's fixed cost, power never exceeds TDP") {
    ReplicaShape r = replica();
    const double one = IterationFormula(r).tokens(64).overhead;
    r.pp = 4;
    CHECK(near(IterationFormula(r).tokens(64).overhead, one + 3 * r.profile.iteration_overhead,
               1e-12));
    const IterationFormula f(r);
    for (const double c : {1.0, 16.0, 256.0}) {
        const double watts = closed_loop(f, rule_of(r), {1000, 200}, c).watts;
        CHECK(watts > 0);
        CHECK(watts <= 4 * 700 * 1.001);
    }
}

TEST_CASE("joules of an iteration by phase, and those of its table") {
    ReplicaShape r = replica();
    r.tp = 2;
    r.profile.power_base = .2;
    r.profile.power_exchange = .25;
    r.profile.power_kernel = .4;
    r.profile.power_attention = .35;
    r.profile.power_memory = .3;
    r.profile.power_compute = .5;
    const IterationFormula f(r);
    const IterationTerms t = f.tokens(8);
    // Two accelerators of 700 W: each phase its share of TDP for its seconds, and more for bytes
    // and arithmetic. Launches are the fixed overheads: 1 ms and 32 layers of 10 us.
    CHECK(near(t.launch, 1e-3 + 32 * 10e-6, 1e-12));
    const double kernels = t.attention_projections + t.dense_ffn + t.overhead - t.launch;
    const double share = .2 * t.launch + .25 * t.all_reduce + .4 * kernels +
                         .3 * t.bytes / 3.35e12 + .5 * t.peak_seconds;
    CHECK(near(f.joules(t), 1400 * share, 1e-12));
    const IterationTerms a = f.decode_attention(8 * 1000.0 * 32);
    CHECK(near(f.joules(a),
               1400 * (.35 * a.decode_attention + .3 * a.bytes / 3.35e12 + .5 * a.peak_seconds),
               1e-12));
    // A run of iterations adds up entries of the table: what `validate energy` measures is what a
    // simulation spends.
    const IterationTable table = compile_iteration_table(r);
    const double parts = table.energy_g[8 + 500] + table.energy_h[8] +
                         table.energy_kappa * 8 * 1000 * 32 + table.energy_lambda * 500 * 250 * 32;
    CHECK(near(iteration_joules(f, 8, 1000, 500, 250), parts, 1e-12));
    // Longer contexts cost attention's energy alone: linear.
    const double step = iteration_joules(f, 8, 1001, 0, 0) - iteration_joules(f, 8, 1000, 0, 0);
    CHECK(near(step, table.energy_kappa * 8 * 32, 1e-9));
}

}  // namespace closed_loop_test
