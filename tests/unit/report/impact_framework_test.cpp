// The manifest of the Impact Framework: multiplying and adding its rows gives our SCI again.
#include "sim/report/impact_framework.hpp"

#include <cmath>

#include "sim/analysis/analyse.hpp"
#include "sim/engine/run.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace impact_framework_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// The number behind `key` in a line; −1 without one.
double number(const std::string& line, const std::string& key) {
    const std::size_t at = line.find(key + ": ");
    return at == std::string::npos ? -1 : std::stod(line.substr(at + key.size() + 2));
}

/// What the framework does: row by row energy × share × intensity + TE · reserved / life.
double carbon_of(const std::string& manifest, double& rows) {
    double sum = 0;
    double embodied = 0;
    double life = 1;
    std::size_t from = 0;
    while (from < manifest.size()) {
        const std::size_t end = manifest.find('\n', from);
        const std::string line = manifest.substr(from, end - from);
        from = end + 1;
        if (number(line, "device/emissions-embodied") >= 0) {
            embodied = number(line, "device/emissions-embodied");
        }
        if (number(line, "device/expected-lifespan") >= 0) {
            life = number(line, "device/expected-lifespan");
        }
        if (line.find("- {timestamp") == std::string::npos) continue;
        sum += number(line, ", energy") * number(line, "grid-share") *
                   number(line, "carbon-intensity") +
               embodied * number(line, "time-reserved") / life;
        ++rows;
    }
    return sum;
}

}  // namespace

TEST_CASE("the rows of the manifest add up to the SCI of the run") {
    Diagnostics d;
    const std::string root = source_dir();
    struct Case {
        const char* file;
        const char* interval;
    };
    // 24 × pools rows, joined ones, and a site with PV, battery and a job.
    for (const Case c :
         {Case{"quickstart", "1 h"}, {"quickstart", "1 min"}, {"solar-battery", "1 h"}}) {
        const auto scenario =
            read_scenario({root + "/scenarios/examples/" + c.file + ".yaml",
                           {},
                           {"assert=[]", std::string("meter_interval=") + c.interval}},
                          d);
        INFO(render(d));
        REQUIRE(scenario);
        const Catalog catalog = read_catalog({root + "/scenarios/catalog"}, d);
        const auto world = compile_world(*scenario, catalog, {}, d);
        REQUIRE(world);
        const Observations o = simulate(*world, RunOptions{});
        const Ledger ledger = account(*world, o);
        const Findings f = analyse(*world, o, ledger);
        const std::string manifest = render_impact_manifest(*world, o, ledger, f);
        double rows = 0;
        const double carbon = carbon_of(manifest, rows);
        CHECK(rows >= 24 * 4);
        CHECK(rows <= 4004);
        CHECK(near(number(manifest, "            requests"),
                   f.metrics.find("requests.completed")->value, 1e-12));
        CHECK(near(
            carbon * number(manifest, "served-share") / f.metrics.find("requests.completed")->value,
            f.metrics.find("carbon.sci_per_request")->value, 1e-9));
        CHECK(manifest.find("sci-per-token") != std::string::npos);
    }
}

}  // namespace impact_framework_test
