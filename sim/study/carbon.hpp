// The study `carbon`: what a run emits by scope and per unit, elsewhere, and against a baseline.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/carbon/marginal.hpp"
#include "sim/analysis/findings.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

struct CarbonQuestion {
    Scenario scenario;
    std::optional<Scenario> baseline;  ///< what is avoided is counted against it
    /// Grid zones in which the same energy is counted again; empty: the cleanest, the dirtiest and
    /// the median of the catalog.
    std::vector<std::string> grids;
    std::uint64_t seed = 1;
};

/// The same run with every site on another grid: metered once, counted again.
struct ElsewhereRow {
    std::string grid;
    double operational_g = 0;
    double embodied_g = 0;
    double per_token_g = 0;  ///< SCI; 0 where no token was made
    double energy_usd = 0;   ///< grid energy at that zone's price
};

/// Scenario minus baseline, by both ways to judge it. Without embodied carbon of either.
struct AvoidedRow {
    double attributed_g = 0;  ///< location-based
    std::optional<double> marginal_g;
    double embodied_g = 0;
    double kwh = 0;
};

struct CarbonResult {
    Findings findings;
    std::vector<ElsewhereRow> elsewhere;  ///< sorted by total, cleanest first
    std::optional<AvoidedRow> avoided;
    /// Grid intensity at which operational equals embodied carbon, g/kWh: below it, hardware is
    /// what counts. 0 without grid energy.
    double even_g_kwh = 0;
    double mean_g_kwh = 0;  ///< of what the grid delivered, energy-weighted
};

/// Simulates scenario and baseline with the same seed; errors of either go to `diagnostics`.
std::optional<CarbonResult> study_carbon(const CarbonQuestion& question, const Catalog& catalog,
                                         const CompileOptions& compile, Diagnostics& diagnostics);

}  // namespace orrery
