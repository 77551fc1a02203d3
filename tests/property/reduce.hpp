// A failing scenario made small: what can be left out, and what still fails without it.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/property/random_scenario.hpp"

namespace orrery::property {

/// How a scenario's run ended, in a process of its own: an error of ours ends the process.
enum class Ending { well, refused, not_finite, not_repeated, violated };

struct Trial {
    Ending ending = Ending::well;
    std::string words;  ///< what it said on stderr
};

/// Runs the text once, twice if `twice`, with all checkers on; `sampled`: some of its days alone.
Trial trial_of(const std::string& yaml, bool twice = false, bool sampled = false);

/// Scenarios of seeds from first to last, up to the one that fails, if one does.
struct Sweep {
    Ending ending = Ending::well;
    std::uint64_t failed = 0;  ///< seed, where one does not end well
    double requests = 0;
    double jobs = 0;
};

/// A tenth is run twice for the same bytes.
Sweep sweep_of(std::uint64_t first, std::uint64_t last);

/// Scenarios with something left out: an entry with all that names it, a key, a whole section; half
/// the time. Some are not valid.
std::vector<RandomScenario> smaller(const RandomScenario& scenario);

/// Leaves out whatever can be left out while it fails, until nothing can.
RandomScenario reduced(RandomScenario scenario,
                       const std::function<bool(const RandomScenario&)>& fails);

}  // namespace orrery::property
