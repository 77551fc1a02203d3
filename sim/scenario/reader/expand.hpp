// Sites from one entry: a site with a count becomes so many, with all that stands on it.
#pragma once
#include "sim/scenario/scenario.hpp"

namespace orrery {

/// What the scenario means once every entry stands for itself. A site `retail` with `count: 400`
/// becomes retail-001 … retail-400, and so do its pools, their deployments and jobs, and the round
/// trips to it. A workload that lists such a deployment becomes one for each site, which has the
/// entry's demand for itself and goes to its own site's deployment beside the others it lists; with
/// `spread: any` it stays one that may go to all of them. Everything made from an entry has the
/// entry's name as its `group`. Deployments of an API get a pool of their own, which stands for it.
/// Reports entries that would need two counts at once, or names that are taken.
Scenario expand_sites(const Scenario& written, Diagnostics& diagnostics);

}  // namespace orrery
