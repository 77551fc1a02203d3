// Variants of a scenario put side by side: the same demand and seeds through each, in parallel.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

struct VariantOptions {
    std::uint64_t seed = 1;
    int seeds = 1;    ///< replications of each variant
    int threads = 1;  ///< the results are the same for any number
};

/// What a run came to, as studies compare it; means over replications.
struct RunOutcome {
    double cost = 0;         ///< effective, reporting currency
    double electricity = 0;  ///< postings of energy, what was sold deducted; reporting currency
    double location_g = 0;
    double embodied_g = 0;
    double kwh = 0;                               ///< of facilities
    double peak_w = 0;                            ///< of all sites together
    std::vector<std::vector<double>> site_kwh;    ///< [site][interval], cooling included
    std::vector<std::vector<double>> import_kwh;  ///< [site][interval], from the grid
    std::vector<std::vector<double>> export_kwh;  ///< [site][interval], into it
    double slo = -1;                              ///< attainment; −1: no requests
    double ttft_p99_s = -1;                       ///< −1: no requests
    double job_s = 0;      ///< mean of end (or end of the run) − submission
    double jobs_left = 0;  ///< not done at the end of the run
    double missed = 0;     ///< deadlines, those of unfinished jobs included
    double with_deadline = 0;
    double arrived = 0;    ///< requests
    double refused = 0;    ///< of them: rejected, too long, timed out or lost
    double in_flight = 0;  ///< of them: at the end of the run
    double shifted_s = 0;  ///< mean over jobs
    double throttled_h = 0;
    double throttled_accelerator_h = 0;
    double power_wait_h = 0;  ///< Σ jobs
    double short_intervals = 0;
};

/// One run of a World, accounted and analysed.
RunOutcome run_variant(const World& world, std::uint64_t seed, std::uint64_t replication);

/// Means over seeds, a World a row.
std::vector<RunOutcome> run_variants(const std::vector<World>& worlds,
                                     const VariantOptions& options);

}  // namespace orrery
