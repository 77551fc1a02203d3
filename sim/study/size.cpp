// The study `size`: closed form prunes, simulation searches, bursts and failures verify.
#include "sim/study/size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "sim/analysis/basis.hpp"
#include "sim/study/size_steps.hpp"

namespace orrery {
namespace {

bool order_rows(const SizeRow& a, const SizeRow& b) {
    if (a.holds != b.holds) return a.holds;
    if (a.complete != b.complete) return a.complete;
    const double x = a.complete ? a.usd_h : a.bound_usd_h;
    const double y = b.complete ? b.usd_h : b.bound_usd_h;
    const bool a_fits = a.bound.infeasible.empty();
    const bool b_fits = b.bound.infeasible.empty();
    if (a_fits != b_fits) return a_fits;
    return x != y ? x < y : a.name < b.name;
}

/// What the second-cheapest kind of server costs: beyond it nothing matters.
double ceiling_usd_h(const std::vector<SizeRow>& rows) {
    std::map<std::string, double> cheapest;  // by server
    for (const SizeRow& row : rows) {
        if (!row.complete || !row.holds) continue;
        const auto [it, fresh] = cheapest.emplace(row.server, row.usd_h);
        if (!fresh) it->second = std::min(it->second, row.usd_h);
    }
    std::vector<double> costs;
    for (const auto& [server, usd_h] : cheapest) costs.push_back(usd_h);
    if (costs.size() < 2) return std::numeric_limits<double>::infinity();
    std::sort(costs.begin(), costs.end());
    return costs[1];
}

std::string beaten(const SizeRow& row, const SizeRow& answer) {
    if (!row.bound.infeasible.empty()) return row.bound.infeasible;
    if (!row.complete) {
        const int known = row.stages.empty() ? row.bound_replicas : row.stages.back().replicas;
        return fmt::format("{:.2f} USD/h or more: at least {} replicas{}", row.bound_usd_h, known,
                           row.stages.empty() ? " by the bound" : "");
    }
    if (!row.holds) return "misses a target under bursts and failures";
    return fmt::format("{:+.0f} % cost", 100 * (row.usd_h / answer.usd_h - 1));
}

struct Sized {
    std::vector<SizeCandidate> candidates;  ///< by cost at the bound
    DemandSample sample;
};

void describe_demand(const Sized& sized, SizeResult& result) {
    const auto n = static_cast<double>(std::max<std::size_t>(sized.sample.requests.size(), 1));
    result.rate = sized.sample.rate;
    for (const TraceRequest& r : sized.sample.requests) {
        result.prompt_mean += r.prompt_tokens / n;
        result.output_mean += r.output_tokens / n;
    }
}

const SizeCandidate* candidate_of(const Sized& sized, const SizeRow& row) {
    for (const SizeCandidate& c : sized.candidates) {
        if (c.row.name == row.name && c.row.offer == row.offer) return &c;
    }
    return nullptr;
}

}  // namespace

std::vector<SloTarget> targets_for(const SizeQuestion& q, const World& world) {
    if (!q.targets.empty()) return q.targets;
    std::vector<SloTarget> all;
    for (const Workload& w : world.workloads) {
        const std::vector<SloTarget> own = targets_of(w.spec.slo);
        all.insert(all.end(), own.begin(), own.end());
    }
    return all;
}

int least_stable(double rate, double replica_rate) {
    const double n = std::ceil(rate / replica_rate);
    return std::max(1, static_cast<int>(std::min(n, 1e6)));
}

void bound_candidates(const SizeQuestion& q, const DemandSample& sample,
                      std::vector<SizeCandidate>& candidates) {
    for (SizeCandidate& c : candidates) {
        SizeRow& row = c.row;
        row.bound = replica_bound(c.world, c.deployment, sample, targets_for(q, c.world));
        if (!row.bound.infeasible.empty() || row.bound.rate <= 0) continue;
        row.bound_replicas = least_stable(sample.rate, row.bound.rate);
        const int servers = servers_for(c.world, c.deployment, row.bound_replicas);
        row.bound_usd_h = row.usd_server_h * (servers + q.spare_servers);
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const auto& a, const auto& b) { return order_rows(a.row, b.row); });
}

void keep_only(const DeploymentSpec& d, Scenario& s) {
    std::erase_if(s.workloads, [&](const WorkloadSpec& w) {
        return std::find(w.deployments.begin(), w.deployments.end(), d.name) == w.deployments.end();
    });
    std::erase_if(s.pools, [&](const PoolSpec& p) { return p.name != d.pool; });
    std::erase_if(s.sites, [&](const SiteSpec& site) {
        return s.pools.empty() || site.name != s.pools.front().site;
    });
    for (SiteSpec& site : s.sites) site.outages.clear();
    for (PoolSpec& p : s.pools) p.supply = {};
    s.jobs.clear();
    s.job_traces.clear();
    s.projects.clear();
    s.asserts.clear();
    s.finance.alternatives.clear();
}

SizeResult study_size(const SizeQuestion& q, const Catalog& catalog, const CompileOptions& compile,
                      Diagnostics& diagnostics) {
    SizeResult result;
    result.name = q.scenario.name;
    result.model = q.deployment.model;
    result.seed = q.seed;
    result.seeds = q.verify_seeds;
    std::vector<SizeRow> unfit;
    Sized sized;
    sized.candidates = size_candidates(q, catalog, compile, unfit, diagnostics);
    if (diagnostics.has_errors()) return result;
    for (SizeRow& row : unfit) row.bound.infeasible = row.why;
    if (!sized.candidates.empty()) {
        sized.sample = sample_demand(sized.candidates[0].world, q.seed, kSampled);
        describe_demand(sized, result);
        bound_candidates(q, sized.sample, sized.candidates);
    }
    for (const SizeCandidate& c : sized.candidates) {
        SizeRow row = c.row;
        const bool open = row.bound.infeasible.empty() && row.bound.rate > 0;
        if (open && row.bound_usd_h < ceiling_usd_h(result.rows)) {
            climb(q, c, sized.sample, ceiling_usd_h(result.rows), row);
        }
        result.rows.push_back(std::move(row));
    }
    result.rows.insert(result.rows.end(), unfit.begin(), unfit.end());
    std::stable_sort(result.rows.begin(), result.rows.end(), order_rows);
    for (std::size_t i = result.answered() ? 1 : 0; i < result.rows.size(); ++i) {
        result.rows[i].why = beaten(result.rows[i], result.rows.front());
    }
    if (result.answered()) {
        const SizeCandidate* c = candidate_of(sized, result.rows.front());
        result.assumptions = c->world.origins;
        result.rests_on = analysis::bases_sentence(c->world);
        grow(q, *c, sized.sample, result);
    }
    answer_size(q, result);
    return result;
}

}  // namespace orrery
