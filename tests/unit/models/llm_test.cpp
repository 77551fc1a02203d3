// Model shapes and iteration tables: counts by hand, the table against the formula.
#include <chrono>
#include <cstdint>

#include "models/llm/capacity.hpp"
#include "models/llm/terms.hpp"
#include "tests/support/catch.hpp"

namespace llm_test {

using namespace orrery;
using namespace orrery::llm;
using orrery::test::near;

namespace {

#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
constexpr bool kSlowBuild = false;
#else
constexpr bool kSlowBuild = true;
#endif

ModelShape llama_8b() {
    ModelShape s;
    s.name = "llama-3.1-8b";
    s.layers = 32;
    s.hidden = 4096;
    s.heads = 32;
    s.kv_heads = 8;
    s.head_dim = 128;
    s.ffn = 14336;
    s.vocabulary = 128256;
    return s;
}

ReplicaShape replica() {
    ReplicaShape r;
    r.model = llama_8b();
    r.accelerator.name = "test";
    r.accelerator.bf16 = FlopRate{989e12};
    r.accelerator.fp8 = FlopRate{1979e12};
    r.accelerator.memory = Bytes{85.5e9};
    r.accelerator.memory_bandwidth = Bandwidth{3.35e12};
    r.accelerator.link_bandwidth = Bandwidth{450e9};
    r.accelerator.tdp = Power{700};
    r.accelerator.idle = Power{70};
    return r;
}

}  // namespace

TEST_CASE("Llama 3.1 8B counts 8.03 billion parameters") {
    const ParameterCount c = parameter_count(llama_8b());
    // Attention: 2·4096·4096 + 2·4096·1024 = 33,554,432 + 8,388,608 = 41,943,040 a layer.
    CHECK(c.attention_layer == 41943040);
    // FFN: 3·4096·14336 = 176,160,768 a layer. Embedding and head: 2·128256·4096 = 1,050,673,152.
    CHECK(c.dense_ffn_layer == 176160768);
    CHECK(c.total == 32.0 * (41943040 + 176160768) + 1050673152);
    CHECK(near(c.total, 8.03e9, 0.002));
    CHECK(c.active == c.total);
}

TEST_CASE("KV bytes a token") {
    // 32 layers · 2 · 8 heads · 128 · 2 bytes = 131,072.
    CHECK(kv_bytes_per_token(llama_8b(), Precision::bf16).value == 131072);
    CHECK(kv_bytes_per_token(llama_8b(), Precision::fp8).value == 65536);
    // DeepSeek V3: 61 layers · (512 + 64) · 2 bytes = 70,272.
    ModelShape mla;
    mla.layers = 61;
    mla.attention = Attention::mla;
    mla.kv_lora = 512;
    mla.qk_rope = 64;
    CHECK(kv_bytes_per_token(mla, Precision::bf16).value == 70272);
    // Llama 3.1 70B: 80 · 2 · 8 · 128 · 2 = 327,680.
    ModelShape big = llama_8b();
    big.layers = 80;
    CHECK(kv_bytes_per_token(big, Precision::bf16).value == 327680);
}

TEST_CASE("a MoE layer counts every expert in total and the chosen ones as active") {
    ModelShape s = llama_8b();
    s.experts = 8;
    s.experts_active = 2;
    s.expert_ffn = 14336;
    const ParameterCount c = parameter_count(s);
    // 32 layers, 6 more experts than active ones, each 176,160,768.
    CHECK(c.total - c.active == 32.0 * 6 * 176160768);
}

TEST_CASE("KV capacity: what the weights leave, in whole blocks") {
    const ReplicaShape r = replica();
    // 85.5e9·0.9 − 16.06e9 (8.03e9 · 2) − 3.5e9 = 57.39e9; /131,072 = 437,850 tokens, /16 floored.
    const double weights = weight_bytes(r.model, Precision::bf16).value;
    const double tokens = (85.5e9 * 0.9 - weights - 3.5e9) / 131072;
    CHECK(kv_capacity_tokens(r) == static_cast<std::int64_t>(tokens / 16) * 16);
    ReplicaShape small = r;
    small.accelerator.memory = Bytes{16e9};
    CHECK(kv_capacity_tokens(small) <= 0);
}

TEST_CASE("states of linear layers: set aside for all sequences, read and written by each decode") {
    ReplicaShape r = replica();
    const std::int64_t all = kv_capacity_tokens(r);
    r.model.linear_layers = 16;
    r.model.linear_width = 2 * 4096 + 2 * 1024;  // as its grouped attention, the same weights
    r.max_num_seqs = 100;
    const std::int64_t half = kv_capacity_tokens(r);
    CHECK(near(static_cast<double>(half), 2.0 * static_cast<double>(all), 1e-4));  // half keep KV
    const double head = IterationFormula(r).sequences(10).seconds();
    r.model.linear_state = 1000000;
    // 16 layers of 1e6 elements of 4 bytes: 64 MB a sequence; a token of KV takes 65,536 bytes.
    CHECK(near(static_cast<double>(half - kv_capacity_tokens(r)), 100 * 64e6 / 65536, 1e-3));
    const double states = 2 * 64e6 * 10 / (r.profile.memory_kv * 3.35e12);
    CHECK(near(IterationFormula(r).sequences(10).seconds() - head, states, 1e-9));
}

TEST_CASE("the compiled table equals the direct formula") {
    for (const int tp : {1, 2, 8}) {
        for (const int pp : {1, 4}) {
            ReplicaShape r = replica();
            r.tp = tp;
            r.pp = pp;
            const IterationTable t = compile_iteration_table(r);
            for (const int b : {0, 1, 7, 200}) {
                for (const int p : {0, 64, 4000}) {
                    if (b + p == 0) continue;
                    const double context = 1000.0 * b * t.full_layers;
                    const double prompt = 2000.0 * p * t.full_layers;
                    const double direct = iteration_terms(r, b, context, p, prompt).seconds();
                    const double table = t.g[static_cast<std::size_t>(b + p)] +
                                         t.h[static_cast<std::size_t>(b)] +
                                         t.kappa_of(b) * context + t.lambda * prompt;
                    CHECK(near(table, direct, 1e-12));
                }
            }
        }
    }
}

TEST_CASE("a lone sequence gains nothing from the stages of a pipeline") {
    ReplicaShape whole = replica();
    whole.model.experts = 8;
    whole.model.experts_active = 2;
    whole.model.expert_ffn = 14336;
    ReplicaShape staged = whole;
    staged.pp = 4;
    const IterationTable one = compile_iteration_table(whole);
    const IterationTable four = compile_iteration_table(staged);
    const double overhead = 3 * whole.profile.iteration_overhead;  // pp·T0
    // One token passes all layers one after another: its two experts of each, all of its context.
    CHECK(near(four.g[1], one.g[1] + overhead, 1e-12));
    CHECK(near(four.h[1], one.h[1], 1e-12));
    CHECK(near(four.kappa_of(1), one.kappa, 1e-12));
    CHECK(near(four.kappa_of(2), one.kappa / 2, 1e-12));  // two are read at two stages at a time
    CHECK(near(four.kappa_of(4), one.kappa / 4, 1e-12));
    CHECK(near(four.kappa_of(64), one.kappa / 4, 1e-12));
    // Four sequences are four micro-batches of one: as long, for four times the tokens.
    CHECK(four.g[4] == four.g[1]);
    CHECK(near(four.g[64], one.g[16] + overhead, 1e-12));
    // One stage works, three idle.
    const double busy = IterationFormula(staged).joules(IterationFormula(staged).tokens(1));
    const double idle = staged.accelerators() * staged.accelerator.idle.value * four.g[1];
    CHECK(near(four.energy_g[1], busy / 4 + idle * 3 / 4, 1e-12));
}

TEST_CASE("what a replica exchanges between servers goes over their network") {
    ReplicaShape r = replica();
    r.tp = 8;
    const auto exchange = [](const ReplicaShape& shape, double n) {
        return IterationFormula(shape).tokens(n).exchange();
    };
    const double within = exchange(r, 1000);
    r.network = Bandwidth{50e9};  // the replica fits a server: its network carries nothing
    r.together = 8;
    CHECK(exchange(r, 1000) == within);
    // 64 reductions of 2 · 7/8 · 1000 · 4096 · 2 bytes = 14.336 MB, log2(8) latencies each.
    const EngineCoefficients& e = r.profile;
    const double bytes = 64 * 14.336e6;
    CHECK(near(within, 64 * 3 * e.allreduce_latency + bytes / (e.link * 450e9), 1e-12));
    r.together = 4;  // four cards leave a server: 200 GB/s, less than the link
    CHECK(near(exchange(r, 1000), 64 * 3 * e.allreduce_latency + bytes / (e.link * 200e9), 1e-12));
    r.together = 1;  // of a server with one accelerator only its card's
    CHECK(near(exchange(r, 1000), 64 * 3 * e.allreduce_latency + bytes / (e.link * 50e9), 1e-12));
    // Two stages of eight on two servers: the hidden state of a micro-batch crosses once, by eight
    // cards. 500 tokens · 4096 · 2 bytes = 4.096 MB.
    ReplicaShape staged = replica();
    staged.tp = 8;
    staged.pp = 2;
    staged.together = 8;
    const double inside = exchange(staged, 500);
    staged.network = Bandwidth{50e9};
    const double hop = e.allreduce_latency + 4.096e6 / (e.link * 8 * 50e9);
    CHECK(near(exchange(staged, 500), inside + hop, 1e-12));
}

TEST_CASE("an all-to-all between servers sends what goes elsewhere by each accelerator's card") {
    ReplicaShape r = replica();
    r.model.experts = 16;
    r.model.experts_active = 2;
    r.model.expert_ffn = 2048;
    r.dp = 16;
    r.ep = 16;
    const IterationTerms one = IterationFormula(r).tokens(1600);
    r.network = Bandwidth{50e9};
    r.together = 8;
    const IterationTerms two = IterationFormula(r).tokens(1600);
    // 32 layers: 100 tokens of each accelerator to 2 others, 4096 · 3 bytes; 8 of 15 are elsewhere.
    const EngineCoefficients& e = r.profile;
    const double bytes = 32 * 100 * 2 * 4096.0 * 3 / e.link;
    CHECK(near(one.all_to_all, 32 * 2 * e.alltoall_latency + bytes / 450e9, 1e-12));
    CHECK(near(two.all_to_all,
               32 * 2 * e.alltoall_latency + bytes * (7 / 15. / 450e9 + 8 / 15. / 50e9), 1e-12));
    CHECK(two.all_reduce == one.all_reduce);  // tp 1
}

TEST_CASE("attention data parallelism: weights are whole in each group, experts are shared") {
    ReplicaShape r = replica();
    r.model.experts = 8;
    r.model.experts_active = 2;
    r.model.expert_ffn = 14336;
    r.dp = 8;
    r.ep = 8;
    CHECK(r.accelerators() == 8);
    // 32 layers · 8 experts · 3 · 4096 · 14336 = 45.10e9 parameters over 8 accelerators at 2 bytes;
    // dense: 32 · (41,943,040 of attention + 4096 · 8 of the router) + 2 · 4096 · 128256 whole.
    const double experts = 32.0 * 8 * 3 * 4096 * 14336 * 2 / 8;
    const double dense = (32.0 * (41943040 + 32768) + 2.0 * 4096 * 128256) * 2;
    CHECK(near(free_kv_bytes(r), 85.5e9 * 0.9 - experts - dense - 3.5e9, 1e-12));
    const auto group = static_cast<std::int64_t>(free_kv_bytes(r) / 131072 / 16) * 16;
    CHECK(kv_capacity_tokens(r) == 8 * group);
    const IterationTerms t = iteration_terms(r, 64, 64 * 1000.0 * 32, 0, 0);
    CHECK(t.all_reduce == 0);
    CHECK(t.all_to_all > 0);
    // The fullest accelerator has 15 % more work than the mean.
    ReplicaShape sharded = r;
    sharded.ep = 1;
    const IterationTerms even = iteration_terms(sharded, 64, 64 * 1000.0 * 32, 0, 0);
    CHECK(near(t.experts, 1.15 * even.experts, 1e-12));
    // A group reads its 8 of 64 contexts, as one accelerator alone would.
    ReplicaShape alone = r;
    alone.dp = alone.ep = 1;
    CHECK(near(t.decode_attention,
               iteration_terms(alone, 8, 8 * 1000.0 * 32, 0, 0).decode_attention, 1e-12));
}

TEST_CASE("work of an iteration by hand: two operations a parameter and token, weights read once") {
    const IterationFormula dense(replica());
    // 32 · (41,943,040 of attention + 176,160,768 of the FFN) parameters, 2 bytes each.
    const double layers = 32.0 * (41943040 + 176160768);
    CHECK(near(dense.tokens(1000).flops, 2 * layers * 1000, 1e-12));
    CHECK(near(dense.tokens(1000).bytes, 2 * layers, 1e-12));
    CHECK(near(dense.sequences(4).flops, 2.0 * 128256 * 4096 * 4, 1e-12));

    ReplicaShape r = replica();
    r.model.experts = 8;
    r.model.experts_active = 2;
    r.model.expert_ffn = 14336;
    const IterationFormula moe(r);
    // One token touches its two experts; three touch 8 · (1 − (6/8)³) = 4.625 of eight.
    const double one_expert = 32.0 * 3 * 4096 * 14336;
    CHECK(near(moe.tokens(3).bytes - moe.tokens(1).bytes, 2.625 * one_expert * 2, 1e-9));
    // 32 · (41,943,040 of attention + 4096 · 8 of the router) and the two experts of each token.
    const double active = 32.0 * (41943040 + 32768) + 2 * one_expert;
    CHECK(near(moe.tokens(1).bytes, 2 * active, 1e-9));
    CHECK(near(moe.tokens(3).flops, 2 * active * 3, 1e-9));
}

TEST_CASE("a decode step of one sequence is bound by the weights' bytes") {
    const ReplicaShape r = replica();
    const IterationTable t = compile_iteration_table(r);
    // 8.03e9 parameters less the input embedding (0.525e9) · 2 bytes / 3.35e12 B/s = 4.48 ms at
    // best.
    const double floor = (8.030e9 - 0.5253e9) * 2 / 3.35e12;
    CHECK(t.g[1] + t.h[1] > floor);
    CHECK(t.g[1] + t.h[1] < floor / 0.75 + 0.003);
}

TEST_CASE("random batches: the table, its energy's bound and the formula agree") {
    std::uint64_t state = 20261122;
    const auto below = [&](std::uint64_t n) {  // Knuth's MMIX generator, high bits
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<int>((state >> 33U) % n);
    };
    ReplicaShape r = replica();
    r.model.window_layers = 16;
    r.model.window = 1024;
    r.tp = 4;
    r.weights = Precision::fp8;
    const IterationTable t = compile_iteration_table(r);
    const auto weighted = [&](double c) {
        return t.full_layers * c + t.window_layers * std::fmin(c, t.window);
    };
    for (int i = 0; i < 2000; ++i) {
        const int b = below(257);
        const int p = below(8192) + 1;
        double context = 0;
        for (int k = 0; k < b; ++k) context += weighted(below(20000));
        const double prompt = p * weighted(below(20000));
        const double seconds = t.g[static_cast<std::size_t>(b + p)] +
                               t.h[static_cast<std::size_t>(b)] + t.kappa * context +
                               t.lambda * prompt;
        const double joules = t.energy_g[static_cast<std::size_t>(b + p)] +
                              t.energy_h[static_cast<std::size_t>(b)] + t.energy_kappa * context +
                              t.energy_lambda * prompt;
        REQUIRE(near(seconds, iteration_terms(r, b, context, p, prompt).seconds(), 1e-12));
        REQUIRE(joules <= 4 * 700 * seconds * (1 + 1e-12));
        REQUIRE(joules >= 0.25 * 4 * 700 * seconds * (1 - 1e-12));  // power_base of the prior
    }
}

TEST_CASE("a table compiles in milliseconds") {
    const ReplicaShape r = replica();
    double best = 1;
    for (int i = 0; i < 5; ++i) {
        const auto start = std::chrono::steady_clock::now();
        const IterationTable t = compile_iteration_table(r);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        CHECK(t.g.size() == 8192 + 256 + 1);
        best = std::fmin(best, took.count());
    }
    CHECK(best < 0.005 * (kSlowBuild ? 20 : 1));
}

TEST_CASE("every efficiency above 1 is caught, whichever part it speeds up") {
    using Field = double EngineProfile::*;
    const auto caught = [](Field field) {
        ReplicaShape r = replica();
        r.model.experts = 8;
        r.model.experts_active = 2;
        r.model.expert_ffn = 14336;
        for (const Field zero : {&EngineProfile::iteration_overhead, &EngineProfile::layer_overhead,
                                 &EngineProfile::moe_layer_overhead, &EngineProfile::token_overhead,
                                 &EngineProfile::sequence_overhead}) {
            r.profile.*zero = 0;
        }
        r.profile.roofline_p = 50;
        for (const Field one : {&EngineProfile::memory_gemm, &EngineProfile::compute_gemm,
                                &EngineProfile::memory_expert, &EngineProfile::compute_expert,
                                &EngineProfile::memory_kv, &EngineProfile::compute_decode_attention,
                                &EngineProfile::compute_prefill_attention}) {
            r.profile.*one = 1;
        }
        const bool clean = check_iteration_table(r, compile_iteration_table(r)).empty();
        r.profile.*field = 1.3;
        return clean && !check_iteration_table(r, compile_iteration_table(r)).empty();
    };
    CHECK(caught(&EngineProfile::memory_gemm));
    CHECK(caught(&EngineProfile::compute_gemm));
    CHECK(caught(&EngineProfile::memory_expert));
    CHECK(caught(&EngineProfile::compute_expert));
    CHECK(caught(&EngineProfile::memory_kv));
    CHECK(caught(&EngineProfile::compute_prefill_attention));
}

TEST_CASE("the engine's reserve is taken from the KV cache, a twentieth at most") {
    ReplicaShape r = replica();
    const double before = static_cast<double>(kv_capacity_tokens(r));
    r.profile.memory_reserve += 131072.0 * 1600;  // 1,600 tokens of 131,072 bytes
    CHECK(static_cast<double>(kv_capacity_tokens(r)) == before - 1600);
    r.profile.memory_reserve = 1e12;
    CHECK(kv_capacity_tokens(r) > 0);
}

TEST_CASE("mean power of an iteration never exceeds TDP") {
    const ReplicaShape r = replica();
    const IterationTable t = compile_iteration_table(r);
    for (std::size_t n = 1; n < t.g.size(); n += 97) CHECK(t.energy_g[n] / t.g[n] <= 700);
}

TEST_CASE("an engine that beats the hardware is found, and its row named") {
    ReplicaShape r = replica();
    CHECK(check_iteration_table(r, compile_iteration_table(r)).empty());
    r.profile.compute_gemm = 1.5;
    r.profile.iteration_overhead = 0;
    r.profile.layer_overhead = 0;
    r.profile.token_overhead = 0;
    const std::string fault = check_iteration_table(r, compile_iteration_table(r));
    CHECK(fault.find("faster than its memory or arithmetic allows") != std::string::npos);
}

}  // namespace llm_test
