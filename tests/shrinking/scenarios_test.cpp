// Random scenarios by rapidcheck: one that fails is shrunk, key by key, to what it takes to fail.
#include <algorithm>
#include <ostream>

#include "tests/property/reduce.hpp"
#include "tests/shrinking/holds.hpp"

namespace orrery::property {

/// How rapidcheck shows what fails.
void showValue(const RandomScenario& scenario, std::ostream& out) {
    out << "seed " << scenario.seed << '\n' << scenario.yaml();
}

}  // namespace orrery::property

namespace scenarios_test {
namespace {

using namespace orrery::property;
using namespace orrery::shrinking;

/// Smaller ones, from that index on: what did not help a larger one is tried last.
rc::Shrinkable<RandomScenario> shrinkable(const RandomScenario& scenario, std::size_t from = 0) {
    return rc::shrinkable::shrink([scenario] { return scenario; },
                                  [from](const auto& one) {
                                      std::vector<rc::Shrinkable<RandomScenario>> shrinks;
                                      const std::vector<RandomScenario> candidates = smaller(one);
                                      for (std::size_t i = 0; i < candidates.size(); ++i) {
                                          const std::size_t at = (from + i) % candidates.size();
                                          shrinks.push_back(shrinkable(candidates[at], at));
                                      }
                                      return rc::seq::fromContainer(std::move(shrinks));
                                  });
}

rc::Gen<RandomScenario> any_scenario() {
    return [](const rc::Random& random, int) {
        rc::Random draws = random;
        return shrinkable(random_scenario(1 + draws.next() % 1'000'000, kWide));
    };
}

}  // namespace

TEST_CASE("scenarios of any seed end well") {
    holds(
        [] {
            const RandomScenario scenario = *any_scenario();
            const Trial trial = trial_of(scenario.yaml());
            RC_LOG() << trial.words;
            RC_ASSERT(trial.ending == Ending::well);
        },
        25);
}

TEST_CASE("a fault planted in scenarios shrinks to a few lines") {
    // Whatever has a workload that queues no more than so many, and a job that writes checkpoints.
    const auto found = counterexample(
        [] {
            const RandomScenario scenario = *any_scenario();
            const std::string text = scenario.yaml();
            const bool planted = text.find("max_queue") != std::string::npos &&
                                 text.find("checkpoint_every") != std::string::npos;
            RC_ASSERT(!planted || trial_of(text).ending != Ending::well);
        },
        100);
    REQUIRE(found.has_value());
    INFO(*found);
    const std::size_t begin = found->find("orrery: 1");
    REQUIRE(begin != std::string::npos);
    const std::string yaml = found->substr(begin, found->find("\n\n", begin) - begin);
    CHECK(std::count(yaml.begin(), yaml.end(), '\n') <= 44);
    CHECK(yaml.find("max_queue") != std::string::npos);
    CHECK(yaml.find("checkpoint_every") != std::string::npos);
}

}  // namespace scenarios_test
