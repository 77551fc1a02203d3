// The study `placement`: the cheapest feasible placement, and what each constraint costs.
#include "sim/study/placement/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/accounts/ledger.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/engine/whole_run.hpp"
#include "sim/scenario/conflict.hpp"

namespace orrery::placement {
namespace {

/// Entries of a conflict: a constraint, or demands or jobs that were made from one entry.
struct Entry {
    std::string text;
    int constraint = -1;
    std::vector<std::size_t> demands;
    std::vector<std::size_t> jobs;
};

std::vector<Entry> entries_of(const Problem& p) {
    std::vector<Entry> all;
    for (std::size_t c = 0; c < p.constraints.size(); ++c) {
        all.push_back({p.constraints[c].text, static_cast<int>(c), {}, {}});
    }
    for (std::size_t w = 0; w < p.demands.size(); ++w) {
        const Demand& d = p.demands[w];
        all.push_back({fmt::format("workloads[{}].demand = {:.3g} /s at peak", d.name, d.peak_rate),
                       -1,
                       {w},
                       {}});
    }
    for (std::size_t j = 0; j < p.jobs.size(); ++j) {
        all.push_back({fmt::format("jobs[{}]", p.jobs[j].name), -1, {}, {j}});
    }
    return all;
}

/// Without one constraint.
Selection without(const Problem& p, std::size_t constraint) {
    Selection s = everything(p);
    s.constraints[constraint] = false;
    return s;
}

/// Raises a constraint's limit by one; the unit, empty where it has none.
const char* one_more(Problem& p, int constraint) {
    constexpr double kKilowatt = 1e3;
    for (Pool& pool : p.pools) {
        if (pool.capacity == constraint) return ++pool.most, "server";
    }
    for (Site& site : p.sites) {
        if (site.racks_limit == constraint) return site.racks += 1, "rack";
        if (site.power == constraint) return site.power_w += kKilowatt, "kW";
        if (site.cooling == constraint) return site.cooling_w += kKilowatt, "kW";
    }
    for (Deployment& d : p.deployments) {
        if (d.rate_limit == constraint) return d.requests_s += 1, "request/s";
    }
    return "";
}

/// Deployments and pools of jobs that serve something, by entry.
std::set<std::string> chosen(const Problem& p, const Solution& s) {
    std::set<std::string> used;
    for (std::size_t r = 0; r < p.routes.size(); ++r) {
        if (s.share[r] <= 1e-6) continue;
        const Deployment& d = p.deployments[static_cast<std::size_t>(p.routes[r].deployment)];
        used.insert(d.name);
    }
    for (std::size_t j = 0; j < p.jobs.size(); ++j) {
        if (s.job_place[j] < 0) continue;
        const JobPlace& place = p.jobs[j].places[static_cast<std::size_t>(s.job_place[j])];
        used.insert(p.jobs[j].name + " in " + p.pools[static_cast<std::size_t>(place.pool)].name);
    }
    return used;
}

std::string newly(const std::set<std::string>& then, const std::set<std::string>& now) {
    std::vector<std::string> fresh;
    for (const std::string& name : then) {
        if (now.count(name) == 0) fresh.push_back(name);
    }
    return fresh.empty() ? "less of it" : fmt::format("{}", fmt::join(fresh, ", "));
}

/// What is paid for a pool's servers and its deployments' requests, USD/h.
double spend_on(const Problem& p, const Solution& s, int pool) {
    const auto i = static_cast<std::size_t>(pool);
    double usd = s.servers[i] * p.pools[i].usd_h;
    for (std::size_t r = 0; r < p.routes.size(); ++r) {
        const Route& route = p.routes[r];
        if (p.deployments[static_cast<std::size_t>(route.deployment)].pool != pool) continue;
        usd += s.share[r] * p.demands[static_cast<std::size_t>(route.demand)].rate * 3600 *
               route.usd_request;
    }
    return usd;
}

/// The problem in which a pool may not be used.
Problem closed(const Problem& p, int pool) {
    Problem q = p;
    const int bar = static_cast<int>(q.constraints.size());
    q.constraints.push_back({Constraint::Kind::capacity, "closed"});
    for (Route& r : q.routes) {
        if (q.deployments[static_cast<std::size_t>(r.deployment)].pool == pool) {
            r.forbidden.push_back(bar);
        }
    }
    for (Job& job : q.jobs) {
        for (JobPlace& place : job.places) {
            if (place.pool == pool) place.forbidden.push_back(bar);
        }
    }
    return q;
}

/// A price at which the pool is worth no more than doing without it: at the latest then the answer
/// changes.
std::optional<Flip> price_flip(const Problem& p, const Solution& best, int pool) {
    const double spend = spend_on(p, best, pool);
    if (spend <= 1e-9) return std::nullopt;
    const Problem q = closed(p, pool);
    const Solution other = solve(q, everything(q));
    Flip flip;
    flip.what = "the price of " + p.pools[static_cast<std::size_t>(pool)].name;
    flip.possible = other.feasible;
    if (!other.feasible) return flip;
    flip.change = (other.usd_h - best.usd_h) / spend;
    flip.instead = newly(chosen(q, other), chosen(p, best));
    return flip;
}

/// The first growth of demand at which another place is needed.
std::optional<Flip> demand_flip(const Problem& p, const Solution& best) {
    for (const double multiple : {1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0}) {
        Problem q = p;
        for (Demand& d : q.demands) {
            d.rate *= multiple;
            d.peak_rate *= multiple;
        }
        const Solution other = solve(q, everything(q));
        if (!other.feasible) return Flip{"demand", multiple - 1, "nothing is feasible", false};
        if (chosen(q, other) == chosen(p, best)) continue;
        return Flip{"demand", multiple - 1, newly(chosen(q, other), chosen(p, best)), true};
    }
    return std::nullopt;
}

Verification verify(const Built& built, const Solution& best, const Catalog& catalog,
                    const CompileOptions& compile, const StudyOptions& options,
                    Diagnostics& diagnostics) {
    Verification v;
    const auto world = compile_world(placed(built, best), catalog, compile, diagnostics);
    if (!world) return v;
    RunOptions run;
    run.seed = options.seed;
    const Observations o = simulate_whole(*world, run);
    const Findings f = analyse(*world, o, account(*world, o));
    const auto value = [&](const std::string& path) {
        const Metric* m = f.metrics.find(path);
        return m ? m->value : 0.0;
    };
    v.usd_h = value("cost.total") * world->usd_per_currency / (o.ended_at.seconds() / 3600);
    for (std::size_t w = 0; w < world->workloads.size(); ++w) {
        const Workload& workload = world->workloads[w];
        Verification::Row row{workload.name};
        const std::string path = "slo.by_workload." + workload.name;
        if (const Metric* m = f.metrics.find(path + ".attainment")) row.attainment = m->value;
        row.target = value(path + ".target");
        row.ttft_p99_s = value("latency.by_workload." + workload.name + ".ttft.p99");
        row.completed = o.workloads[w].completed;
        v.rows.push_back(row);
        for (std::size_t d = 0; d < workload.allowed.size(); ++d) {
            if (!workload.allowed[d]) v.violations += o.serving[w][d].completed;
        }
    }
    return v;
}

/// Residency's share of what is not possible, by rule.
std::vector<ExcludedRoute> excluded_of(const Problem& p) {
    std::vector<ExcludedRoute> out;
    std::set<std::string> seen;
    for (const Route& r : p.routes) {
        for (const int c : r.forbidden) {
            const Constraint& constraint = p.constraints[static_cast<std::size_t>(c)];
            const Demand& demand = p.demands[static_cast<std::size_t>(r.demand)];
            const Deployment& d = p.deployments[static_cast<std::size_t>(r.deployment)];
            if (!seen.insert(demand.name + "\n" + d.name + "\n" + constraint.text).second) continue;
            const Pool& pool = p.pools[static_cast<std::size_t>(d.pool)];
            out.push_back(
                {demand.name, d.name, p.sites[static_cast<std::size_t>(pool.site)].name,
                 constraint.text,
                 constraint.kind == Constraint::Kind::latency ? "too slow" : "residency"});
        }
    }
    return out;
}

}  // namespace

std::vector<std::string> conflict_of(const Problem& p) {
    const std::vector<Entry> entries = entries_of(p);
    const auto feasible = [&](const std::vector<bool>& kept) {
        Selection s = everything(p);
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (kept[i]) continue;
            const Entry& e = entries[i];
            if (e.constraint >= 0) s.constraints[static_cast<std::size_t>(e.constraint)] = false;
            for (const std::size_t w : e.demands) s.demands[w] = false;
            for (const std::size_t j : e.jobs) s.jobs[j] = false;
        }
        return solve(p, s).feasible;
    };
    std::vector<std::string> texts;
    for (const std::size_t i : irreducible_conflict(entries.size(), feasible)) {
        texts.push_back(entries[i].text);
    }
    return texts;
}

namespace {

/// Demands of equal sites that all go to the centre are one demand there.
void join_demands(const Problem& p, const Solution& best, Scenario& s) {
    for (std::size_t w = 0; w < p.demands.size(); ++w) {
        bool spread = false;
        for (std::size_t r = 0; r < p.routes.size(); ++r) {
            const Route& route = p.routes[r];
            if (route.demand != static_cast<int>(w) || best.share[r] <= 1e-6) continue;
            spread |= p.deployments[static_cast<std::size_t>(route.deployment)].members > 1;
        }
        if (spread || p.demands[w].members == 1) continue;
        for (WorkloadSpec& spec : s.workloads) {
            if (spec.name != p.demands[w].name) continue;
            if (spec.synthetic) spec.synthetic->rate *= p.demands[w].members;
            if (spec.trace) spec.trace->scale *= p.demands[w].members;
        }
    }
}

}  // namespace

std::vector<Shadow> shadow_prices(const Problem& p, const Solution& best) {
    std::vector<Shadow> all;
    for (std::size_t c = 0; c < p.constraints.size(); ++c) {
        const Solution other = solve(p, without(p, c));
        Shadow s;
        s.constraint = p.constraints[c];
        s.feasible = other.feasible;
        s.usd_h = other.feasible ? std::max(0.0, best.usd_h - other.usd_h) : 0;
        s.dual = best.dual[c];
        Problem wider = p;
        s.unit = one_more(wider, static_cast<int>(c));
        if (s.usd_h > 0 && !s.unit.empty()) {
            const Solution then = solve(wider, everything(wider));
            if (then.feasible) s.one_more = std::clamp(best.usd_h - then.usd_h, 0.0, s.usd_h);
        }
        all.push_back(std::move(s));
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Shadow& a, const Shadow& b) { return a.usd_h > b.usd_h; });
    return all;
}

std::vector<Flip> flips_of(const Problem& p, const Solution& best) {
    std::vector<Flip> flips;
    for (std::size_t i = 0; i < p.pools.size(); ++i) {
        if (auto flip = price_flip(p, best, static_cast<int>(i))) flips.push_back(*flip);
    }
    if (auto flip = demand_flip(p, best)) flips.push_back(*flip);
    std::stable_sort(flips.begin(), flips.end(), [](const Flip& a, const Flip& b) {
        return a.possible != b.possible ? a.possible : a.change < b.change;
    });
    return flips;
}

Scenario placed(const Built& built, const Solution& best) {
    const Problem& p = built.problem;
    Scenario s = built.scenario;
    std::map<std::string, int> replicas;
    std::map<std::string, int> servers;
    for (std::size_t d = 0; d < p.deployments.size(); ++d) {
        const Deployment& deployment = p.deployments[d];
        const int each = (best.replicas[d] + deployment.members - 1) / deployment.members;
        replicas[deployment.name] = deployment.tokens ? 1 : each;
    }
    for (std::size_t i = 0; i < p.pools.size(); ++i) {
        const auto count =
            built.counts.find(p.sites[static_cast<std::size_t>(p.pools[i].site)].name);
        const int members = count == built.counts.end() ? 1 : count->second;
        servers[p.pools[i].name] = (best.servers[i] + members - 1) / members;
    }
    for (SiteSpec& site : s.sites) {
        const auto count = built.counts.find(site.name);
        if (count != built.counts.end()) site.count = count->second;
    }
    std::map<std::string, std::vector<std::string>> routes;
    for (std::size_t r = 0; r < p.routes.size(); ++r) {
        if (best.share[r] <= 1e-6) continue;
        routes[p.demands[static_cast<std::size_t>(p.routes[r].demand)].name].push_back(
            p.deployments[static_cast<std::size_t>(p.routes[r].deployment)].name);
    }
    for (WorkloadSpec& w : s.workloads) w.deployments = routes[w.name];
    join_demands(p, best, s);
    std::erase_if(s.deployments, [&](const DeploymentSpec& d) { return replicas[d.name] == 0; });
    for (DeploymentSpec& d : s.deployments) {
        d.replicas_min = d.replicas_max = replicas[d.name];
        d.autoscaler.reset();
    }
    std::erase_if(s.pools, [&](const PoolSpec& q) { return !q.tokens && servers[q.name] == 0; });
    for (PoolSpec& q : s.pools) {
        if (!q.tokens) q.servers = servers[q.name];
    }
    // Pools of APIs are made again from their deployments.
    std::erase_if(s.pools, [](const PoolSpec& q) { return q.tokens; });
    for (std::size_t j = 0; j < p.jobs.size(); ++j) {
        const JobPlace& place = p.jobs[j].places[static_cast<std::size_t>(best.job_place[j])];
        for (JobSpec& job : s.jobs) {
            if (job.name == p.jobs[j].name) {
                job.pool = p.pools[static_cast<std::size_t>(place.pool)].name;
                job.fallback.reset();
                job.upgrade.reset();
            }
        }
    }
    s.asserts.clear();
    return s;
}

Result study(const Scenario& scenario, const Catalog& catalog, const CompileOptions& compile,
             const StudyOptions& options, Diagnostics& diagnostics) {
    Result r;
    r.name = scenario.name;
    r.utilisation = options.utilisation;
    r.currency = scenario.currency;
    r.usd_per_currency = scenario.usd_per_currency;
    auto built = build(scenario, catalog, compile, options, diagnostics);
    if (!built) return r;
    r.problem = built->problem;
    r.impossible = built->impossible;
    r.excluded = excluded_of(r.problem);
    r.best = solve(r.problem, everything(r.problem));
    if (!r.best.feasible) {
        r.conflict = conflict_of(r.problem);
        return r;
    }
    r.shadows = shadow_prices(r.problem, r.best);
    r.flips = flips_of(r.problem, r.best);
    if (options.verify) {
        r.verified = verify(*built, r.best, catalog, compile, options, diagnostics);
    }
    return r;
}

}  // namespace orrery::placement
