// Observations and Ledger to Findings: what the run means, by path, ranked, and in sentences.
#pragma once
#include "sim/accounts/ledger.hpp"
#include "sim/analysis/findings.hpp"

namespace orrery {

Findings analyse(const World& world, const Observations& observations, const Ledger& ledger);

/// The parts of it, each adding its metrics and tables; in this order.
namespace analysis {

struct Input {
    const World& world;
    const Observations& o;
    const Ledger& ledger;
};

/// A figure without an interval; `n`: of how many it is, 0 where that says nothing.
void set_metric(Findings& out, const std::string& path, double value, const std::string& unit,
                std::string formula, std::int64_t n = 0);

inline double device_hours(DeviceTime ns) {
    return static_cast<double>(ns) * 1e-9 / 3600;
}

/// All deployments of a workload, or everything, in one.
ServingStats merged(const Observations& o, std::size_t workload);
ServingStats merged(const Observations& o);
ServingStats merged(const Observations& o, const std::vector<std::size_t>& workloads);
/// Quantiles and means of TTFT, TPOT and E2E under a path.
void add_latencies(Findings& out, const std::string& path, const ServingStats& s);

void add_requests(const Input& in, Findings& out);
void add_latency(const Input& in, Findings& out);
void add_waits(const Input& in, Findings& out);
void add_utilisation(const Input& in, Findings& out);
void add_cost(const Input& in, Findings& out);
/// Use of commitments, what they cover and what was paid for nothing; after add_cost.
void add_contracts(const Input& in, Findings& out);
/// How much of the commitments is used; empty without any.
std::string contracts_sentence(const Input& in, const Findings& f);
/// Energy by part and source, ISO/IEC 30134 figures, water, matching, flows between parts.
void add_energy(const Input& in, Findings& out);
/// Emissions by scope, category, carrier and unit of work; after add_energy.
void add_carbon(const Input& in, Findings& out);
/// Power, grid and battery of sites by interval.
void add_energy_series(const Input& in, Findings& out);
/// Cash, worth, budgets, unit economics, concentration; after add_job_costs.
void add_finance(const Input& in, Findings& out);
/// Traffic, links and partitions; after add_cost.
void add_network(const Input& in, Findings& out);
/// Shares of facility energy; after add_carbon.
void add_energy_split(const Input& in, Findings& out);
void add_jobs(const Input& in, Findings& out);
/// Each job's share of what its pools cost; after add_jobs.
void add_job_costs(const Input& in, Findings& out);
void add_shared_jobs(const Input& in, Findings& out);
/// What caps of sites cost, and agreements to draw less; after add_job_costs.
void add_power(const Input& in, Findings& out);
/// Outages of vendors, orders, services, runbooks and gaps of the plan.
void add_supply(const Input& in, Findings& out);
/// Service levels by deployment, and what would miss them on idle accelerators, too.
void add_misses(const Input& in, Findings& out);
void add_bottlenecks(const Input& in, Findings& out);
void add_bounds(const Input& in, Findings& out);
/// The hazard that cost the job most accelerator time; empty if none did.
std::string binding_hazard(const JobRecord& record);
/// Rows of the bounds: what queues offered, by deployment, and how two stages match.
void add_offered_work(const Input& in, Findings& out);
void add_series(const Input& in, Findings& out);
/// Rows of owned pools, and what an accelerator hour costs in each pool; after add_cost.
void add_assets(const Input& in, Findings& out);
/// What alternatives of the scenario cost beside each other; after add_assets.
void add_alternatives(const Input& in, Findings& out);
/// The answer where there are alternatives, or several pools that carry jobs alone; else empty.
std::string alternatives_sentence(const Findings& f);
std::string pool_cost_sentence(const Input& in, const Findings& f);
/// Spans of outages and deliveries as rows; after add_supply.
void add_supply_rows(const Input& in, Findings& out);
/// What outages and missing or late servers explain; empty if they explain nothing.
std::string supply_sentence(const Input& in, const Findings& f);
/// What to do about waits in a deployment whose vendor or site was out, or whose servers were
/// missing; empty if neither held it up.
std::string supply_remedy(const Input& in, std::size_t deployment);
/// Of completed requests where they are answered token by token.
struct Tokens {
    std::int64_t prompt = 0;
    std::int64_t output = 0;
    bool any = false;  ///< some request was answered so
};
Tokens tokens_of(const Input& in);
/// Whether requests are answered token by token there; others have no TTFT, TPOT or tokens.
bool answers_in_tokens(const Deployment& d);
/// The part of a job's wait in which the servers of its pool were still to be delivered.
Nanos wait_for_delivery(const Input& in, const JobRecord& record);
/// "2026-11-02 06:00", UTC, of an instant of the run.
std::string minute_text(const World& world, Nanos t);

void add_projects(const Input& in, Findings& out);
void add_asserts(const Input& in, Findings& out);
/// What became of the largest job, and how many jobs miss their deadlines; empty if nothing did.
std::string job_sentence(const Input& in, const Findings& f);
std::string deadlines_sentence(const Input& in, const Findings& f);
/// What a lack of power cost jobs, and what yielding brought; empty if neither happened.
std::string power_sentence(const Input& in, const Findings& f);
/// Which budgets are exceeded, and by how much; empty if none is.
std::string budget_sentence(const Findings& f);
void add_answer(const Input& in, Findings& out);
/// Budgets, assertions, projects and the answer again once the metrics are means over replications;
/// `in` is the first of them.
void retell(const Input& in, Findings& out);
/// Budgets by the means over replications, and the assertions of hard ones.
void retell_budgets(Findings& out);
/// Likewise the verdict on the hurdle and what is refused, by the means over replications.
void retell_worth(Findings& out);
/// What a sampled run simulated, its estimated errors as intervals of cost.total and
/// latency.ttft.p99.
void add_sampled(const Input& in, Findings& out);
/// Its sentences.
void tell_sampled(const Input& in, Findings& out);
/// What each figure rests on: of findings that are shown, once; it follows from the World alone.
void add_bases(const World& world, Findings& out);

}  // namespace analysis
}  // namespace orrery
