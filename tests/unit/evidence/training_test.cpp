// Measured training: both formats read, names resolved, a fit that recovers what made its rows.
#include <cmath>

#include "sim/evidence/training_arithmetic.hpp"
#include "sim/evidence/training_score.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"

namespace training_test {

using namespace orrery;

namespace {

const Catalog& catalog() {
    static const Catalog c = [] {
        Diagnostics d;
        return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    }();
    return c;
}

MeasuredTraining row(double hidden, double tp, double micro_batch) {
    MeasuredTraining r;
    r.id = "made";
    r.category = "throughput";
    r.source = "vTrain";
    r.hardware = "A100-80GB";
    r.interconnect = "800 Gbps/node";
    r.precision = "fp16";
    r.model = "GPT " + std::to_string(hidden);
    r.quantity = "iteration time";
    r.unit = "s";
    r.recompute = "full";
    r.node_size = 8;
    r.accelerators = 8;
    r.layers = 24;
    r.hidden = hidden;
    r.heads = 16;
    r.sequence = 1024;
    r.global_batch = 64;
    r.micro_batch = micro_batch;
    r.tp = tp;
    r.pp = 1;
    r.virtual_stages = 1;
    r.value = 1;
    return r;
}

}  // namespace

TEST_CASE("training names: networks, accelerators, models, software") {
    CHECK(*network_of("NVLink3+8x200Gb HDR IB/node", 8) == Approx(25e9));
    CHECK(*network_of("1600 Gbps/node RoCE", 8) == Approx(25e9));
    CHECK(*network_of("RoCE 400G/GPU", 8) == Approx(50e9));
    CHECK(*network_of("NVLink3; 4x100Gb OmniPath per node", 8) == Approx(6.25e9));
    CHECK(!network_of("not stated", 8));
    CHECK(training_accelerator("A100-80GB SXM (Selene)") == "a100-sxm-80");
    CHECK(training_accelerator("DGX-GB300") == "gb300-288");
    CHECK(training_model("LLAMA3.1_405B") == "llama-3.1-405b");
    CHECK(training_software(row(1024, 1, 1))->generation == "megatron-2023");
    MeasuredTraining unknown = row(1024, 1, 1);
    unknown.source = "a blog";
    CHECK(!training_software(unknown));
}

TEST_CASE("training cases: rows that say too little are skipped with a reason") {
    std::vector<MeasuredTraining> rows{row(1024, 2, 1), row(1024, 0, 1), row(1024, 1, 1)};
    rows[2].hardware = "abacus";
    const TrainingCases cases = resolve_training(rows, catalog());
    REQUIRE(cases.cases.size() == 1);
    CHECK(cases.cases[0].plan.dp == 4);
    REQUIRE(cases.skipped.size() == 2);
    CHECK(cases.skipped[0].reason == "layout (tp, pp) not stated");
    CHECK(cases.skipped[1].reason.find("not in the catalog") != std::string::npos);
}

TEST_CASE("training fit: recovers the coefficients that made the rows") {
    std::vector<MeasuredTraining> rows;
    for (const double hidden : {1024., 2048., 4096.}) {
        for (const double tp : {1., 2., 4., 8.}) {
            for (const double b : {1., 2., 4., 8.}) rows.push_back(row(hidden, tp, b));
        }
    }
    TrainingCases cases = resolve_training(rows, catalog());
    training::Coefficients truth;
    truth.gemm = .6;
    truth.launch_forward = 8e-4;
    truth.link = .5;
    std::vector<const TrainingCase*> all;
    for (TrainingCase& c : cases.cases) {
        c.seconds = predict_training(c, truth);
        all.push_back(&c);
    }
    const TrainingFit fit = fit_training(all);
    for (const TrainingCase* c : all) {
        CHECK(predict_training(*c, fit.of(*c)) == Approx(c->seconds).epsilon(.05));
    }
}

TEST_CASE("training arithmetic: a card's emissions by its own method") {
    MeasuredTraining r;
    r.id = "card";
    r.category = "energy_co2";
    r.source = "Llama 2 model card";
    r.hours = 184320;
    r.power_w = 400;
    r.tco2e = 31.22;
    r.notes = "= PUE 1.1 x 0.385 kg/kWh exactly (LLaMA-1 paper factors)";
    std::vector<SkippedRow> skipped;
    const auto out = training_arithmetic({r}, {}, catalog(), skipped);
    REQUIRE(out.size() == 1);
    CHECK(std::abs(out[0].error_pct()) < 1);
}

TEST_CASE("a report in parts sums each up, and its groups are the first part's") {
    ValidationReport report;
    report.group_names = {"model"};
    report.rows = {{"a", "step", 100, 110, {"m"}, "predicted"},
                   {"b", "step", 100, 90, {"n"}, "predicted"},
                   {"a", "MFU", 50, 50, {"m"}, "recomputed"}};
    const auto parts = summarise_parts(report);
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].name == "predicted");
    CHECK(parts[0].rows == 2);
    CHECK(parts[0].mape_pct == Approx(10));
    CHECK(parts[1].rows == 1);
    CHECK(parts[1].mape_pct == 0);
    const std::string text = validation_text(report);
    // Of model m one row is predicted; the recomputed one would halve its error.
    CHECK(text.find("by model, predicted") != std::string::npos);
    CHECK(text.find("m                                        1    10.00") != std::string::npos);
    CHECK(validation_json(report).find("\"by_part\"") != std::string::npos);
    for (ValidationRow& row : report.rows) row.part.clear();
    CHECK(summarise_parts(report).empty());
}

TEST_CASE("training: public measurements within the stated bounds") {
    ORRERY_NEEDS_DATA(folder);
    const auto rows = read_measured_training((folder / "measured/training.csv").string());
    const auto single = read_measured_training(
        (folder / "data/training_measured/vtrain_ground_truth_single.csv").string());
    CHECK(single.size() == 1440);
    const auto mean = [](const std::vector<MeasuredTraining>& measured, const char* source) {
        const TrainingCases cases = resolve_training(measured, catalog());
        double sum = 0;
        int n = 0;
        for (const ScoredTraining& s : score_training_with_catalog(cases, catalog())) {
            if (measured[s.question->row].source.find(source) == std::string::npos) continue;
            sum += 100 * std::abs(s.seconds / s.question->seconds - 1);
            ++n;
        }
        return sum / n;
    };
    CHECK(mean(single, "vTrain") < 6);
    CHECK(mean(rows, "Korthikanti") < 3.5);
    CHECK(mean(rows, "vTrain") < 7);
}

}  // namespace training_test
