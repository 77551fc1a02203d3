// Measured inference: names, reasons to skip, the loop beside the closed form, the fit, the score.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "orrery/base/diagnostics.hpp"
#include "sim/evidence/inference_calibrate.hpp"
#include "sim/evidence/inference_loop.hpp"
#include "sim/evidence/inference_predict.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace inference_test {

using namespace orrery;
using orrery::test::near;

namespace {

Catalog shipped() {
    Diagnostics diagnostics;
    return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, diagnostics);
}

constexpr const char* kHeader =
    "id,source,verified,engine_version,model,precision,accelerator,n_accel,tp,pp,dp_replicas,isl,"
    "osl,load,metric,value,notes,source_ref\n";

std::vector<MeasuredInference> rows_of(const std::string& text) {
    const auto file = std::filesystem::temp_directory_path() / "orrery_inference_test.csv";
    std::ofstream(file) << kHeader << text;
    const auto rows = read_measured_inference(file.string());
    std::filesystem::remove(file);
    return rows;
}

MeasuredInference row(double load, double value) {
    MeasuredInference r;
    r.source = "aic-silicon:InferenceX";
    r.engine_version = "vllm 0.18.0";
    r.model = "meta-llama/Llama-3.1-70B";
    r.precision = "fp8";
    r.accelerator = "h100_sxm";
    r.tp = 4;
    r.pp = r.dp = 1;
    r.prompt = "1024";
    r.output = 1024;
    r.load = "concurrency=" + std::to_string(static_cast<int>(load));
    r.metric = "tpot_ms_p50";
    r.value = value;
    r.notes = "moe_tp=4.0 moe_ep=1.0;";
    return r;
}

std::string reason_of(const MeasuredInference& r) {
    const InferenceCases cases = resolve_inference({r}, shipped());
    return cases.skipped.empty() ? "" : cases.skipped[0].reason;
}

}  // namespace

TEST_CASE("names of measurements find their catalog entries") {
    const Catalog c = shipped();
    CHECK(measured_model(c, "Qwen/Qwen3-235B-A22B-Instruct-2507-FP8")->name == "qwen3-235b-a22b");
    CHECK(measured_model(c, "nvidia/DeepSeek-R1-NVFP4")->name == "deepseek-r1");
    CHECK(measured_model(c, "MiniMaxAI/MiniMax-M2.5")->name == "minimax-m2");
    CHECK(measured_model(c, "llama-7b") == nullptr);
    CHECK(measured_accelerator(c, "NVIDIA H200-SXM-141GB")->name == "h200-sxm-141");
    CHECK(measured_precision("fp4", c.models.at("gpt-oss-120b")) == Precision::mxfp4);
    CHECK(measured_precision("nvfp4", c.models.at("deepseek-v3")) == Precision::fp4);
    CHECK(!measured_precision("", c.models.at("deepseek-v3")));
    CHECK(measured_generation("vllm 0.12.0", false).generation == "vllm-2025");
    CHECK(measured_generation("vllm 0.19.0", false).generation == "vllm-2026");
    CHECK(measured_generation("vLLM 0.2 (Splitwise ISCA24)", false).generation == "vllm02");
    CHECK(measured_generation("trtllm 1.0.0rc3", false).generation == "trtllm1.0");
    CHECK(measured_generation("TensorRT-LLM v1.2 pytorch backend", true).generation ==
          "trtllm1.2bench");
    CHECK(measured_generation("sglang 0.5.6.post2", false).generation == "sglang-2025");
    CHECK(measured_generation("sglang 0.5.10.post1", false).generation == "sglang-0.5.10");
    CHECK(measured_generation("llama.cpp", false).generation.empty());
}

TEST_CASE("rows are skipped for what they say of themselves") {
    CHECK(reason_of(row(8, 20)).empty());
    MeasuredInference r = row(8, 20);
    r.precision = "";
    CHECK(reason_of(r) == "unknown precision");
    r = row(8, 20);
    r.model = "nobody/never";
    CHECK(reason_of(r) == "unknown model nobody/never");
    r = row(8, 20);
    r.source_ref = "id=x_disagg_y";
    CHECK(reason_of(r) == "prefill and decode on separate replicas");
    // 70.6e9 bytes on four cards of 3.35 TB/s take 5.3 ms.
    CHECK(reason_of(row(8, 4)) == "better than the data sheet allows at this load");
    const InferenceCases cases = resolve_inference({row(8, 20), row(16, 12)}, shipped());
    REQUIRE(cases.skipped.size() == 1);
    CHECK(cases.skipped[0].reason == "far faster than a lighter load: hidden speculative decoding");
}

TEST_CASE("a series speculates with most of its runs, repeats of a run tell it, too") {
    const InferenceCases most =
        resolve_inference({row(8, 20), row(16, 12), row(32, 14), row(64, 15)}, shipped());
    CHECK(most.cases.empty());
    CHECK(most.skipped.size() == 4);
    const InferenceCases repeat = resolve_inference({row(8, 20), row(8, 17.5)}, shipped());
    REQUIRE(repeat.cases.size() == 1);
    CHECK(repeat.cases[0].measured == Approx(.020));
}

TEST_CASE("the collection's encodings of parallelism") {
    const Catalog c = shipped();
    const auto shape = [&](double tp, double dp, const char* notes) {
        MeasuredInference r = row(64, 30);
        r.model = "deepseek-ai/DeepSeek-R1";
        r.accelerator = "h200_sxm";
        r.tp = tp;
        r.dp = dp;
        r.notes = notes;
        const InferenceCases cases = resolve_inference({r}, c);
        REQUIRE(cases.cases.size() == 1);
        const auto& s = cases.cases[0].shape;
        return std::to_string(s.tp) + "." + std::to_string(s.dp) + "." + std::to_string(s.ep);
    };
    CHECK(shape(8, 1, "moe_tp=8.0 moe_ep=1.0;") == "8.1.1");
    CHECK(shape(64, 1, "moe_tp=8.0 moe_ep=8.0;") == "8.1.8");
    CHECK(shape(1, 64, "moe_tp=8.0 moe_ep=8.0;") == "1.8.8");
    CHECK(shape(8, 8, "moe_tp=1.0 moe_ep=64.0;") == "1.8.8");
}

TEST_CASE("a file without a column, or with a value that is none, is refused") {
    CHECK(
        rows_of("a,s,yes,vllm 0.18.0,m,fp8,h100,1,1,1,1,128,128,concurrency=1,tpot_ms_p50,2.5,,\n")
            .at(0)
            .value == 2.5);
    CHECK_THROWS_AS(rows_of("a,s,yes,v,m,fp8,h,1,1,1,1,128,128,concurrency=1,tpot_ms_p50,0,,\n"),
                    EnvironmentError);
}

TEST_CASE("the simulated loop and the closed form agree on time per token") {
    const InferenceCases cases = resolve_inference({row(32, 20)}, shipped());
    const InferenceCase& c = cases.cases.at(0);
    const llm::IterationFormula f(c.shape);
    const LoopResult loop = simulate_loop(f, c.rule, c.lengths, 0.1, 32, 1600);
    const llm::SteadyState s = llm::closed_loop(f, c.rule, c.lengths, 32);
    CHECK(near(loop.tpot_mean_s, s.tpot_s, 0.02));
    // Every output token of 1,600 requests in the loop's time, the first burst included.
    CHECK(near(1600 / loop.seconds, s.requests_s, 0.05));
    CHECK(loop.ttft_mean_s >= loop.ttft_median_s);
}

TEST_CASE("the fit finds the coefficients that made the points, and its error is held out") {
    const Catalog c = shipped();
    std::vector<MeasuredInference> rows;
    llm::EngineCoefficients truth;
    truth.memory_gemm = .62;
    truth.iteration_overhead = 2.5e-3;
    truth.sequence_overhead = 20e-6;
    for (const double tp : {2.0, 4.0, 8.0}) {
        for (const double load : {1.0, 4.0, 8.0, 16.0, 32.0, 64.0}) {
            MeasuredInference r = row(load, 100 + load);
            r.tp = tp;
            r.notes = "moe_tp=" + std::to_string(static_cast<int>(tp)) + " moe_ep=1;";
            rows.push_back(r);
        }
    }
    InferenceCases cases = resolve_inference(rows, c);
    REQUIRE(cases.cases.size() == rows.size());
    for (InferenceCase& q : cases.cases) {
        llm::IterationFormula f(q.shape);
        f.set_coefficients(truth);
        q.measured = predict_inference(q, f);
        rows[q.row].value = q.measured / q.unit;
    }
    const CrossValidation v = cross_validate(cases, HoldOut::configurations, 1);
    CHECK(v.scored.size() == rows.size());
    CHECK(v.ladder.front().errors.mape_pct > 30);  // the data sheet alone
    CHECK(v.ladder.back().errors.mape_pct < 2);
    std::vector<const InferenceCase*> all;
    for (const InferenceCase& q : cases.cases) all.push_back(&q);
    const std::string yaml =
        engines_yaml(fit_inference(fit_points(all)), cases, rows, v.scored, {}, "2026-11-24");
    CHECK(yaml.find("\"vllm-2026/hopper/fp8/llama-3-80l\": {") != std::string::npos);
    CHECK(yaml.find("engine: vllm, since: \"2026-01\"") != std::string::npos);
}

TEST_CASE("errors are signed, their summary is not") {
    const ErrorSummary e = summarise_errors({-10, 2, 4, 30});
    CHECK(e.rows == 4);
    CHECK(e.mape_pct == 11.5);  // (10 + 2 + 4 + 30) / 4
    CHECK(e.median_pct == 7);   // between 4 and 10
    CHECK(e.bias_pct == 6.5);   // 26 / 4
    const InferenceCases cases = resolve_inference({row(8, 20)}, shipped());
    const std::vector<ScoredInference> scored{{&cases.cases.at(0), 20, 25}};
    const std::string json = scores_json(scored, {}, {row(8, 20)});
    CHECK(json.find("\"error_pct\": 25.0") != std::string::npos);
    CHECK(json.find("\"by_metric\"") != std::string::npos);
    CHECK(json.find("\"skipped\": []") != std::string::npos);
}

}  // namespace inference_test
