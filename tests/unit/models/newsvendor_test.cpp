// How much capacity to commit to: use of each slice of demand, and the last slice that pays.
#include "models/contracts/newsvendor.hpp"

#include "tests/support/catch.hpp"

namespace newsvendor_test {

using namespace orrery::contracts;
using orrery::test::near;

TEST_CASE("newsvendor: each server of a demand is wanted for its share of the time") {
    // Spans of 0.5, 2 and 3.5 servers: the first is wanted for 0.5 + 1 + 1 of three spans, the
    // second for two of them, the third for one, the fourth for half a one.
    const std::vector<double> use = slice_use({.5, 2, 3.5});
    REQUIRE(use.size() == 4);
    CHECK(near(use[0], 2.5 / 3, 1e-12));
    CHECK(near(use[1], 2. / 3, 1e-12));
    CHECK(near(use[2], 1. / 3, 1e-12));
    CHECK(near(use[3], .5 / 3, 1e-12));
    CHECK(slice_use({}).empty());
}

TEST_CASE("newsvendor: committed up to the last server whose use pays for it") {
    // At 6 of 10 USD a server pays from 60 % use on: two of these. At exactly its use it does.
    CHECK(newsvendor_level({.8, .7, .3, .2}, 6, 10) == 2);
    CHECK(newsvendor_level({.75, .5, .25}, 5, 10) == 2);
    CHECK(newsvendor_level({.5}, 6, 10) == 0);
    // Uniform on 10 … 30 at three quarters of the price: a quarter of the way.
    CHECK(newsvendor_uniform(10, 30, 3, 4) == 15);
    CHECK(newsvendor_uniform(10, 30, 5, 4) == 10);  // never cheaper
}

}  // namespace newsvendor_test
