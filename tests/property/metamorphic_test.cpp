// Relations between runs that need no oracle, first half: what is written otherwise and means the
// same gives the same bits.
#include <fmt/format.h>

#include <algorithm>

#include "orrery/scenario.hpp"
#include "tests/property/relations.hpp"
#include "tests/support/catch.hpp"

namespace metamorphic_test {

using namespace orrery;
using namespace orrery::property;

namespace {

void same_reversed(const std::string& section) {
    same([&](RandomScenario& s) {
        auto& entries = s.section(section);
        std::reverse(entries.begin(), entries.end());
        return s.yaml();
    });
}

}  // namespace

// 1 to 5: order
TEST_CASE("sites in another order give the same bits") {
    same_reversed("sites");
}
TEST_CASE("pools in another order give the same bits") {
    same_reversed("pools");
}
TEST_CASE("deployments in another order give the same bits") {
    same_reversed("deployments");
}
TEST_CASE("workloads in another order give the same bits") {
    same_reversed("workloads");
}
TEST_CASE("jobs in another order give the same bits") {
    same_reversed("jobs");
}

// 6 to 12: what is written otherwise
TEST_CASE("keys in another order give the same bits") {
    same([](RandomScenario& s) { return s.yaml(true); });
}
TEST_CASE("comments and empty lines give the same bits") {
    same(
        [](RandomScenario& s) { return "# A comment.\n\n" + replaced(s.yaml(), "\n", "  # x\n"); });
}
TEST_CASE("kilowatts and watts, cents and dollars: numbers in other units are the same") {
    same([](RandomScenario& s) {
        for (Entry& p : s.section("pools")) {
            for (auto& [key, value] : p.keys) {
                if (key == "capex") value = fmt::format("{} kUSD", std::stod(value) / 1000);
            }
        }
        for (auto& [key, value] : s.head) {
            if (key == "warmup") value = fmt::format("{} ms", 1000 * std::stoi(value));
        }
        return s.yaml();
    });
}
TEST_CASE("a horizon in seconds, minutes or hours is the same") {
    same([](RandomScenario& s) {
        for (auto& [key, value] : s.head) {
            if (key == "horizon") value = fmt::format("{} s", 60 * std::stoi(value));
            if (key == "warmup") value = fmt::format("{} ms", 1000 * std::stoi(value));
        }
        return s.yaml();
    });
}
TEST_CASE("names in quotes are the same names") {
    same([](RandomScenario& s) {
        for (const char* section : {"sites", "pools", "deployments", "workloads", "jobs"}) {
            for (Entry& e : s.section(section)) e.with("name", "\"" + e.at("name") + "\"");
        }
        return s.yaml();
    });
}
TEST_CASE("an overlay of what is there anyway changes nothing") {
    for_seeds({}, [](RandomScenario& s) {
        auto scenario = api::Scenario::parse(s.yaml());
        const api::Result before = api::simulate(scenario, facts());
        scenario.overlay(
            "pools:\n  - {name: pool-a0, servers: " + s.section("pools")[0].at("servers") + "}\n");
        const api::Result after = api::simulate(scenario, facts());
        CHECK(after.figure("cost.total").value == before.figure("cost.total").value);
        CHECK(after.paths() == before.paths());
    });
}
TEST_CASE("a path set to what it is changes nothing") {
    for_seeds({}, [](RandomScenario& s) {
        auto scenario = api::Scenario::parse(s.yaml());
        const api::Result before = api::simulate(scenario, facts());
        scenario.set("pools[pool-a0].servers", s.section("pools")[0].at("servers"));
        const api::Result after = api::simulate(scenario, facts());
        for (const std::string& path : before.paths()) {
            CHECK(after.figure(path).value == before.figure(path).value);
        }
    });
}

// 13 to 18: runs
TEST_CASE("the same scenario gives the same document twice") {
    for_seeds({}, [](RandomScenario& s) {
        const auto scenario = api::Scenario::parse(s.yaml());
        CHECK(api::simulate(scenario, facts()).json() == api::simulate(scenario, facts()).json());
    });
}
TEST_CASE("threads do not change a bit of replications") {
    for_seeds({}, [](RandomScenario& s) {
        api::Options one;
        one.replications = 3;
        api::Options four = one;
        four.threads = 4;
        CHECK(differences(figures(s.yaml(), one), figures(s.yaml(), four)) == "");
    });
}
TEST_CASE("the seed of the scenario and that of the run are the same seed") {
    for_seeds({}, [](RandomScenario& s) {
        std::string text = s.yaml();
        const Figures before = figures(text);
        std::uint64_t seed = 0;
        for (auto& [key, value] : s.head) {
            if (key != "seed") continue;
            seed = std::stoull(value);
            value = std::to_string(seed + 1);
        }
        api::Options options;
        options.seed = seed;
        CHECK(differences(before, figures(s.yaml(), options)) == "");
    });
}
TEST_CASE("other seeds give other runs") {
    int differ = 0;
    for_seeds({}, [&](RandomScenario& s) {
        api::Options options;
        options.seed = 77777;
        differ += differences(figures(s.yaml()), figures(s.yaml(), options)).empty() ? 0 : 1;
    });
    CHECK(differ == kSeeds);
}
TEST_CASE("finer meters change no total") {
    // Without sun and batteries: what is used on the spot depends on the interval.
    for_seeds(Swarm{true, true, false}, [](RandomScenario& s) {
        const Figures before = figures(s.yaml());
        s.head.emplace_back("meter_interval", "1 min");
        const Figures after = figures(s.yaml());
        for (const char* path : {"requests.arrived", "requests.completed", "latency.ttft.p99",
                                 "waits.total", "utilisation.useful_seconds"}) {
            if (before.count(path) == 0) continue;
            INFO(path);
            CHECK(after.at(path) == before.at(path));
        }
        CHECK(after.at("cost.total") == Approx(before.at("cost.total")).epsilon(1e-5));
        CHECK(after.at("energy.facility") == Approx(before.at("energy.facility")).epsilon(1e-9));
    });
}

}  // namespace metamorphic_test
