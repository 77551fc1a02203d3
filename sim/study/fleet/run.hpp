// Planning cases simulated with the engine: P99 of TTFT over seeds, verdicts, conclusions.
#pragma once
#include <cstdint>

#include "sim/analysis/findings.hpp"
#include "sim/engine/run.hpp"
#include "sim/study/fleet/law.hpp"

namespace orrery::fleet {

struct PoolRow {
    Pool pool;
    int count = 0;              ///< simulated
    bool prefill_only = false;  ///< disaggregated: a slot computes prompts and nothing else
    int by_rule = 0;            ///< their sizing rule with exact moments
    PoolLaw law;
    double load = 0;        ///< ρ
    double analytic_s = 0;  ///< P99 wait + mean prefill, their formula
    Metric p99;             ///< simulated P99 of TTFT: mean over seeds, 95 % interval
    double worst_s = 0;     ///< of the seeds
    double next_s = 0;      ///< upper end of the 95 % prediction interval of one more run
    int failing = 0;        ///< seeds beyond the SLO
    Outcome outcome = Outcome::none;
    double usd_year = 0;
    double power_w = 0;   ///< at the mean number of busy slots
    double tokens_s = 0;  ///< output
};

struct FleetRow {
    const Fleet* fleet = nullptr;
    double rate = 0;
    std::vector<PoolRow> pools;
    Outcome outcome = Outcome::none;
    [[nodiscard]] int gpus() const;
    [[nodiscard]] double usd_year() const;
    [[nodiscard]] double tokens_per_watt() const;
    [[nodiscard]] bool as_expected() const;
};

struct DisaggregatedRow {
    const Disaggregated* fleet = nullptr;
    double rate = 0;  ///< their formula
    double ttft_s = 0;
    double tpot_s = 0;
    PoolRow prefill;  ///< simulated with lengths as they are drawn
    [[nodiscard]] bool as_expected() const;
};

struct CaseRow {
    const Case* what = nullptr;
    std::vector<FleetRow> fleets;
    std::vector<DisaggregatedRow> disaggregated;
    [[nodiscard]] bool holds() const;
};

struct RunSettings {
    std::uint64_t seed = 1;
    int seeds = 10;
    int threads = 1;
};

/// One pool as a World: a station of count × slots servers and a linear law, with its requests.
World pool_world(const Cases& cases, const Case& what, const PoolRow& row, double rate);
/// Poisson arrivals with lengths of the pool's range; those beyond its context are left out.
RequestSources pool_requests(const Cases& cases, const Case& what, const PoolRow& row, double rate,
                             std::uint64_t seed, std::uint64_t replication);

/// Simulates every fleet of a case; the same for any number of threads.
CaseRow run_case(const Cases& cases, const Case& what, const RunSettings& settings);

}  // namespace orrery::fleet
