// The study `match`: the assignment is the cheapest of all, and single cells are sizing's bounds.
#include "sim/study/match.hpp"

#include <algorithm>
#include <cmath>

#include "sim/scenario/reader/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace match_test {

using namespace orrery;
using namespace orrery::test;

TEST_CASE("models go where they cost least in all, one kind each, against every permutation") {
    Diagnostics d;
    const std::string root = source_dir();
    const auto scenario = read_scenario({root + "/scenarios/examples/multi-model.yaml", {}, {}}, d);
    REQUIRE(scenario);
    const Catalog catalog = read_catalog({root + "/scenarios/catalog"}, d);
    MatchQuestion q{*scenario, {"slice-h100-sxm", "slice-b200-sxm", "l40s"}, 1, 1};
    const MatchResult r = study_match(q, catalog, {}, d);
    INFO(render(d));
    REQUIRE(r.rows == std::vector<std::string>{"small", "large"});
    std::vector<int> order{0, 1, 2};
    double least = INFINITY;
    do {
        const double cost = r.cells[0][static_cast<std::size_t>(order[0])].usd_h +
                            r.cells[1][static_cast<std::size_t>(order[1])].usd_h;
        least = std::min(least, cost);
    } while (std::next_permutation(order.begin(), order.end()));
    CHECK(near(r.best.cost, least, 1e-12));
    CHECK(r.unmatched.empty());
    // 73 GB of weights do not fit one L40S of 48 GB, and the cell says so.
    CHECK(std::isinf(r.cells[1][2].usd_h));
    CHECK(r.cells[1][2].why.find("weights") != std::string::npos);
    // Both are cheapest on one kind: with at most one there, the other pays for the next.
    q.hardware = {"slice-b200-sxm", "aws-p5-48xlarge"};
    const MatchResult limited = study_match(q, catalog, {}, d);
    q.at_most = 0;
    const MatchResult unlimited = study_match(q, catalog, {}, d);
    CHECK(unlimited.best.column == std::vector<int>{0, 0});
    CHECK(limited.best.column[0] != limited.best.column[1]);
    CHECK(unlimited.best.cost < limited.best.cost);
    CHECK(unlimited.uniform == 0);
}

}  // namespace match_test
