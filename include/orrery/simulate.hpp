// From a scenario and facts to a result: one run, or replications with intervals.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "orrery/facts.hpp"
#include "orrery/result.hpp"
#include "orrery/scenario.hpp"

namespace orrery::api {

struct Options {
    std::optional<std::uint64_t> seed = {};  ///< else the scenario's
    int replications = 1;                    ///< independent; from 2 on figures have intervals
    int threads = 1;                         ///< over replications; never changes a bit of a result
    bool sampled = false;     ///< requests of representative days alone, for long horizons
    bool any_path = false;    ///< files may lie outside of the scenario's folder
    std::string data_folder;  ///< of `data:` paths; empty: the environment's ORRERY_DATA
};

/// Throws InvalidInput with everything that is wrong, Unavailable for files that fail.
Result simulate(const Scenario& scenario, const Facts& facts, const Options& options = {});

}  // namespace orrery::api
