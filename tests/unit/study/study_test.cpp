// Studies on top of runs: the next bottleneck, replications on any number of threads.
#include "sim/study/next_bottleneck.hpp"
#include "sim/study/replicate.hpp"
#include "tests/support/chat.hpp"

namespace study_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Filled from the back: threads end in any order.
FigureTable table_of(const std::vector<Metrics>& all) {
    FigureTable table(all.size());
    for (std::size_t i = all.size(); i-- > 0;) table.add(i, all[i]);
    return table;
}

}  // namespace

TEST_CASE("removing a bottleneck relaxes just that and names the next") {
    const World world = chat_world(8, 160);
    const Findings f = find(world, 1.2, 100, 40);
    const auto other = without_bottleneck(world, f.bottlenecks[0]);
    REQUIRE(other);
    CHECK(other->tables[other->deployments[0].table].kv_tokens == 640);
    CHECK(world.tables[0].kv_tokens == 160);
    const Findings after = find(*other, 1.2, 100, 40);
    CHECK(value(after, "latency.ttft.p99") < value(f, "latency.ttft.p99"));
    CHECK(after.bottlenecks[0].cause != "kv_memory");
}

TEST_CASE("the probability of exceeding a budget is the share of replications that do") {
    Findings first;
    first.finance.emplace();
    first.finance->budgets.resize(1);
    first.finance->budgets[0].name = "ops";
    first.finance->budgets[0].period = "2026-11";
    const std::string path = "finance.budgets.ops.periods.2026-11.p_over";
    std::vector<Metrics> all(4);
    for (std::size_t i = 0; i < all.size(); ++i) {
        Metric m;
        m.value = i < 3 ? 1 : 0;
        all[i].set(path, m);
    }
    first.metrics = all[0];
    summarise_replications(first, table_of(all));
    CHECK(first.finance->budgets[0].p_over == 0.75);
    CHECK(first.metrics.find(path)->n == 4);
}

TEST_CASE("replications: the same in any number of threads, with intervals that cover the mean") {
    World world = chat_world(4, 16 * 200);
    for (Workload& w : world.workloads) {
        w.spec.synthetic.emplace();
        w.spec.synthetic->rate = 2;
        w.spec.synthetic->prompt.mean = 100;
        w.spec.synthetic->output.mean = 20;
    }
    RunOptions options;
    const auto one = replicate(world, options, 6, 1);
    const auto three = replicate(world, options, 6, 3);
    std::vector<Metrics> all;
    double sum = 0;
    for (std::size_t i = 0; i < one.size(); ++i) {
        CHECK(one[i].workloads[0].arrived == three[i].workloads[0].arrived);
        CHECK(one[i].serving[0][0].e2e.quantile(0.9) == three[i].serving[0][0].e2e.quantile(0.9));
        all.push_back(analyse(world, one[i], account(world, one[i])).metrics);
        sum += static_cast<double>(one[i].workloads[0].arrived + one[i].workloads[1].arrived);
    }
    CHECK(one[0].workloads[0].arrived != one[1].workloads[0].arrived);
    Findings first;
    first.metrics = all[0];
    summarise_replications(first, table_of(all));
    const Metric* arrived = first.metrics.find("requests.arrived");
    CHECK(near(arrived->value, sum / 6, 1e-12));
    CHECK(arrived->lo < arrived->value);
    CHECK(arrived->n == 6);
    CHECK(first.metrics.find("cost.total")->lo == first.metrics.find("cost.total")->hi);
}

TEST_CASE("a figure that one replication lacks keeps the first one's value") {
    std::vector<Metrics> all(3);
    for (std::size_t i = 0; i < all.size(); ++i) {
        Metric m;
        m.value = static_cast<double>(i);
        all[i].set("cost.total", m);
        if (i != 1) all[i].set("latency.ttft.p99", m);
    }
    Findings first;
    first.metrics = all[0];
    summarise_replications(first, table_of(all));
    CHECK(first.metrics.find("cost.total")->value == 1);
    CHECK(first.metrics.find("cost.total")->n == 3);
    CHECK(first.metrics.find("latency.ttft.p99")->value == 0);
    CHECK_FALSE(first.metrics.find("latency.ttft.p99")->lo);
}

}  // namespace study_test
