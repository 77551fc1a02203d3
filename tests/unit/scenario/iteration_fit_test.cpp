// The shipped engine profiles: which one stands for a name, and that none beats a data sheet.
#include "models/llm/capacity.hpp"
#include "sim/scenario/catalog.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace iteration_fit_test {

using namespace orrery;
using namespace orrery::llm;
using orrery::test::near;

namespace {

Catalog shipped() {
    Diagnostics diagnostics;
    return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, diagnostics);
}

}  // namespace

TEST_CASE("Llama 3.1 70B FP8 on four H100, 64 sequences of 2,000 tokens, by hand") {
    const Catalog c = shipped();
    ReplicaShape r;
    r.model = c.models.at("llama-3.1-70b");
    r.accelerator = c.accelerators.at("h100-sxm-80");
    r.tp = 4;
    r.weights = Precision::fp8;
    r.profile.roofline_p = 1;  // memory and compute times add
    // Attention 2·8192·64·128 + 2·8192·8·128, FFN 3·8192·28672, 80 layers, one byte; head 2 bytes.
    const double attention = 80 * (2.0 * 8192 * 64 * 128 + 2.0 * 8192 * 8 * 128);
    const double ffn = 80 * 3.0 * 8192 * 28672;
    const double head = 8192.0 * 128256;
    // FP8 reaches .8 of what bf16 does of its peak.
    const auto gemm = [](double parameters, double bytes, double rate) {
        return parameters * bytes / 4 / (.75 * 3.35e12) + 2 * parameters * 64 / 4 / (.55 * rate);
    };
    // 64 · 2,000 tokens · 80 layers, 2 · 8 · 128 elements of 2 bytes, four ways; 4 · 128 · 16 FLOP.
    const double tokens = 64 * 2000.0 * 80;
    const double kv =
        tokens * (2.0 * 8 * 128 * 2 / 4 / (.6 * 3.35e12) + 4.0 * 128 * 16 / (.4 * 989.4e12));
    // 160 all-reduces over four: two doublings, 2·3/4 of 64 vectors of 16,384 bytes.
    const double reduce = 160 * (4e-6 * 2 + 1.5 * 64 * 16384 / (.5 * 450e9));
    const double fixed = 1e-3 + 80 * 10e-6 + 64 * 6e-6 + 3e-4 * 1e-9 * 64 * 80 * 8192;
    const double seconds = gemm(attention, 1, .8 * 1978.9e12) + gemm(ffn, 1, .8 * 1978.9e12) +
                           gemm(head, 2, 989.4e12) + kv + reduce + fixed;
    CHECK(near(iteration_terms(r, 64, tokens, 0, 0).seconds(), seconds, 1e-9));
    CHECK(kv_capacity_tokens(r) == 674880);  // 674,884.845 in whole blocks of 16
}

TEST_CASE("an engine's name stands for its newest generation, narrowed to format and shape") {
    const Catalog c = shipped();
    const auto key = [&](const char* name, const char* family, const std::string& scope = "") {
        const EngineProfile* p = find_engine(c, name, family, scope);
        REQUIRE(p);
        return p->name + "/" + p->family + (p->scope.empty() ? "" : "/") + p->scope;
    };
    CHECK(key("vllm", "hopper") == "vllm-2026/hopper");
    CHECK(key("vllm-2025", "hopper") == "vllm-2025/hopper");
    CHECK(key("vllm", "cdna3") == "vllm-2025/cdna3");       // never measured in 2026
    CHECK(key("vllm-2026", "cdna3") == "vllm-2025/cdna3");  // the newest that was
    CHECK(key("sglang", "cdna3") == "sglang/cdna3");        // what other engines reach there
    CHECK(key("sglang", "no-such-family") == "sglang/*");
    CHECK(find_engine(c, "no-such-engine", "hopper") == nullptr);
    const std::string scope = engine_scope(Precision::fp8, c.models.at("minimax-m2"));
    CHECK(scope == "fp8/minimax-62l");
    CHECK(key("vllm", "hopper", scope) == "vllm-2026/hopper/fp8/minimax-62l");
    CHECK(key("vllm", "hopper", "fp8/unseen-10l") == "vllm-2026/hopper/fp8");
    CHECK(key("vllm", "hopper", "int8/unseen-10l") == "vllm-2026/hopper");
}

TEST_CASE("every shipped profile stays within every data sheet of its family, and below TDP") {
    const Catalog c = shipped();
    for (const auto& [name, engine] : c.engines) {
        for (const auto& [card, accelerator] : c.accelerators) {
            if (engine.family != accelerator.family && engine.family != "*") continue;
            ReplicaShape r;
            r.profile = engine;
            r.model = c.models.at("mixtral-8x7b");
            r.accelerator = accelerator;
            r.tp = 2;
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

}  // namespace iteration_fit_test
