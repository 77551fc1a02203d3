// How many of which accelerator for this traffic at these targets: the study `size`.
#pragma once
#include <string>
#include <vector>

#include "sim/study/fleet_trial.hpp"

namespace orrery {

/// What is asked. The scenario holds the workloads, all routed to one deployment, which is built
/// anew on each kind of hardware; `own` keeps the scenario's own pool as the first candidate.
struct SizeQuestion {
    Scenario scenario;
    DeploymentSpec deployment;          ///< model, engine and limits; tp and pool are varied
    bool own = false;                   ///< the scenario has a pool of its own to size
    std::vector<SloTarget> targets;     ///< empty: each workload's own SLO
    std::vector<std::string> hardware;  ///< servers, accelerators or families; empty: see below
    std::vector<Precision> precisions;
    std::vector<int> tps;            ///< empty: 1, 2, 4 and 8 where the heads divide
    std::vector<int> token_budgets;  ///< empty: the deployment's
    std::string region;              ///< only offers of regions that begin so; empty: any
    std::string grid;                ///< of own halls
    std::vector<double> multiples;   ///< of demand, for the growth table
    double burst_multiple = 1.5;     ///< ≤ 1: no bursts beyond those of the demand itself
    double burst_share = .1;
    Nanos burst_length{60 * kSecond.ns};
    int spare_servers = 1;
    std::uint64_t seed = 1;
    int search_seeds = 3;  ///< at most: one is enough where a run has many requests
    int verify_seeds = 5;
    int threads = 1;
};

/// One step of the ladder from the bare load to what should be bought.
struct SizeStage {
    std::string name;  ///< "for the load", "with the model's error" …
    std::string what;  ///< one phrase
    int replicas = 0;
};

struct SizeRow {
    std::string name;  ///< "hgx-h100, tp 4, fp8"
    std::string server;
    std::string accelerator;  ///< title
    std::string vendor;
    std::string offer;  ///< catalog offer, "own" where it is bought
    int tp = 1;
    std::string precision;  ///< of the weights
    int token_budget = 0;
    double usd_server_h = 0;   ///< price, or depreciation and maintenance
    double error_pct = 0;      ///< held-out error of its engine profile
    bool error_fitted = true;  ///< false: the worst of the catalog stands in
    ReplicaBound bound;
    int bound_replicas = 0;  ///< below it the queue grows for ever
    double bound_usd_h = 0;  ///< hardware alone, at the bound and with the spare server
    std::vector<SizeStage> stages;
    int replicas = 0;  ///< of the last stage: whole servers
    int servers = 0;
    int accelerators = 0;   ///< on those servers
    bool complete = false;  ///< all stages were searched
    double usd_h = 0;       ///< from the ledger of the verifying run, energy included
    double power_w = 0;     ///< mean draw of the facility, from the same
    double utilisation = 0;
    std::vector<SloValue> nominal;   ///< the fleet under the load as stated
    std::vector<SloValue> verified;  ///< with slower iterations, bursts and failing servers
    bool holds = false;              ///< verified meets every target
    std::string binding;             ///< bottleneck of the verifying run
    std::string remedy;
    std::string why;  ///< why it is not the answer; empty for the answer
};

struct SizeGrowth {  ///< demand × multiple → the fleet that it takes
    double multiple = 1;
    double rate = 0;
    int replicas = 0;
    int servers = 0;
    double usd_h = 0;       ///< hardware
    double per_demand = 0;  ///< replicas / (multiple · replicas at the first multiple)
};

struct SizeResult {
    std::string name;
    std::string model;
    double rate = 0;
    double prompt_mean = 0;
    double output_mean = 0;
    std::vector<std::string> answer;
    std::vector<SizeRow> rows;  ///< the answer first, then by cost; infeasible ones last
    std::vector<SizeGrowth> growth;
    double knee = 0;          ///< multiple of demand at which the sized fleet breaks a target
    double knee_bound = 0;    ///< at which its queue would grow for ever
    std::string knee_breaks;  ///< the target that breaks first
    std::vector<std::string> notes;
    std::vector<Origin> assumptions;
    std::string rests_on;  ///< what the answer's figures rest on, in a sentence
    std::uint64_t seed = 1;
    int seeds = 0;
    [[nodiscard]] bool answered() const { return !rows.empty() && rows.front().holds; }
};

/// A candidate before any simulation: a World with one replica, and its row.
struct SizeCandidate {
    World world;
    DeploymentId deployment;
    SizeRow row;
};

/// Every hardware × tp × precision × budget of the question that compiles; what does not fit goes
/// to `unfit` with the reason. Unknown hardware is an error.
std::vector<SizeCandidate> size_candidates(const SizeQuestion& question, const Catalog& catalog,
                                           const CompileOptions& compile,
                                           std::vector<SizeRow>& unfit, Diagnostics& diagnostics);

/// Keeps of a scenario what concerns one deployment: its workloads, its pool, its site.
void keep_only(const DeploymentSpec& deployment, Scenario& scenario);

/// Prunes by closed form, searches by simulation, verifies; deterministic for any threads.
SizeResult study_size(const SizeQuestion& question, const Catalog& catalog,
                      const CompileOptions& compile, Diagnostics& diagnostics);

}  // namespace orrery
