// The study `carbon`: other grids scale with intensity, embodied stays; the baseline is subtracted.
#include "sim/study/carbon.hpp"

#include "sim/scenario/reader/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace carbon_test {

using namespace orrery;
using namespace orrery::test;

namespace {

Scenario quick(Diagnostics& d, std::vector<std::string> sets) {
    sets.insert(sets.end(), {"assert=[]", "horizon=6 h", "jobs=[]", "warmup=0 s"});
    const std::string root = source_dir();
    const auto s = read_scenario({root + "/scenarios/examples/quickstart.yaml", {}, sets}, d);
    INFO(render(d));
    REQUIRE(s);
    return *s;
}

}  // namespace

TEST_CASE("the same energy on other grids: operational carbon follows, embodied does not") {
    Diagnostics d;
    const Catalog catalog = read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    CarbonQuestion q;
    q.scenario = quick(d, {});
    q.grids = {"FR", "PL"};
    const auto r = study_carbon(q, catalog, {}, d);
    INFO(render(d));
    REQUIRE(r);
    REQUIRE(r->elsewhere.size() == 2);
    CHECK(r->elsewhere[0].grid == "FR");  // cleanest first
    CHECK(near(r->elsewhere[0].embodied_g, r->elsewhere[1].embodied_g, 1e-12));
    // Six hours of one day: the ratio of the annual means within the shapes' day and month factors.
    const double ratio = r->elsewhere[1].operational_g / r->elsewhere[0].operational_g;
    const double annual = catalog.grids.at("PL").g_kwh / catalog.grids.at("FR").g_kwh;
    CHECK(ratio > annual / 1.5);
    CHECK(ratio < annual * 1.5);
    CHECK_FALSE(r->avoided);
}

TEST_CASE("against itself nothing is avoided, with a better PUE, what the overhead saved is") {
    Diagnostics d;
    const Catalog catalog = read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    CarbonQuestion q;
    q.scenario = quick(d, {});
    q.baseline = q.scenario;
    const auto same = study_carbon(q, catalog, {}, d);
    REQUIRE(same);
    CHECK(same->avoided->attributed_g == 0);
    CHECK(same->avoided->kwh == 0);
    q.scenario = quick(d, {"sites[frankfurt-hall].pue=1.1"});
    const auto better = study_carbon(q, catalog, {}, d);
    REQUIRE(better);
    CHECK(better->avoided->attributed_g < 0);
    CHECK(better->avoided->kwh < 0);
    CHECK(better->avoided->embodied_g == 0);
}

}  // namespace carbon_test
