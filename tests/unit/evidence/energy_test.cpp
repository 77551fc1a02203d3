// Measured energy: how rows are read and why they are skipped, the hold-outs, the figures reached.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "models/llm/closed_loop.hpp"
#include "orrery/base/diagnostics.hpp"
#include "sim/evidence/energy_baseline.hpp"
#include "sim/evidence/energy_validate.hpp"
#include "sim/evidence/inference_predict.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace energy_test {

using namespace orrery;
using orrery::test::near;

namespace {

using Q = InferenceQuantity;

Catalog shipped() {
    Diagnostics diagnostics;
    return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, diagnostics);
}

MeasuredEnergy run(const std::string& model, double batch, double watts) {
    MeasuredEnergy r;
    r.source = "ML.ENERGY v3";
    r.model = model;
    r.accelerator = "H100";
    r.accelerators = r.tp = 4;
    r.ep = r.dp = 1;
    r.boundary = "GPU-only steady state (Zeus/NVML), J per OUTPUT token";
    r.verified = "yes";
    r.task = "lm-arena-chat";
    r.precision = "bfloat16";
    r.max_num_seqs = r.batch = batch;
    r.output = 400;
    r.tokens_s = 40 * batch;
    r.watts = watts;
    r.step_ms = 24;
    r.token_j = watts / r.tokens_s;
    return r;
}

std::string reason_of(const MeasuredEnergy& r) {
    const EnergyCases cases = resolve_energy({r}, shipped(), false);
    return cases.skipped.empty() ? "" : cases.skipped[0].reason;
}

const NamedErrors& named(const std::vector<NamedErrors>& list, const std::string& name) {
    for (const NamedErrors& s : list) {
        if (s.name == name) return s;
    }
    FAIL("no metric " << name);
    std::abort();
}

}  // namespace

TEST_CASE("energy rows are read with their settings") {
    const auto file = std::filesystem::temp_directory_path() / "orrery_energy_test.csv";
    std::ofstream(file) << "source,model,hardware,batch_settings,Wh_per_request,J_per_token,"
                           "boundary,verified\n"
                        << "ML.ENERGY v3,Qwen/Qwen3-14B,4xH100,\"task=gpqa;max_num_seqs=8;"
                           "avg_batch=7.9;num_gpus=4;TP=4;EP=1;DP=1;prec=bfloat16;avg_out_len=615;"
                           "out_tok_s=1086.7;avg_power_W=760;itl_ms_p50=7.2;p90=8.4\",0.1,0.69931,"
                           "GPU-only,yes\n"
                        << "Samsi,LLaMA-65B,A100 multi-GPU,batch 64-512,,3-4,GPU only,secondary\n";
    const auto rows = read_measured_energy(file.string());
    std::filesystem::remove(file);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].accelerator == "H100");
    CHECK(rows[0].accelerators == 4);
    CHECK(rows[0].task == "gpqa");
    CHECK(rows[0].batch == 7.9);
    CHECK(rows[0].tokens_s == 1086.7);
    CHECK(rows[0].step_ms == 7.2);
    CHECK(rows[0].token_j == 0.69931);
    CHECK(rows[0].line == 2);
    CHECK(rows[1].accelerator == "A100 multi-GPU");
    CHECK(rows[1].token_j == 0);  // "3-4" is no number
}

TEST_CASE("energy rows are skipped for what they say of themselves") {
    const std::string model = "meta-llama/Llama-3.1-70B-Instruct";
    CHECK(reason_of(run(model, 64, 2000)).empty());
    MeasuredEnergy r = run(model, 64, 2000);
    r.boundary = "GPU-only steady state, per IMAGE";
    CHECK(reason_of(r) == "energy of an image, not a token");
    r = run(model, 64, 2000);
    r.verified = "secondary";
    CHECK(reason_of(r) == "not verified at its source");
    r = run(model, 64, 2000);
    r.token_j *= 1.1;
    CHECK(reason_of(r) == "joules a token times tokens a second are not its watts");
    r = run(model, 64, 2000);
    r.task = "video-chat";
    CHECK(reason_of(r) == "prompt lengths of the dataset are not recorded");
    CHECK(reason_of(run("nobody/unknown-7b", 64, 2000)) == "unknown model nobody/unknown-7b");
    // 1,000 W over four accelerators of 700 W: 36 % of TDP.
    CHECK(reason_of(run(model, 64, 1000)).find("bound by the host") != std::string::npos);
    CHECK(resolve_energy({run(model, 64, 1000)}, shipped(), true).skipped.empty());
}

TEST_CASE("EcoLogits' worked example: 70B, a batch of 64, four accelerators") {
    const EnergyCases cases =
        resolve_energy({run("meta-llama/Llama-3.1-70B-Instruct", 64, 2000)}, shipped(), false);
    REQUIRE(!cases.cases.empty());
    // 4 · (1.17e-6 · e^(−0.0112·64) · 70.55 + 4.05e-5) Wh · 3,600 = 1.1637 J.
    CHECK(near(ecologits_joules(cases.cases[0], shipped()), 1.1637, 2e-3));
}

TEST_CASE("a model that was held out is predicted from others where one law made them all") {
    const Catalog c = shipped();
    std::vector<MeasuredEnergy> rows;
    for (const char* model : {"meta-llama/Llama-3.1-8B-Instruct", "Qwen/Qwen3-14B",
                              "Qwen/Qwen3-32B", "meta-llama/Llama-3.1-70B-Instruct"}) {
        for (const double batch : {8.0, 16.0, 32.0, 64.0, 128.0}) {
            rows.push_back(run(model, batch, 2000));
            rows.back().line = static_cast<std::int64_t>(rows.size()) + 1;
        }
    }
    EnergyCases cases = resolve_energy(rows, c, false);
    llm::EngineCoefficients truth;
    truth.memory_gemm = .7;
    truth.power_base = .2;
    truth.power_kernel = .4;
    truth.power_memory = .25;
    truth.power_compute = .8;
    for (InferenceCase& q : cases.cases) {
        llm::IterationFormula f(q.shape);
        f.set_coefficients(truth);
        q.measured = predict_inference(q, f);
    }
    const EnergyValidation v = validate_energy(cases, c, EnergyHoldOut::model, 1);
    const auto ours = summarise_by(v.report, -1);
    CHECK(named(ours, "J/token H100").rows == 20);
    CHECK(named(ours, "J/token H100").p90_pct < 8);
    CHECK(named(ours, "W/GPU H100").mape_pct < 5);
    CHECK(named(ours, "J/token H100").median_pct < named(v.naive, "J/token H100").median_pct);
    // The three metrics of one run agree: J a token = W · accelerators / tokens a second.
    for (std::size_t i = 0; i + 2 < v.report.rows.size(); i += 3) {
        const auto& list = v.report.rows;
        REQUIRE(list[i].id == list[i + 2].id);
        CHECK(near(list[i + 2].predicted, list[i + 1].predicted * 4 / list[i].predicted, 1e-9));
    }
    const std::string json = energy_json(v);
    CHECK(json.find("GPU only, steady state, prefill included") != std::string::npos);
    CHECK(json.find("\"baselines\"") != std::string::npos);
}

TEST_CASE("measured energy: the figures reached, models held out") {
    ORRERY_NEEDS_DATA(folder)
    const std::string file = (folder / "measured/energy.csv.gz").string();
    const Catalog c = shipped();
    const EnergyCases cases = resolve_energy(read_measured_energy(file), c, false);
    const EnergyValidation v = validate_energy(cases, c, EnergyHoldOut::model, 1);
    const auto ours = summarise_by(v.report, -1);
    for (const char* name : {"J/token H100", "J/token B200"}) {
        const NamedErrors& s = named(ours, name);
        CAPTURE(name, s.median_pct, s.p90_pct);
        CHECK(s.rows > 100);
        CHECK(s.median_pct < 15);
        CHECK(s.p90_pct < 40);
        CHECK(s.median_pct < named(v.naive, name).median_pct);
        CHECK(s.median_pct < named(v.ecologits, name).median_pct);
    }
    const EnergyValidation random = validate_energy(cases, c, EnergyHoldOut::random, 20261125);
    const auto halves = summarise_by(random.report, -1);
    CHECK(named(halves, "W/GPU H100").mape_pct < 8);
    CHECK(named(halves, "W/GPU B200").mape_pct < 10);
}

}  // namespace energy_test
