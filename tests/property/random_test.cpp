// Random scenarios with all checkers on: what is valid runs, keeps its books, and repeats itself.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <string>

#include "orrery/facts.hpp"
#include "orrery/scenario.hpp"
#include "orrery/simulate.hpp"
#include "tests/property/random_scenario.hpp"
#include "tests/property/reduce.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace random_test {

using namespace orrery;
using namespace orrery::property;

namespace {

constexpr std::uint64_t kSeedsAProcess = 100;

/// Runs of `./test`; longer programmes set more, in parts. A failing seed is made small and
/// printed; ORRERY_PROPERTY_SEED runs it alone.
std::uint64_t number_of(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text && *text ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// The smallest scenario that fails as this seed does, with what it says.
void tell_reduced(std::uint64_t seed, Ending ending) {
    const bool twice = ending == Ending::not_repeated;
    if (ending == Ending::refused) {
        FAIL("seed " << seed << " is not valid:\n"
                     << trial_of(random_scenario(seed, kWide).yaml()).words);
    }
    const RandomScenario small =
        reduced(random_scenario(seed, kWide), [&](const RandomScenario& candidate) {
            return trial_of(candidate.yaml(), twice).ending == ending;
        });
    FAIL("seed " << seed << " fails:\n"
                 << trial_of(small.yaml(), twice).words << "with no more than\n"
                 << small.yaml() << "of\n"
                 << random_scenario(seed, kWide).yaml());
}

}  // namespace

TEST_CASE("random scenarios run, keep their books and repeat themselves") {
    const std::uint64_t alone = number_of("ORRERY_PROPERTY_SEED", 0);
    const std::uint64_t runs = alone ? 1 : number_of("ORRERY_PROPERTY_RUNS", 1500);
    const std::uint64_t first = alone ? alone : number_of("ORRERY_PROPERTY_FIRST", 1);
    double requests = 0;
    double jobs = 0;
    for (std::uint64_t seed = first; seed < first + runs; seed += kSeedsAProcess) {
        const std::uint64_t last = std::min(seed + kSeedsAProcess, first + runs) - 1;
        const Sweep sweep = sweep_of(seed, last);
        // A broken law, a refused scenario, a figure that is not finite, other bytes the second
        // time.
        if (sweep.ending != Ending::well) tell_reduced(sweep.failed, sweep.ending);
        requests += sweep.requests;
        jobs += sweep.jobs;
    }
    WARN(fmt::format("{} scenarios from seed {} on, {:.0f} requests, {:.0f} jobs done", runs, first,
                     requests, jobs));
    if (!alone) CHECK(requests > 100 * static_cast<double>(runs));
}

TEST_CASE("random scenarios of weeks, some days of which are simulated, keep their books") {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        RandomScenario scenario = random_scenario(seed, kWide);
        for (auto& [key, value] : scenario.head) {
            if (key == "horizon") value = "12 d";
        }
        // As many requests in a minute as else in a second.
        const std::string text =
            std::regex_replace(scenario.yaml(), std::regex("(rate: [0-9.]+) /s"), "$1 /min");
        const Trial trial = trial_of(text, false, true);
        INFO("seed " << seed << "\n" << text << trial.words);
        CHECK(trial.ending == Ending::well);
    }
}

TEST_CASE("a failing scenario is made small: nothing is left that is not needed to fail") {
    // The fault is planted here: whatever has conversations and a server that fails.
    const auto fails = [](const RandomScenario& s) {
        const std::string text = s.yaml();
        const bool planted = text.find("conversation:") != std::string::npos &&
                             text.find("mtbf") != std::string::npos;
        return planted && trial_of(text).ending == Ending::well;
    };
    std::uint64_t seed = 1;
    while (!fails(random_scenario(seed))) ++seed;
    const RandomScenario small = reduced(random_scenario(seed), fails);
    const std::string text = small.yaml();
    INFO(text);
    CHECK(fails(small));
    const auto lines = std::count(text.begin(), text.end(), '\n');
    const std::string whole = random_scenario(seed).yaml();
    CHECK(lines < std::count(whole.begin(), whole.end(), '\n') / 2);
    CHECK(lines <= 40);
    for (const RandomScenario& candidate : smaller(small)) CHECK(!fails(candidate));
}

TEST_CASE("what random scenarios once broke stays mended") {
    const std::filesystem::path folder =
        std::filesystem::path(source_dir()) / "tests/property/found";
    int found = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        INFO(entry.path().filename().string());
        const auto scenario = api::Scenario::read(entry.path().string());
        CHECK(api::simulate(scenario, api::Facts::installed()).figure("requests.arrived").value >
              0);
        ++found;
    }
    CHECK(found > 0);
}

}  // namespace random_test
