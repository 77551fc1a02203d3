// Which of compared plans keep their service levels, and which of those is the cheapest.
#include "sim/report/compare_levels.hpp"

#include "tests/support/catch.hpp"

namespace compare_levels_test {

using namespace orrery;

namespace {

ComparedPlan plan(const std::string& name, double cost, double reached) {
    ComparedPlan out;
    out.name = name;
    out.figures["cost.total"] = cost;
    out.figures["slo.by_workload.chat.attainment"] = reached;
    out.figures["slo.by_workload.chat.target"] = 0.98;
    return out;
}

}  // namespace

TEST_CASE("the cheapest plan that keeps what the cheapest one promises") {
    const ComparedPlan cheap = plan("cheap", 100, 0.9);
    ComparedPlan silent = plan("silent", 120, 0);
    silent.figures.erase("slo.by_workload.chat.attainment");
    silent.figures.erase("slo.by_workload.chat.target");
    const ComparedPlan kept = plan("kept", 200, 0.98);
    CHECK(cheapest_that_keeps({cheap, silent, plan("dear", 300, 1), kept}, "USD") ==
          "kept is the cheapest that keeps its service levels: 200 USD; cheap costs 100 USD and "
          "misses them.");
    CHECK(cheapest_that_keeps({cheap, silent}, "USD").empty());  // promises nothing
    CHECK(cheapest_that_keeps({plan("cheap", 100, 0.98), kept}, "USD").empty());
    CHECK(missed_levels_text({cheap, kept}) ==
          " cheap misses its service levels: chat 90.0 % of the 98 % wanted.");
}

}  // namespace compare_levels_test
