// The fitted engine profiles in the C++ formula give what the fit's own formula gave.
#include "models/llm/capacity.hpp"
#include "sim/scenario/catalog.hpp"
#include "tests/support/catch.hpp"

using namespace orrery;
using namespace orrery::llm;
using orrery::test::near;

namespace {

Catalog shipped() {
    Diagnostics diagnostics;
    return read_catalog({std::string(ORRERY_SOURCE_DIR) + "/scenarios/catalog"}, diagnostics);
}

ReplicaShape replica(const Catalog& c, const char* engine, const char* model, const char* card,
                     int tp) {
    ReplicaShape r;
    r.profile = c.engines.at(engine);
    r.model = c.models.at(model);
    r.accelerator = c.accelerators.at(card);
    r.tp = tp;
    return r;
}

}  // namespace

// The expected numbers are printed by tools/dev/calibrate_iteration.py, an independent writing of
// the formula in numpy; a new fit prints new ones.
TEST_CASE("vllm/hopper, Llama 3.1 70B FP8 on four H100: 64 sequences of 2,000 tokens") {
    const Catalog c = shipped();
    ReplicaShape r = replica(c, "vllm/hopper", "llama-3.1-70b", "h100-sxm-80", 4);
    r.weights = Precision::fp8;
    r.kv = Precision::bf16;
    const IterationTerms t = iteration_terms(r, 64, 64 * 2000.0 * 80, 0, 0);
    CHECK(near(t.seconds(), 1.941527613225e-02, 1e-9));
    CHECK(near(t.bytes, 2.812385689600e+10, 1e-9));
    CHECK(near(t.peak_seconds, 1.225660942616e-03, 1e-9));
    CHECK(kv_capacity_tokens(r) == 674880);  // 674,884.845 in whole blocks of 16
}

TEST_CASE("trtllm/blackwell, gpt-oss 120B MXFP4 on two B200: 32 sequences and a prompt") {
    const Catalog c = shipped();
    ReplicaShape r = replica(c, "trtllm/blackwell", "gpt-oss-120b", "b200-sxm-180", 2);
    r.weights = Precision::mxfp4;
    r.kv = Precision::fp8;
    // 18 layers see everything, 18 the last 128 tokens: W(1500) = 18·1500 + 18·128 = 29,304 and
    // W(1024) = 18·1024 + 18·128 = 20,736.
    const IterationTerms t = iteration_terms(r, 32, 32 * 29304.0, 2048, 2048 * 20736.0);
    CHECK(near(t.seconds(), 1.293585318992e-02, 1e-9));
    CHECK(near(t.bytes, 3.248507289600e+10, 1e-9));
    CHECK(near(t.peak_seconds, 2.718084104192e-03, 1e-9));
    CHECK(kv_capacity_tokens(r) == 7431952);  // 7,431,961.285 in whole blocks of 16
}

TEST_CASE("sglang/hopper, DeepSeek V3 FP8 on eight H200: a prompt of 8,192 tokens") {
    const Catalog c = shipped();
    ReplicaShape r = replica(c, "sglang/hopper", "deepseek-v3", "h200-sxm-141", 8);
    r.weights = Precision::fp8;
    r.kv = Precision::bf16;
    const IterationTerms t = iteration_terms(r, 0, 0, 8192, 8192 * 4096.0 * 61);
    CHECK(near(t.seconds(), 2.798446117070e-01, 1e-9));
    CHECK(near(t.bytes, 8.364650496000e+10, 1e-9));
    CHECK(near(t.peak_seconds, 5.812842244364e-02, 1e-9));
    CHECK(kv_capacity_tokens(r) == 684624);  // 684,627.668 in whole blocks of 16
}

TEST_CASE("every shipped profile stays within every data sheet of its family, and below TDP") {
    const Catalog c = shipped();
    for (const auto& [name, engine] : c.engines) {
        for (const auto& [card, accelerator] : c.accelerators) {
            const bool fits = name.ends_with("/" + accelerator.family) || name.ends_with("/*");
            if (!fits) continue;
            ReplicaShape r = replica(c, name.c_str(), "mixtral-8x7b", card.c_str(), 2);
            r.token_budget = 512;
            const IterationTable t = compile_iteration_table(r);
            CAPTURE(name, card);
            CHECK(check_iteration_table(r, t).empty());
            for (std::size_t n = 1; n < t.g.size(); n += 50) {
                CHECK(t.energy_g[n] / t.g[n] <= 2 * accelerator.tdp.value * (1 + 1e-12));
            }
        }
    }
}
