// New prices, contracts and intensities on a stored run: the accounts again, without the clock.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/world.hpp"
#include "sim/store/stored_run.hpp"
#include "sim/study/analyse_runs.hpp"

namespace orrery {

struct RepriceQuestion {
    std::vector<ScenarioLayer> layers;   ///< over those of the run
    std::vector<CatalogFolder> catalog;  ///< over its catalog
    CompileOptions compile;              ///< data folder and date; the rest is the run's
};

struct Repriced {
    World world;
    StoredRun run;  ///< with the new layers: the result may be priced again
    AnalysedRuns results;
    std::vector<std::string> may_differ;  ///< policies that see what changed; empty: as a re-run
};

/// Empty after errors: what changes reaches what was simulated, or files of the run are not as they
/// were. A warning (E0902) names each policy that would have acted on the change. Throws
/// EnvironmentError for files that cannot be read.
std::optional<Repriced> reprice(StoredRun run, const RepriceQuestion& question,
                                Diagnostics& diagnostics);

/// Whether what happened in a run of `before` would happen again in `after`, bit for bit: nothing
/// that was simulated differs, and no policy saw what does.
bool same_course(const Scenario& before, const World& was, const Observations& o,
                 const Scenario& after, const World& is);

/// "pools[own].servers: 8 -> 16" of every value that differs and may act on what was simulated;
/// lists are indexed by name.
std::vector<std::string> simulated_changes(const Scenario& before, const Scenario& after);

}  // namespace orrery
