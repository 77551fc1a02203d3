// Models that grow: shapes by hand, and where a layout no longer fits.
#include "sim/study/model_growth.hpp"

#include "models/llm/count.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace model_growth_test {

using namespace orrery;
using namespace orrery::test;

namespace {

Catalog shipped() {
    Diagnostics d;
    return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
}

TrainingQuestion question(const Catalog& catalog) {
    TrainingQuestion q;
    q.work.model = catalog.models.at("llama-3.1-8b");
    q.work.sequence = 8192;
    q.work.global_batch = 512;
    q.accelerators = 256;
    q.accelerator = "h100-sxm-80";
    q.machine = training_machine(catalog.accelerators.at("h100-sxm-80"), 50e9);
    q.coefficients =
        *find_training(catalog, "", catalog.accelerators.at("h100-sxm-80"), q.work.model);
    return q;
}

}  // namespace

TEST_CASE("a grown shape has about so many times the parameters, in whole heads and layers") {
    const Catalog catalog = shipped();
    const llm::ModelShape& small = catalog.models.at("llama-3.1-8b");
    const double one = llm::parameter_count(small).total;
    CHECK(llm::parameter_count(grown(small, 1)).total == one);
    for (const double factor : {8.0, 27.0, 64.0}) {
        const llm::ModelShape m = grown(small, factor);
        // Twice, three and four times as wide and deep; embeddings grow with the width alone.
        CHECK(m.hidden == 4096 * static_cast<int>(std::cbrt(factor) + .5));
        CHECK(m.layers == 32 * static_cast<int>(std::cbrt(factor) + .5));
        CHECK(m.heads % 8 == 0);
        const double times = llm::parameter_count(m).total / one;
        CHECK(times > 0.75 * factor);
        CHECK(times < 1.1 * factor);
    }
}

TEST_CASE("parallelism changes where the layout before no longer fits memory") {
    const TrainingQuestion q = question(shipped());
    const auto series = study_growth(q, 3, 6);
    REQUIRE(series.size() == 6);
    bool changed = false;
    for (std::size_t i = 1; i < series.size() && !series[i].run.best.empty(); ++i) {
        training::Work work = q.work;
        work.model = series[i].model;
        const training::Plan& last = series[i - 1].run.best.front().plan;
        const bool fits =
            training::layout_problem(work, last).empty() &&
            training::training_memory(work, last, q.machine.memory).total() <= q.machine.memory;
        CHECK(series[i].layout_fits == fits);
        changed = changed || !fits;
        CHECK(series[i].run.best.front().memory.total() <= q.machine.memory);
    }
    CHECK(changed);
    // 16 bytes a parameter on 256 × 85.5 GB: 1.4 T parameters at the very most.
    CHECK(series.back().run.best.empty());
}

}  // namespace model_growth_test
