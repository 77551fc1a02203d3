// `bench training`: parallelism configurations per CPU-second in search.
#include "tools/bench/training.hpp"

#include <fmt/format.h>

#include "orrery/base/cpu_time.hpp"
#include "sim/evidence/training_case.hpp"
#include "sim/study/training_run.hpp"

namespace orrery {
namespace {

/// GPT-3 175B on A100s: what Calculon's figure was measured on.
TrainingQuestion question() {
    TrainingQuestion q;
    llm::ModelShape& m = q.work.model;
    m.name = "gpt3-175b";
    m.layers = 96;
    m.hidden = 12288;
    m.heads = m.kv_heads = 96;
    m.head_dim = 128;
    m.ffn = 49152;
    m.gated = false;
    m.vocabulary = 51200;
    m.tied_embeddings = true;
    q.work.global_batch = 1536;
    Accelerator a;
    a.bf16 = FlopRate{312e12};
    a.memory = Bytes{85e9};
    a.memory_bandwidth = Bandwidth{2.039e12};
    a.link_bandwidth = Bandwidth{300e9};
    a.scale_up = 8;
    q.machine = training_machine(a, 25e9);
    q.accelerators = 1536;
    return q;
}

}  // namespace

int bench_training(bool json) {
    const TrainingQuestion q = question();
    const training::StepModel model(q.work, q.machine, q.coefficients);
    std::vector<training::Plan> plans;
    for (const auto& c : study_training(q).best) plans.push_back(c.plan);
    double sum = 0;
    std::int64_t evaluated = 0;
    const double start = cpu_seconds();
    double spent = 0;
    while (spent < 1) {
        for (int repeat = 0; repeat < 100; ++repeat) {
            for (const training::Plan& p : plans) sum += model.evaluate(p).seconds();
        }
        evaluated += 100 * static_cast<std::int64_t>(plans.size());
        spent = cpu_seconds() - start;
    }
    const double begun = cpu_seconds();
    const std::int64_t searched = study_training(q).tried;
    const double search = std::max(cpu_seconds() - begun, 1e-6);
    const double rate = static_cast<double>(evaluated) / spent;
    const double whole = static_cast<double>(searched) / search;
    if (json) {
        fmt::print(
            "{{\"configurations_per_cpu_s\": {:.0f}, \"searched_per_cpu_s\": {:.0f}, "
            "\"mean_step_s\": {:.6g}}}\n",
            rate, whole, sum / static_cast<double>(evaluated));
        return 0;
    }
    fmt::print(
        "step times         {:>8.2f} M configurations per CPU-second, {} layouts of GPT-3\n"
        "search with memory {:>8.2f} M configurations per CPU-second, {} tried\n",
        rate * 1e-6, plans.size(), whole * 1e-6, searched);
    return 0;
}

}  // namespace orrery
