// The run as a manifest of the Impact Framework: somebody else's code recomputes our SCI.
#pragma once
#include <string>

#include "sim/accounts/ledger.hpp"
#include "sim/analysis/findings.hpp"

namespace orrery {

/// A YAML manifest (Impact Framework 1.x, builtin plugins alone). One component a pool with rows of
/// facility energy, share of it that the grid delivered, intensity of the grid and reserved server
/// time; the framework multiplies, adds and divides what served requests by requests and output
/// tokens, and the jobs' share by jobs. Intervals are
/// joined, energy-weighted, until there are at most 4,000 rows. `sci-per-request` equals
/// `carbon.sci_per_request` but for rounding.
std::string render_impact_manifest(const World& world, const Observations& observations,
                                   const Ledger& ledger, const Findings& findings);

}  // namespace orrery
