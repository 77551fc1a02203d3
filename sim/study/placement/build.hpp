// From a scenario to the placement problem: residency, latency, capacity, power, prices.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "sim/scenario/catalog.hpp"
#include "sim/scenario/world.hpp"
#include "sim/study/placement/problem.hpp"

namespace orrery::placement {

struct Options {
    double utilisation = .7;  ///< share of a replica's closed-form rate that is used at peak
    double budget_usd_h = 0;  ///< 0: none
    std::uint64_t seed = 1;
};

/// A way that nothing can make fit: "the KV cache of a replica holds …".
struct Impossible {
    std::string demand;
    std::string deployment;
    std::string why;
};

/// The problem with the World and the scenario that it stands for.
struct Built {
    Scenario scenario;                  ///< as written, but one of equal sites
    std::map<std::string, int> counts;  ///< how many there are, by site
    World world;                        ///< with every route that is listed, residency left out
    Problem problem;
    std::vector<Impossible> impossible;
};

/// Compiles the scenario without its residency and turns that into constraints. Nothing after
/// errors in `diagnostics`. Deployments' first replicas and ranges do not matter: the study
/// decides.
std::optional<Built> build(const Scenario& scenario, const Catalog& catalog,
                           const CompileOptions& compile, const Options& options,
                           Diagnostics& diagnostics);

}  // namespace orrery::placement
