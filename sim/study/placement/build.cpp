// From a scenario to the placement problem: residency, latency, capacity, power, prices.
#include "sim/study/placement/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "models/contracts/owed.hpp"
#include "sim/scenario/reader/expand.hpp"
#include "sim/scenario/residency.hpp"
#include "sim/study/placement/requests.hpp"

namespace orrery::placement {
namespace {

/// The scenario whose compilation leaves every listed route in.
Scenario unrestricted(Scenario s) {
    for (WorkloadSpec& w : s.workloads) {
        w.residency.clear();
        w.data_class.clear();
    }
    for (JobSpec& j : s.jobs) j.data_class.clear();
    s.projects.clear();
    s.asserts.clear();
    for (DeploymentSpec& d : s.deployments) {
        d.replicas_min = 0;  // how many there are is what is asked
        d.replicas_max = std::max(1, d.replicas_max);
        if (!d.autoscaler) d.autoscaler.emplace();
    }
    return s;
}

class Builder {
public:
    Builder(Built& built, const Catalog& catalog, const Options& options)
        : b_(built), p_(built.problem), catalog_(catalog), options_(options) {}

    void run() {
        add_sites();
        add_pools();
        add_deployments();
        for (std::size_t w = 0; w < b_.world.workloads.size(); ++w) add_workload(w);
        for (const orrery::Job& job : b_.world.jobs) add_job(job);
        if (options_.budget_usd_h <= 0) return;
        p_.budget_usd_h = options_.budget_usd_h;
        p_.budget = constraint(Constraint::Kind::budget,
                               fmt::format("budget = {:.2f} USD/h", options_.budget_usd_h));
    }

private:
    /// The same text is the same entry.
    int constraint(Constraint::Kind kind, const std::string& text) {
        const auto [it, fresh] = by_text_.emplace(text, static_cast<int>(p_.constraints.size()));
        if (fresh) p_.constraints.push_back({kind, text});
        return it->second;
    }

    /// Equal sites that a site, a pool's site or a deployment's site stands for.
    [[nodiscard]] int members(SiteId site) const {
        const auto it = b_.counts.find(b_.world.sites[site.index()].name);
        return it == b_.counts.end() ? 1 : it->second;
    }
    /// A workload is one for each of the sites whose deployment it lists.
    [[nodiscard]] int members(const Workload& w) const {
        int most = 1;
        if (w.spec.spread == Spread::any) return most;
        for (const orrery::Route& route : w.routes) {
            most = std::max(most, members(b_.world.deployments[route.deployment.index()].site));
        }
        return most;
    }

    void add_sites() {
        for (std::size_t i = 0; i < b_.world.sites.size(); ++i) {
            const orrery::Site& site = b_.world.sites[i];
            const int count = members(SiteId(i));
            Site s;
            s.name = site.name;
            s.pue = std::max(1.0, site.pue);
            const std::string path = fmt::format("sites[{}].", site.name);
            if (site.contracted_power_w > 0) {
                s.power_w = count * site.contracted_power_w;
                s.power = constraint(Constraint::Kind::power,
                                     fmt::format("{}contracted_power = {:.1f} kW", path,
                                                 site.contracted_power_w / 1e3));
            }
            if (site.cooling_limit_w > 0) {
                s.cooling_w = count * site.cooling_limit_w;
                s.cooling = constraint(
                    Constraint::Kind::cooling,
                    fmt::format("{}cooling_limit = {:.1f} kW", path, site.cooling_limit_w / 1e3));
            }
            if (site.racks && site.racks->count > 0) {
                s.racks = count * site.racks->count;
                s.racks_limit = constraint(Constraint::Kind::racks,
                                           fmt::format("{}racks = {}", path, site.racks->count));
            }
            p_.sites.push_back(std::move(s));
        }
    }

    static int per_rack(const orrery::Site& site, const Server& server) {
        if (!site.racks) return 0;
        double fit = 1e6;
        if (server.rack_units > 0) fit = std::floor(double(site.racks->units) / server.rack_units);
        if (site.racks->power_w > 0 && server.max_power.value > 0) {
            fit = std::min(fit, std::floor(site.racks->power_w / server.max_power.value + 1e-9));
        }
        return std::max(1, static_cast<int>(fit));
    }

    void add_pools() {
        for (const orrery::Pool& pool : b_.world.pools) {
            const orrery::Site& site = b_.world.sites[pool.site.index()];
            Pool q;
            q.name = pool.name;
            q.site = static_cast<int>(pool.site.index());
            q.accelerators = std::max(1, pool.server.accelerators);
            q.most = members(pool.site) * pool.max_servers;
            q.idle_w = pool.server.host_idle.value + q.accelerators * pool.accelerator.idle.value;
            q.per_rack = per_rack(site, pool.server);
            price(pool, site, q);
            if (!pool.tokens) {
                q.capacity =
                    constraint(Constraint::Kind::capacity,
                               fmt::format("pools[{}].servers = at most {}", pool.name, q.most));
            }
            p_.pools.push_back(std::move(q));
        }
    }

    /// An hour of a server, busy or not.
    static void price(const orrery::Pool& pool, const orrery::Site& site, Pool& q) {
        const contracts::ComputeTerms& t = pool.terms;
        if (t.kind == contracts::ComputeKind::on_demand) {
            q.usd_h = t.contracted_usd_server_h;
            return;
        }
        const double years = std::max(t.life_years, 1e-9);
        q.usd_h = t.capex_usd_server * ((1 - t.residual_share) / years + t.maintenance_share_year) /
                  contracts::kHoursPerYear;
        q.usd_h += q.idle_w / 1e3 * site.pue * site.electricity_usd_kwh;
        q.fixed_usd_h = t.staff_usd_year / contracts::kHoursPerYear;
    }

    void add_deployments() {
        for (const orrery::Deployment& d : b_.world.deployments) {
            Deployment out;
            out.name = d.name;
            out.members = members(d.site);
            out.pool = static_cast<int>(d.pool.index());
            out.tokens = d.tokens.has_value();
            const double each = p_.pools[d.pool.index()].accelerators;
            // Replicas do not cross servers unless they take whole ones.
            out.accelerators = d.accelerators > each ? std::ceil(d.accelerators / each) * each
                                                     : each / std::floor(each / d.accelerators);
            if (d.requests_s_limit > 0) {
                out.requests_s = d.requests_s_limit;
                out.rate_limit = constraint(Constraint::Kind::rate_limit,
                                            fmt::format("deployments[{}].api.requests = {:g} /s",
                                                        d.name, d.requests_s_limit));
            }
            p_.deployments.push_back(std::move(out));
        }
    }

    std::vector<int> forbidden(const ResidencyRules& rules, const orrery::Deployment& d) {
        std::vector<int> out;
        for (const ResidencyRule& rule : rules.rules) {
            bool broken = breaks(rule, d);
            if (d.prefill.valid()) {
                broken = broken || breaks(rule, b_.world.deployments[d.prefill.index()]);
            }
            if (broken) out.push_back(rule_constraint(rule));
        }
        return out;
    }
    [[nodiscard]] bool breaks(const ResidencyRule& rule, const orrery::Deployment& d) const {
        return !violation(rule, b_.world.sites[d.site.index()], b_.world.pools[d.pool.index()])
                    .empty();
    }
    int rule_constraint(const ResidencyRule& rule) {
        return constraint(Constraint::Kind::residency,
                          rule.kind == RuleKind::confidential
                              ? rule.path + " = true"
                              : fmt::format("{} = [{}]", rule.path, fmt::join(rule.written, ", ")));
    }

    void add_workload(std::size_t w) {
        const Workload& workload = b_.world.workloads[w];
        const std::string& name = workload.name;
        const int count = members(workload);
        const DemandSample sample = sample_workload(b_.world, w, options_.seed);
        p_.demands.push_back({name, count, count * sample.rate, count * sample.peak_rate});
        const auto rules = residency_rules(b_.scenario, catalog_, spec_of(workload.name));
        const auto targets = targets_of(workload.spec.slo);
        for (const orrery::Route& way : workload.routes) {
            const orrery::Deployment& d = b_.world.deployments[way.deployment.index()];
            const RouteFacts facts = route_facts(b_.world, w, way, sample, targets);
            if (!facts.impossible.empty()) {
                b_.impossible.push_back({workload.name, d.name, facts.impossible});
                continue;
            }
            Route r;
            r.demand = static_cast<int>(w);
            r.deployment = static_cast<int>(way.deployment.index());
            r.rtt_s = way.rtt.seconds();
            r.ttft_s = facts.ttft_s;
            r.work_s = facts.work_s / options_.utilisation;
            r.work_relaxed_s = facts.work_relaxed_s / options_.utilisation;
            r.usd_request = facts.usd;
            r.joules_request = facts.joules;
            r.forbidden = forbidden(rules, d);
            if (!facts.too_slow.empty() || r.work_s > r.work_relaxed_s) {
                const int slow =
                    constraint(Constraint::Kind::latency, fmt::format("workloads[{}].slo", name));
                r.latency = slow;
                if (!facts.too_slow.empty()) r.forbidden.push_back(slow);
            }
            p_.routes.push_back(std::move(r));
        }
    }

    [[nodiscard]] const WorkloadSpec& spec_of(const std::string& name) const {
        return *std::find_if(b_.scenario.workloads.begin(), b_.scenario.workloads.end(),
                             [&](const WorkloadSpec& w) { return w.name == name; });
    }

    /// A job may go to any pool of its own accelerator, and to those it names.
    void add_job(const orrery::Job& job) {
        const orrery::Pool& home = b_.world.pools[job.pool.index()];
        const auto spec = std::find_if(b_.scenario.jobs.begin(), b_.scenario.jobs.end(),
                                       [&](const JobSpec& j) { return j.name == job.name; });
        const auto rules = residency_rules(b_.scenario, catalog_, *spec);
        Job out;
        out.name = job.name;
        for (std::size_t i = 0; i < b_.world.pools.size(); ++i) {
            const orrery::Pool& pool = b_.world.pools[i];
            if (pool.tokens || pool.accelerator.name != home.accelerator.name) continue;
            const int each = std::max(1, pool.server.accelerators);
            JobPlace place;
            place.pool = static_cast<int>(i);
            place.servers = (job.spec.accelerators + each - 1) / each + job.spec.spares;
            place.watts = job.spec.accelerators * job.spec.utilisation *
                          (pool.accelerator.tdp.value - pool.accelerator.idle.value);
            const orrery::Site& site = b_.world.sites[pool.site.index()];
            for (const ResidencyRule& rule : rules.rules) {
                if (violation(rule, site, pool).empty()) continue;
                place.forbidden.push_back(rule_constraint(rule));
            }
            out.places.push_back(std::move(place));
        }
        p_.jobs.push_back(std::move(out));
    }

    Built& b_;
    Problem& p_;
    const Catalog& catalog_;
    const Options& options_;
    std::map<std::string, int> by_text_;
};

}  // namespace

std::optional<Built> build(const Scenario& scenario, const Catalog& catalog,
                           const CompileOptions& compile, const Options& options,
                           Diagnostics& diagnostics) {
    Built built;
    Scenario one = scenario;
    for (SiteSpec& site : one.sites) {
        if (site.count > 1) built.counts[site.name] = site.count;
        site.count = 1;
    }
    Diagnostics expansion;
    built.scenario = expand_sites(one, expansion);
    auto world = compile_world(unrestricted(one), catalog, compile, diagnostics);
    if (!world) return std::nullopt;
    built.world = std::move(*world);
    Builder(built, catalog, options).run();
    return built;
}

}  // namespace orrery::placement
