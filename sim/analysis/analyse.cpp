// Observations and Ledger to Findings: what the run means, by path, ranked, and in sentences.
#include "sim/analysis/analyse.hpp"

#include "orrery/base/assert.hpp"
#include "sim/analysis/cut_run.hpp"
#include "sim/analysis/groups.hpp"
#include "sim/analysis/headroom.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {

void Metrics::set(std::string path, Metric metric) {
    const auto [it, fresh] = index_.emplace(path, all_.size());
    if (fresh) {
        all_.emplace_back(std::move(path), std::move(metric));
    } else {
        all_[it->second].second = std::move(metric);
    }
}

void Metrics::count(std::string path, std::int64_t value) {
    Metric metric;
    metric.value = static_cast<double>(value);
    metric.is_count = true;
    set(std::move(path), std::move(metric));
}

const Metric* Metrics::find(const std::string& path) const {
    const auto it = index_.find(path);
    return it == index_.end() ? nullptr : &all_[it->second].second;
}

namespace {

void merge(ServingStats& into, const ServingStats& s) {
    into.completed += s.completed;
    into.measured += s.measured;
    into.slo_met += s.slo_met;
    into.prompt_tokens += s.prompt_tokens;
    into.output_tokens += s.output_tokens;
    into.measured_output_tokens += s.measured_output_tokens;
    into.slo_output_tokens += s.slo_output_tokens;
    into.ttft.merge(s.ttft);
    into.tpot.merge(s.tpot);
    into.e2e.merge(s.e2e);
    into.wait.merge(s.wait);
    for (std::size_t i = 0; i < kWaitCauses; ++i) into.wait_ns[i] += s.wait_ns[i];
    into.network_ns += s.network_ns;
    into.contention_ns += s.contention_ns;
    into.service_alone_ns += s.service_alone_ns;
}

}  // namespace

namespace analysis {

void set_metric(Findings& out, const std::string& path, double value, const std::string& unit,
                std::string formula, std::int64_t n) {
    Metric m;
    m.value = value;
    m.unit = unit;
    m.n = n;
    m.formula = std::move(formula);
    out.metrics.set(path, std::move(m));
}

ServingStats merged(const Observations& o, std::size_t workload) {
    ServingStats all;
    o.serving[workload].each([&all](std::size_t, const ServingStats& s) { merge(all, s); });
    return all;
}

ServingStats merged(const Observations& o) {
    ServingStats all;
    for (std::size_t w = 0; w < o.serving.size(); ++w) merge(all, merged(o, w));
    return all;
}

ServingStats merged(const Observations& o, const std::vector<std::size_t>& workloads) {
    ServingStats all;
    for (const std::size_t w : workloads) merge(all, merged(o, w));
    return all;
}

}  // namespace analysis

Findings analyse(const World& world, const Observations& observations, const Ledger& ledger) {
    Findings out;
    out.name = world.name;
    out.description = world.description;
    out.start = print_date(world.start_unix_s);
    out.horizon_s = observations.ended_at.seconds();
    out.interval_s = world.meter_interval.seconds();
    out.seed = observations.seed;
    out.currency = world.currency;
    out.partial = observations.end != RunEnd::horizon;
    out.partial_reason = analysis::cut_reason(observations.end);
    out.events = observations.run_events;
    out.checks = observations.checks;
    out.checks.insert(out.checks.end(), ledger.checks.begin(), ledger.checks.end());
    const analysis::Input in{world, observations, ledger};
    for (const auto step :
         {analysis::list_groups,  analysis::add_requests,     analysis::add_latency,
          analysis::add_misses,   analysis::add_waits,        analysis::add_utilisation,
          analysis::add_cost,     analysis::add_contracts,    analysis::add_energy,
          analysis::add_carbon,   analysis::add_energy_split, analysis::add_network,
          analysis::add_jobs,     analysis::add_job_costs,    analysis::add_shared_jobs,
          analysis::add_groups,   analysis::add_data_flows,   analysis::add_power,
          analysis::add_assets,   analysis::add_alternatives, analysis::add_finance,
          analysis::add_supply,   analysis::add_supply_rows,  analysis::add_bottlenecks,
          analysis::add_bounds,   analysis::add_series,       analysis::add_energy_series,
          analysis::add_projects, analysis::add_asserts,      analysis::add_headroom,
          analysis::add_answer,   analysis::add_sampled}) {
        step(in, out);
    }
    return out;
}

}  // namespace orrery
