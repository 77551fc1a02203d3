// Training steps: FLOPs by convention, memory, pipeline and exchange by hand, and what refuses.
#include "models/training/flops.hpp"
#include "models/training/memory.hpp"
#include "models/training/run.hpp"
#include "models/training/step.hpp"
#include "tests/support/catch.hpp"

namespace training_test {

using namespace orrery;
using namespace orrery::training;

namespace {

llm::ModelShape gpt3() {
    llm::ModelShape m;
    m.name = "gpt3";
    m.layers = 96;
    m.hidden = 12288;
    m.heads = m.kv_heads = 96;
    m.head_dim = 128;
    m.ffn = 49152;
    m.gated = false;
    m.vocabulary = 51200;
    m.tied_embeddings = true;
    return m;
}

Work work() {
    Work w;
    w.model = gpt3();
    w.sequence = 2048;
    w.global_batch = 64;
    w.fused_attention = false;
    return w;
}

Machine a100() {
    Machine m;
    m.bf16 = 312e12;
    m.memory = 85e9;
    m.memory_bandwidth = 2.039e12;
    m.fabric.domain = 8;
    m.fabric.scale_up.bandwidth = 300e9;
    m.fabric.scale_out.bandwidth = 25e9;
    return m;
}

Plan plan(int tp, int pp, int dp) {
    Plan p;
    p.tp = tp;
    p.pp = pp;
    p.dp = dp;
    p.recompute = Recompute::full;
    return p;
}

}  // namespace

TEST_CASE("training: FLOPs of a token as the papers count them") {
    Work w = work();
    // Narayanan et al. 2021: 96·96·12288²·(1 + 2048/73728 + 51200/(16·96·12288)).
    const double expected = 96. * 96 * 12288 * 12288 * (1 + 2048. / 73728 + 51200. / 18874368);
    CHECK(flops_per_token(w, Convention::megatron_hardware) == Approx(expected));
    const StepFlops f = step_flops(w, Recompute::full);
    const double tokens = 64. * 2048;
    CHECK(f.hardware / tokens == Approx(expected).epsilon(.01));
    CHECK(f.model < f.hardware);
    CHECK(step_flops(w, Recompute::none).model == f.model);
}

TEST_CASE("training: LoRA computes no weight gradients and trains a small share") {
    Work w = work();
    const double full = step_flops(w, Recompute::none).model;
    w.lora_rank = 16;
    CHECK(step_flops(w, Recompute::none).model < .7 * full);
    CHECK(trained_share(w) < .01);
    CHECK(trained_share(w) > 1e-4);
}

TEST_CASE("training: a pipeline's bubble is (pp - 1) stages, divided by the virtual stages") {
    Coefficients c;
    const StepModel model(work(), a100(), c);
    Plan p = plan(8, 8, 1);
    const StepTime plain = model.evaluate(p);
    CHECK(plain.micro_batches == 64);
    CHECK(plain[Part::bubble] ==
          Approx(7 * (plain.stage_forward + plain.stage_backward)).epsilon(1e-12));
    p.virtual_stages = 3;
    const StepTime interleaved = model.evaluate(p);
    CHECK(interleaved[Part::bubble] == Approx(plain[Part::bubble] / 3).epsilon(1e-12));
    CHECK(interleaved[Part::messages] > plain[Part::messages]);
}

TEST_CASE("training: tensor parallelism across servers pays the network") {
    const StepModel model(work(), a100(), {});
    const StepTime inside = model.evaluate(plan(8, 8, 1));
    const StepTime across = model.evaluate(plan(16, 4, 1));
    CHECK(across[Part::tensor] > 2 * inside[Part::tensor]);
}

TEST_CASE("training: the parts add up and every one is explained") {
    const StepModel model(work(), a100(), {});
    const Plan p = plan(8, 8, 1);
    double sum = 0;
    for (const Term& t : explain_step(model, p)) {
        CHECK(!t.formula.empty());
        sum += t.seconds;
    }
    CHECK(sum == Approx(model.evaluate(p).seconds()));
}

TEST_CASE("training: memory of Korthikanti et al. 2022, table 2") {
    Work w = work();
    w.model.layers = 1;
    Plan p = plan(8, 1, 1);
    p.micro_batch = 1;
    const double sbh = 2048. * 12288;
    const double as_h = 5. * 96 * 2048 / 12288;
    p.recompute = Recompute::none;
    // s·b·h·(10 + 24/t + 5·a·s/(h·t)); the FFN's input mask is counted with the residual stream.
    CHECK(training_memory(w, p, 0).activations ==
          Approx(sbh * (10 + 24. / 8 + as_h / 8)).epsilon(.03));
    p.sequence_parallel = true;
    p.recompute = Recompute::selective;
    CHECK(training_memory(w, p, 0).activations == Approx(sbh * 34 / 8).epsilon(.05));
}

TEST_CASE("training: what does not fit says what would") {
    Work w = work();
    Plan p = plan(8, 1, 8);
    p.recompute = Recompute::none;
    const std::string problem = memory_problem(w, p, 85e9);
    CHECK(problem.find("of 85.0 GB") != std::string::npos);
    CHECK(problem.find("ZeRO-3") != std::string::npos);
    CHECK(memory_problem(w, plan(8, 16, 1), 85e9).empty());
}

TEST_CASE("training: layouts that do not divide are refused by name") {
    const Work w = work();
    CHECK(layout_problem(w, plan(8, 8, 1)).empty());
    CHECK(layout_problem(w, plan(5, 8, 1)) == "heads 96 cannot be divided by tp 5");
    CHECK(layout_problem(w, plan(8, 8, 3)) ==
          "global batch 64 cannot be divided by dp x micro-batch 3");
    CHECK(layout_problem(w, plan(8, 128, 1)).find("exceeds the layers 96") != std::string::npos);
    Plan p = plan(8, 8, 1);
    p.ep = 2;
    CHECK(layout_problem(w, p) == "ep above 1 needs a mixture of experts");
}

TEST_CASE("training: embedding and loss may stand for a layer each") {
    CHECK(stage_layers(96, 8, 1) == 12);
    CHECK(stage_layers(126, 16, 8) == 8);  // Llama 3 405B: 126 layers on 16 stages of 8
    CHECK(last_stage_relief(126, 16, 8) == 1);
    CHECK(stage_layers(70, 12, 1) == 6);  // BLOOM
    CHECK(stage_layers(61, 4, 1) == 16);
}

TEST_CASE("training: published arithmetic") {
    // Narayanan et al. 2021, section 5.1: GPT-3 on 1,024 A100 at 140 TFLOP/s, 34 days.
    CHECK(days_with_recompute(300e9, 175e9, 1024, 140e12) == Approx(34).epsilon(.01));
    // Llama 2 7B's card: 184,320 h, 400 W, PUE 1.1, 0.385 kg/kWh, 31.22 t.
    CHECK(emissions_t(energy_mwh(184320, 400, 1.1), .385) == Approx(31.22).epsilon(.001));
    // DeepSeek-V3: 2.664 M hours on 2,048 accelerators, 54.2 days.
    CHECK(RunHours{2048, 2.664e6}.days() == Approx(54.2).epsilon(.001));
}

TEST_CASE("training: interleaving needs a micro-batch a stage and fills by its largest chunk") {
    Work w = work();
    Plan p = plan(1, 4, 1);
    p.virtual_stages = 2;
    w.global_batch = 3;
    CHECK(layout_problem(w, p).find("micro-batches") != std::string::npos);
    w.global_batch = 4;
    CHECK(layout_problem(w, p).empty());
    // 32 layers over 4 x 7 chunks: the largest has 2 of a stage's 8 layers, not a seventh.
    CHECK(chunk_layers(32, 4, 7) == 2);
    CHECK(chunk_layers(32, 4, 8) == 1);
    CHECK(chunk_layers(30, 4, 8) == 1);  // embedding and loss count as a layer each
}

TEST_CASE("training: shards of gradients are reduced with every micro-batch") {
    Work w = work();
    w.global_batch = 8 * 16;
    Plan p = plan(1, 1, 8);
    p.overlap = false;
    const StepModel model(w, a100(), Coefficients{});
    p.sharding = Sharding::optimizer;
    const double once = model.evaluate(p)[Part::gradients];
    p.sharding = Sharding::gradients;
    const double often = model.evaluate(p)[Part::gradients];
    // Once: gradients of 4 and weights of 2 bytes; 16 times: 16 x 4 + 2. Latencies aside.
    CHECK(often / once > 0.95 * 66.0 / 6);
    CHECK(often / once < 1.1 * 66.0 / 6);
    p.accumulate_local = true;
    CHECK(model.evaluate(p)[Part::gradients] == once);
    CHECK(training_memory(w, p, 80e9).gradients ==
          training_memory(w, plan(1, 1, 8), 80e9).gradients);
}

TEST_CASE("training: each stage of ZeRO shards one part more over the eight ranks") {
    const Work w = work();
    Plan p = plan(1, 1, 8);
    const auto memory = [&](Sharding stage) {
        p.sharding = stage;
        return training_memory(w, p, 80e9);
    };
    const Memory none = memory(Sharding::none);
    const Memory one = memory(Sharding::optimizer);
    CHECK(one.optimizer == Approx(none.optimizer / 8));
    CHECK(one.gradients == none.gradients);
    CHECK(one.weights == none.weights);
    const Memory two = memory(Sharding::gradients);
    CHECK(two.optimizer == one.optimizer);
    CHECK(two.gradients == Approx(none.gradients / 8));
    CHECK(two.weights == none.weights);
    const Memory three = memory(Sharding::parameters);
    CHECK(three.gradients == two.gradients);
    CHECK(three.weights == Approx(none.weights / 8));
}

}  // namespace training_test
