// The scenario as the user means it: plain structs, names not ids, every quantity in SI base units.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/llm/iteration.hpp"
#include "models/llm/slot_law.hpp"
#include "orrery/base/diagnostics.hpp"
#include "orrery/base/time.hpp"
#include "sim/scenario/asset_spec.hpp"
#include "sim/scenario/contract_spec.hpp"
#include "sim/scenario/finance_spec.hpp"
#include "sim/scenario/hazard_spec.hpp"
#include "sim/scenario/job_spec.hpp"
#include "sim/scenario/network_spec.hpp"
#include "sim/scenario/scheduler.hpp"
#include "sim/scenario/shared_cluster.hpp"
#include "sim/scenario/site_spec.hpp"
#include "sim/scenario/vendor_spec.hpp"

namespace orrery {

enum class RouterKind { nearest, least_outstanding, cheapest_within_slo, greenest_within_slo };
enum class ArrivalLaw { poisson, gamma, weibull, mmpp };
enum class TraceFormat { automatic, azure, mooncake, orrery };
enum class GrowthLaw { none, exponential, logistic, steps };
enum class LengthLaw { constant, lognormal, empirical, exponential };
/// How a deployment's requests are spread over its ready replicas.
enum class BalancerKind {
    least_outstanding,
    least_tokens,
    round_robin,
    random,
    power_of_two,
    session,  ///< a conversation stays on its replica
    prefix,   ///< where most of the prompt is resident and the queue is short
};
enum class Switch { automatic, off, on };
enum class AutoscaleMetric { queue, utilisation, ttft };
enum class ContractKind { on_demand, owned };
/// What postings of the ledger take together; automatic: hours up to 400 days, then months.
enum class LedgerPeriod : std::uint8_t { automatic, hour, day, month };
/// Of a workload that lists deployments of many equal sites: each site has the demand for itself,
/// or all of them share one.
enum class Spread { per_site, any };

/// How a scale-up of a pool is answered: what fraction is refused, delayed or filled in part.
struct SupplySpec {
    int max_servers = 0;  ///< what the pool may grow to in all; 0: it does not grow
    double refuse = 0;    ///< probability that a request for servers gets none
    double partial = 0;   ///< probability that it gets a uniform share of what it asked
    Nanos delay{0};       ///< mean provisioning delay, exponential; 0: at once
};

struct PoolSpec {
    SourcePosition where;
    std::string name;
    std::string site;
    std::string group;    ///< entry that it was made from, of a site with a count; empty: none
    bool tokens = false;  ///< stands for an API: no servers of one's own, made by the reader
    std::string server;   ///< catalog server key
    int servers = 0;      ///< present from the start
    ContractKind contract = ContractKind::owned;
    std::string offer;  ///< catalog price key for on_demand; empty: looked up by region and server
    double price_usd_server_h = -1;  ///< overrides the offer; −1: none
    double list_usd_server_h = -1;  ///< list price where `price` is a negotiated one; −1: = price
    double capex_usd_server = -1;   ///< owned: −1: the catalog's price
    double life_years = 5;          ///< straight-line depreciation
    double residual = 0;            ///< share of capex left at the end
    double maintenance_per_year = 0.05;  ///< share of capex
    double staff_usd_year = 0;           ///< of the whole pool
    double power_cap_w = 0;              ///< of one accelerator; 0: its own limit
    Nanos sleep_after = Nanos::never();  ///< accelerators without work go to sleep after this
    bool confidential = false;           ///< confidential computing is on: costs time
    std::string bought;                  ///< date of purchase; empty: before the run
    FailureSpec failures;
    SupplySpec supply;
    std::vector<MaintenanceSpec> maintenance;
    std::optional<SpotSpec> spot;
    std::optional<PoolSchedulerSpec> scheduler;
    double granularity_s = 1;                 ///< on_demand: sessions are billed in multiples of it
    double minimum_s = 60;                    ///< on_demand: shortest session that is billed
    std::optional<PurchaseSpec> purchase;     ///< owned: how it was bought, and what it is worth
    std::map<std::string, std::string> tags;  ///< for allocation and bills
};

struct AutoscalerSpec {
    AutoscaleMetric metric = AutoscaleMetric::queue;
    double target = 4;  ///< queue: waiting requests a replica; utilisation: share
    Nanos interval{60 * kSecond.ns};
    Nanos scale_down_after{10 * kMinute.ns};
};

struct DeploymentSpec {
    SourcePosition where;
    std::string name;
    std::string model;  ///< catalog model key
    std::string pool;
    std::string group;               ///< entry that it was made from; empty: none
    std::string site;                ///< of an API, instead of a pool
    std::string api;                 ///< catalog price of tokens; no pool then
    double api_input_usd_mtok = -1;  ///< negotiated, instead of the list price; −1: list
    double api_output_usd_mtok = -1;
    double api_requests_s = -1;     ///< rate limit; −1: the catalog's, 0: none
    double api_tokens_s = -1;       ///< likewise, prompt and output tokens
    double api_batch_discount = 0;  ///< off all its tokens: they go as a batch
    double api_units = 0;           ///< of provisioned throughput, paid used or not
    double api_usd_unit_h = -1;     ///< price of one of them; −1, here and below: the catalog's
    double api_unit_tokens_s = -1;  ///< prompt tokens that one carries
    double api_unit_output = -1;    ///< prompt tokens that an output token counts for there
    Precision precision = Precision::bf16;
    std::optional<Precision> kv_precision;  ///< default: bf16
    int tp = 1;
    int pp = 1;
    int dp = 1;            ///< attention data parallelism: groups with their own sequences
    int ep = 1;            ///< expert parallelism over the tp·dp accelerators of a stage
    int replicas_min = 1;  ///< present from the start
    int replicas_max = 1;
    std::optional<AutoscalerSpec> autoscaler;  ///< required when max > min
    Nanos load_time{90 * kSecond.ns};
    std::string engine = "vllm";  ///< catalog engine profile
    int max_num_seqs = 256;
    int token_budget = 8192;
    int block_tokens = 16;
    SchedulerKind scheduler = SchedulerKind::automatic;
    BalancerKind balancer = BalancerKind::least_outstanding;
    int num_gpu_blocks = 0;  ///< 0: derived from memory
    double reserve = -1;     ///< overrides of the scheduler's rules; −1: the preset's
    double watermark = -1;
    int draft_tokens = 0;      ///< speculation
    double acceptance = 0.7;   ///< of a proposed token
    double draft_cost = 0.05;  ///< of proposing a token, as a share of an iteration
    Switch prefix_cache = Switch::automatic;
    double host_cache_bytes = 0;  ///< of a replica: KV evicted from the device goes there …
    double disk_cache_bytes = 0;  ///< … and from there to disk
    double host_cache_bandwidth = 25e9;
    double disk_cache_bandwidth = 5e9;
    double time_scale = 1;             ///< calibration: multiplies iteration times
    std::string layer_profile;         ///< stem of measured layer times; empty: the analytic model
    std::string operator_tables;       ///< stem of measured operators; empty: the analytic model
    std::string weights_from;          ///< data set that its replicas load from; empty: at hand
    std::string prefill;               ///< deployment that computes the prompts; empty: this one
    double transfer_bandwidth = 50e9;  ///< of a prefill replica's link, B/s
    Nanos transfer_latency{100'000};
    double memory_utilisation = .9;
    /// M/M/1-like testing device: > 0 replaces the model by exponential service of this mean and
    /// one slot a replica; documented, used by `validate queueing`.
    double exponential_service_s = 0;
    /// The same with service proportional to output tokens: seconds per token; 0: off.
    double service_s_per_token = 0;
    /// Slots whose service time follows from lengths alone, as fleet planners have it.
    std::optional<llm::SlotLaw> slot_law;
    /// A vision or embedding model whose every item is the same work, by its name in the catalog's
    /// coefficients ("resnet-50"); a request's prompt is its number of items.
    std::string fixed_model;
    Nanos fixed_overhead{500'000};  ///< of the host, each batch
};

/// Requests from a file; paths resolve as DESIGN 6 says.
struct TraceSpec {
    std::string file;  ///< as written ("data:llm_traces/…", or relative to the scenario)
    TraceFormat format = TraceFormat::automatic;
    Nanos clip_start{0};  ///< offset in the trace
    Nanos clip_length = Nanos::never();
    double scale = 1;             ///< > 1 superposes copies within half an hour, < 1 thins
    int repeat = 1;               ///< times the clipped trace is played, one after the other
    double time_compression = 1;  ///< > 1 plays faster: explicit, changes burstiness
    Nanos sort_window{10 * kSecond.ns};
};

struct LengthSpec {
    LengthLaw law = LengthLaw::lognormal;
    double mean = 512;            ///< tokens
    double cv = 1;                ///< lognormal: coefficient of variation
    std::vector<double> values;   ///< empirical: token counts …
    std::vector<double> weights;  ///< … and their weights
    int min = 1;
    int max = 131072;
};

struct GrowthSpec {
    GrowthLaw law = GrowthLaw::none;
    double per_year = 0;                          ///< exponential: growth a year, 1.0 = doubles
    double ceiling = 0;                           ///< logistic: final multiple of the initial rate
    Nanos midpoint{0};                            ///< logistic: when half of the rise is reached
    std::vector<std::pair<Nanos, double>> steps;  ///< (at, multiple of the initial rate)
};

struct FlashCrowdSpec {
    Nanos at;
    Nanos duration;
    double multiple = 1;
};

struct SyntheticSpec {
    ArrivalLaw law = ArrivalLaw::poisson;
    double rate = 0;                      ///< mean requests a second at the start
    double cv = 1;                        ///< gamma, weibull: of the interarrival times
    double burst_multiple = 4;            ///< mmpp: rate in the burst state over the mean rate
    double burst_share = .1;              ///< mmpp: share of time in the burst state
    Nanos burst_length{60 * kSecond.ns};  ///< mmpp: mean sojourn in it
    std::vector<double> daily;   ///< 24 factors by local hour, mean rescaled to 1; empty: flat
    std::vector<double> weekly;  ///< 7 factors, Monday first
    GrowthSpec growth;
    std::vector<FlashCrowdSpec> flash_crowds;
    LengthSpec prompt;
    LengthSpec output;
    std::string lengths_from;  ///< a trace file whose (prompt, output) pairs are drawn jointly
    TraceFormat lengths_format = TraceFormat::automatic;
};

struct RateLimitSpec {
    double rate = 0;   ///< requests a second that the gateway lets pass; 0: all
    double burst = 1;  ///< requests that may pass at once
};

/// Each arrival begins a conversation: its later prompts hold all that was said.
struct ConversationSpec {
    double turns = 1;   ///< mean; geometric, at least one
    Nanos think_time;   ///< mean between an answer and the next turn; exponential
    LengthSpec prompt;  ///< new tokens of each further turn
    LengthSpec output;
};

/// A step of an agent: calls of the model, in parallel, after other steps and a tool's wait.
struct CallSpec {
    SourcePosition where;
    std::string name;
    std::vector<std::string> after;
    int calls = 1;
    Nanos wait{0};      ///< of tools before it begins
    LengthSpec prompt;  ///< new tokens, beside the context
    LengthSpec output;
    bool fresh = false;  ///< does not see what was said before
};

struct SloSpec {  ///< seconds; negative: none
    double ttft_s = -1;
    double tpot_s = -1;
    double e2e_s = -1;
    double target = .99;  ///< share of requests that must meet all of them
    [[nodiscard]] bool given() const { return ttft_s >= 0 || tpot_s >= 0 || e2e_s >= 0; }
};

struct WorkloadSpec {
    SourcePosition where;
    std::string name;
    std::string tenant = "default";
    std::map<std::string, std::string> tags;  ///< for allocation and bills
    std::string group;                        ///< entry that it was made from; empty: none
    Spread spread = Spread::per_site;
    std::vector<std::string> deployments;
    std::optional<TraceSpec> trace;
    std::optional<SyntheticSpec> synthetic;  ///< exactly one of the two
    std::string origin;                      ///< place the users are at: a name in `network.rtt`
    std::string time_zone = "UTC";           ///< of daily and weekly shapes
    std::vector<std::string> residency;      ///< allowed countries; empty: anywhere
    std::string data_class;                  ///< of `data_classes`; empty: unrestricted
    Signal signal = Signal::average;         ///< that greenest_within_slo looks at
    double forecast_error = 0;               ///< of it: relative standard deviation
    RouterKind router = RouterKind::least_outstanding;
    int max_queue = 0;                ///< waiting requests a replica before rejection; 0: unlimited
    int retries = 2;                  ///< after losing a replica
    Nanos timeout = Nanos::never();   ///< client gives up if no token has come
    Nanos deadline = Nanos::never();  ///< client leaves, whatever has come
    int shared_prefix = 0;            ///< tokens of a system prompt that all requests begin with
    std::optional<ConversationSpec> conversation;
    std::vector<CallSpec> agent;
    int priority = 0;  ///< lower goes first
    RateLimitSpec limit;
    int max_tokens = 0;                   ///< 0: the true length, recorded as a default
    double response_bytes_per_token = 4;  ///< egress
    std::optional<ValueSpec> value;       ///< what it brings in
    SloSpec slo;
};

struct RttSpec {
    SourcePosition where;
    std::string from;  ///< an origin
    std::string to;    ///< a site
    Nanos rtt;
};

struct EgressSpec {
    double usd_gb = -1;  ///< −1: the vendor's catalog price
};

struct AssertSpec {  ///< `latency.ttft.p99 < 1 s`
    SourcePosition where;
    std::string text;
    std::string path;  ///< result path
    std::string op;    ///< < <= > >= ==
    double value = 0;  ///< in SI base units, or in the metric's own unit without one
    std::string unit;
};

struct LimitSpec {
    std::int64_t max_events = 0;  ///< 0: no limit
    std::int64_t max_events_at_instant = 10'000'000;
    double max_wall_s = 0;
    std::int64_t max_memory_bytes = 0;
    std::int64_t max_present = 1'000'000;  ///< requests; a queue that only grows gets there
};

/// One row of the effective scenario: what `check` prints and the assumption register keeps.
struct Origin {
    std::string path;    ///< "sites[0].pue"
    std::string value;   ///< as a user would write it
    std::string origin;  ///< "file:line", "--set", "overlay file:line", "default", "catalog …"
};

struct Project {  ///< a row of the project list (issue point 9)
    SourcePosition where;
    std::string name;
    std::string tenant;
    std::string data_class;
    std::string workload;  ///< or job that carries it
    Nanos deadline = Nanos::never();
};

struct Scenario {
    std::string file;
    std::string name;
    std::string description;
    std::int64_t start_unix_s = 0;  ///< UTC
    Nanos horizon{kDay};
    Nanos warmup{0};              ///< requests that arrive earlier are left out of statistics
    Nanos meter_interval{kHour};  ///< divides one hour
    std::uint64_t seed = 1;
    std::string currency = "USD";
    double usd_per_currency = 1;  ///< dated FX of the reporting currency
    LedgerPeriod ledger_period = LedgerPeriod::automatic;
    std::vector<FxSpec> fx;  ///< other currencies of contracts
    ContractsSpec contracts;
    FinanceSpec finance;
    std::vector<RoleSpec> staff;
    std::vector<VendorSpec> vendors;
    std::vector<DisruptionSpec> disruptions;
    std::vector<ServiceSpec> services;
    std::vector<RunbookSpec> runbooks;
    std::vector<AssumptionSpec> assumptions;
    std::vector<SiteSpec> sites;
    std::vector<PoolSpec> pools;
    std::vector<DeploymentSpec> deployments;
    std::vector<WorkloadSpec> workloads;
    std::vector<JobSpec> jobs;
    std::vector<JobTraceSpec> job_traces;
    std::vector<RttSpec> rtts;
    NetworkSpec network;
    std::vector<DatasetSpec> datasets;
    std::map<std::string, EgressSpec> egress;  ///< by vendor
    std::vector<DataClassSpec> data_classes;
    ReportingSpec reporting;
    std::vector<Project> projects;
    std::vector<AssertSpec> asserts;
    LimitSpec limits;
    std::vector<Origin> origins;
};

}  // namespace orrery
