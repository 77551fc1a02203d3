// The world: the scenario compiled into ids and tables, immutable, shared by all replications.
#pragma once
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/contracts/terms.hpp"
#include "models/llm/iteration.hpp"
#include "models/llm/slot_law.hpp"
#include "models/llm/step_model.hpp"
#include "models/queueing/pipeline.hpp"
#include "models/training/step.hpp"
#include "orrery/base/ids.hpp"
#include "orrery/base/time.hpp"
#include "sim/scenario/catalog.hpp"
#include "sim/scenario/contract_book.hpp"
#include "sim/scenario/data_flow.hpp"
#include "sim/scenario/power.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/site_energy.hpp"
#include "sim/scenario/supply_book.hpp"

namespace orrery {

struct Outage {
    Nanos at;
    Nanos until;
    std::string reason;
};

struct Site {
    std::string name;
    SiteKind kind = SiteKind::on_prem;
    std::string vendor;
    std::string region;
    std::string country;
    std::string grid;
    std::string time_zone;
    std::string group;         ///< entry that it was made from; empty: its own
    std::string operated_by;   ///< who runs it
    std::string jurisdiction;  ///< country whose law binds the operator
    std::vector<std::string> certifications;
    Relation relation = Relation::owner;  ///< never automatic
    double pue = 1;  ///< of the year at a typical load; the accounts' follows load and weather
    /// At the typical load, in the weather of each meter interval: for routers; empty: constant.
    std::vector<double> pue_by_interval;
    double electricity_usd_kwh = 0;  ///< 0 where energy is in the price of the server (cloud)
    /// By meter interval: life-cycle intensity of what the grid delivers, its direct part (empty:
    /// not known), marginal intensity (empty: not known), price.
    std::vector<double> grid_g_kwh;
    std::vector<double> grid_direct_g_kwh;
    std::vector<double> grid_marginal_g_kwh;
    std::vector<double> usd_kwh;
    std::string grid_source;
    std::string marginal_source;
    std::optional<RackSpec> racks;    ///< none: the floor is not limited
    std::vector<ModuleSpec> modules;  ///< sorted by date
    double contracted_power_w = 0;    ///< with cooling; 0: not limited
    double cooling_limit_w = 0;       ///< IT heat; 0: not limited
    /// By meter interval: what the site may draw, cooling included; empty: not limited. Contracted
    /// power, modules and agreements to yield are in it.
    std::vector<double> power_cap_w;
    std::vector<double> firm_cap_w;   ///< likewise without the agreements; empty: as power_cap_w
    std::vector<FlexibleCall> calls;  ///< of the agreements, sorted by start
    std::vector<Outage> outages;      ///< sorted, not overlapping
    contracts::EgressTerms egress;
    SiteEnergy energy;
    std::optional<TariffSpec> tariff;  ///< beside the energy price
    std::optional<ColocationSpec> colocation;

    /// What routers reckon with in a meter interval.
    [[nodiscard]] double pue_at(std::size_t interval) const {
        if (pue_by_interval.empty()) return pue;
        return pue_by_interval[std::min(interval, pue_by_interval.size() - 1)];
    }
};

/// A cause of failures and how often it is seen beside the others.
struct CauseShare {
    std::string name;
    double weight = 0;
};

/// Servers `first` … `first + count − 1` of a pool (counted round) are taken down on purpose.
struct MaintenanceWindow {
    Nanos notice;
    Nanos at;
    Nanos until;
    int first = 0;
    int count = 0;
    std::string reason;
};

/// From `at` on, that many servers can be had, or a server costs so much.
struct CapacityChange {
    Nanos at;
    int servers = 0;
};
struct PriceChange {
    Nanos at;
    double usd_server_h = 0;
};

struct SpotMarket {
    SpotSpec spec;
    std::vector<CapacityChange> recorded;  ///< sorted; the first at 0; empty: from the rates
    std::vector<PriceChange> prices;       ///< sorted; the first at 0; empty: the pool's price
};

struct Pool {
    std::string name;
    std::string group;  ///< entry that it was made from; empty: its own
    SiteId site;
    bool tokens = false;  ///< stands for an API: its server and accelerator are nobody's
    Server server;
    Accelerator accelerator;
    int servers = 0;                 ///< from the start
    int max_servers = 0;             ///< ≥ servers; beyond them a scale-up must be supplied
    double embodied_life_years = 0;  ///< over which its embodied carbon is spread
    contracts::ComputeTerms terms;
    FailureSpec failures;
    std::vector<CauseShare> causes;  ///< of its servers' failures; empty: not told apart
    SupplySpec supply;
    std::optional<Nanos> bought;  ///< since the run's start; may be negative; none: before the run
    double power_cap_w = 0;       ///< of one accelerator; 0: its own limit
    Nanos sleep_after = Nanos::never();
    double sleep_w = 0;  ///< of a sleeping accelerator
    Nanos wake{0};       ///< what a job waits for sleeping servers
    bool confidential = false;
    std::vector<MaintenanceWindow> maintenance;  ///< sorted by start
    std::optional<SpotMarket> spot;
    std::optional<PoolSchedulerSpec> scheduler;  ///< of recorded jobs
    std::optional<PurchaseSpec> purchase;        ///< owned: how it was bought
    std::map<std::string, std::string> tags;     ///< for allocation and bills
    [[nodiscard]] int accelerators() const { return servers * server.accelerators; }
};

/// How one replica serves: by iterations of the table, in slots by a linear law, or as the queueing
/// test device.
enum class ServiceKind { batching, exponential, per_token, linear };

struct Deployment {
    std::string name;
    std::string group;  ///< entry that it was made from; empty: its own
    PoolId pool;
    SiteId site;
    std::string model;
    std::uint32_t table = 0;  ///< index into World::tables
    int accelerators = 1;     ///< of one replica: tp·dp·pp
    int replicas_min = 1;
    int replicas_max = 1;
    Nanos load_time;
    std::optional<AutoscalerSpec> autoscaler;
    int max_num_seqs = 256;
    int token_budget = 8192;
    std::int64_t context = 0;  ///< most tokens of a request that the model takes; 0: any
    SchedulerRules rules;
    BalancerKind balancer = BalancerKind::least_outstanding;
    /// Measured iteration times instead of the table's; none: the analytic table.
    std::shared_ptr<const llm::StepModel> measured;
    double measured_scale = 1;  ///< of those: calibration and drafts
    DeploymentId prefill;       ///< computes the prompts; invalid: this one
    double kv_bytes_token = 0;  ///< of all accelerators, moved when a prompt was computed elsewhere
    double kv_bytes_request = 0;  ///< likewise, whatever its length: states of linear layers
    double transfer_bandwidth = 0;
    Nanos transfer_latency{0};
    std::uint32_t weights = kNoPlace;  ///< data set that replicas load from
    std::int64_t host_cache_blocks = 0;
    std::int64_t disk_cache_blocks = 0;
    double host_block_s = 0;  ///< to load a block
    double disk_block_s = 0;
    double joules_per_token = 0;  ///< marginal, at a full batch; for routers
    int draft_tokens = 0;         ///< speculation: tokens proposed to each decode an iteration
    double acceptance = 0;        ///< speculation: probability that a proposed token is accepted
    ServiceKind service = ServiceKind::batching;
    double service_s = 0;                         ///< mean (exponential) or a token (per_token)
    llm::SlotLaw slot_law;                        ///< linear
    std::optional<contracts::TokenTerms> tokens;  ///< of an API
    double requests_s_limit = 0;        ///< what it lets pass, requests a second; 0: all …
    double tokens_s_limit = 0;          ///< … and tokens a second, prompt and most output
    double usd_per_million_tokens = 0;  ///< marginal: energy if owned, price if rented; for routers
    double peak_w = 0;  ///< of a replica's accelerators, whatever its batch; idle power included
};

/// A step of an agent, compiled: who waits for it, and whether it follows in one line, so that its
/// text is the conversation's.
struct AgentCall {
    std::vector<std::uint32_t> next;
    int before = 0;  ///< steps that it waits for
    bool in_line = true;
};

/// A way a workload may go.
struct Route {
    DeploymentId deployment;
    Nanos rtt;
    bool stated = true;  ///< as written under network.rtt; else of the shortest path
};

struct Workload {
    std::string name;
    std::string tenant;
    std::vector<Route> routes;  ///< allowed by residency, in name order of deployments
    std::vector<bool> allowed;  ///< by DeploymentId: what its data may go to; empty: all
    RouterKind router = RouterKind::least_outstanding;
    WorkloadSpec spec;              ///< demand, SLO, limits as the user wrote them
    std::vector<AgentCall> agent;   ///< as spec.agent
    std::string trace_path;         ///< resolved; empty for synthetic
    std::string lengths_path;       ///< resolved; empty unless `lengths_from`
    std::int64_t utc_offset_s = 0;  ///< of the workload's zone at the scenario's start
};

/// Where a job may run, on how many whole servers, how fast.
struct JobPlace {
    PoolId pool;
    int servers = 0;
    Nanos step_time;
    /// What power caps leave, fastest first; empty: full speed, at `utilisation` of the dynamic
    /// power, or none.
    std::vector<ThrottleStep> throttle = {};
};

/// The step of a job whose training was described, as modelled.
struct TrainingFacts {
    std::vector<training::Term> terms;
    std::string layout;    ///< "tp 8 x pp 16 x dp 128, …"
    std::string profile;   ///< catalog key of the coefficients
    double error_pct = 0;  ///< its held-out error
    double mfu = 0;
    double hfu = 0;
    double memory_bytes = 0;  ///< of the fullest accelerator
    double step_flops = 0;    ///< the model's
    double tokens_per_step = 0;
};

/// What a job's input pipeline lets through.
struct InputFacts {
    queueing::Flow flow;
    double wanted = 0;  ///< items a second that the accelerators could take
    std::vector<std::string> stages;
};

struct Job {
    std::string name;
    PoolId pool;
    int servers = 0;  ///< whole servers
    JobSpec
        spec;  ///< `checkpoint_every` and fallback margins are computed where they were not given
    Nanos write{0};  ///< of a checkpoint, in full
    Nanos read{0};
    double failures_per_server_s = 0;  ///< software and fabric
    std::vector<CauseShare> causes;
    std::uint32_t dataset = kNoPlace;   ///< input that must be at its site
    SiteId upload_to;                   ///< gets copies of its checkpoints; invalid: none
    std::int64_t checkpoint_bytes = 0;  ///< of a copy
    double corruptions_per_accelerator_s = 0;
    double expected_mtti_s = 0;  ///< all hazards of rates together; 0: none
    std::optional<JobPlace> upgrade;
    std::optional<JobPlace> fallback;
    std::optional<TrainingFacts> training;
    std::optional<InputFacts> input;
    std::vector<ThrottleStep> throttle;  ///< at home; see JobPlace
    [[nodiscard]] JobPlace home() const { return {pool, servers, spec.step_time, throttle}; }
    [[nodiscard]] int groups() const { return spec.data_parallel > 0 ? spec.data_parallel : 1; }
};

struct World {
    std::string name;
    std::string description;
    std::int64_t start_unix_s = 0;
    Nanos horizon;
    Nanos warmup;
    Nanos meter_interval;
    std::uint64_t seed = 1;
    std::string currency = "USD";
    double usd_per_currency = 1;
    LedgerPeriod ledger_period = LedgerPeriod::month;  ///< never automatic
    std::vector<FxSpec> fx;                            ///< by currency, date
    ContractBook contracts;
    FinanceSpec finance;
    std::vector<RoleSpec> staff;              ///< by name
    std::vector<VendorSpec> vendors;          ///< by name: those of the scenario, all gaps filled
    std::vector<DisruptionSpec> disruptions;  ///< by date
    std::vector<ServiceSpec> services;        ///< by name
    std::vector<RunbookSpec> runbooks;        ///< by name
    std::vector<AssumptionSpec> assumptions;
    SupplyBook supply;  ///< of those, by ids
    std::vector<Site> sites;  ///< all vectors: ids follow name order
    std::vector<Pool> pools;
    std::vector<Deployment> deployments;
    std::vector<Workload> workloads;
    std::vector<Job> jobs;
    std::vector<JobTrace> job_traces;
    Network network;
    std::vector<llm::IterationTable> tables;
    std::vector<llm::ReplicaShape> shapes;  ///< of each table, for `explain`
    LimitSpec limits;
    ReportingSpec reporting;
    std::vector<DataClassSpec> data_classes;  ///< in name order
    std::vector<DataFlow> data_flows;         ///< what may go where, and by which rule
    std::vector<ExcludedRoute> excluded_routes;
    std::vector<Project> projects;
    std::vector<AssertSpec> asserts;
    std::vector<Origin> origins;  ///< assumption register: scenario values and catalog facts
    std::string catalog_hash;
    std::string catalog_as_of;

    [[nodiscard]] std::size_t intervals() const {
        return static_cast<std::size_t>((horizon.ns + meter_interval.ns - 1) / meter_interval.ns);
    }
};

struct CompileOptions {
    std::string data_folder;  ///< what `data:` paths resolve under; empty: none
    bool allow_any_path = false;
    std::string today;  ///< ISO date for age warnings; empty: no warnings
};

/// Names to ids, formulas to tables; infeasible entries (model larger than its memory, residency
/// that nothing satisfies, pool too small) are errors with verdict `infeasible` and the conflict
/// set.
std::optional<World> compile_world(const Scenario& scenario, const Catalog& catalog,
                                   const CompileOptions& options, Diagnostics& diagnostics);

}  // namespace orrery
