// What contradicts itself in a scenario: names, references, bounds between fields.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/scenario/reader/contradictions.hpp"
#include "sim/scenario/reader/references.hpp"
#include "sim/scenario/table.hpp"
#include "sim/scenario/topology.hpp"

namespace orrery {
namespace {

class Checks {
public:
    Checks(const Scenario& scenario, const Unread& unread, Diagnostics& diagnostics)
        : s_(scenario),
          unread_(unread),
          r_{diagnostics},
          sites_(named_list("sites", "site", scenario.sites)),
          pools_(named_list("pools", "pool", scenario.pools)),
          deployments_(named_list("deployments", "deployment", scenario.deployments)) {}

    void run() {
        check_names("sites", s_.sites);
        check_names("pools", s_.pools);
        check_names("deployments", s_.deployments);
        check_names("workloads", s_.workloads);
        check_names("jobs", s_.jobs);
        check_names("job_traces", s_.job_traces);
        check_time();
        for (std::size_t i = 0; i < s_.sites.size(); ++i) check_site(i);
        for (std::size_t i = 0; i < s_.pools.size(); ++i) check_pool(i);
        for (std::size_t i = 0; i < s_.deployments.size(); ++i) check_deployment(i);
        for (std::size_t i = 0; i < s_.workloads.size(); ++i) check_workload(i);
        for (std::size_t i = 0; i < s_.jobs.size(); ++i) check_job(i);
        check_round_trips();
        check_projects();
    }

private:
    static std::string path(const char* list, std::size_t i, const char* key = nullptr) {
        return key ? fmt::format("{}[{}].{}", list, i, key) : fmt::format("{}[{}]", list, i);
    }

    /// Names become folders, columns and parts of result paths, which dots separate.
    void check_name(const std::string& name, const SourcePosition& at, const std::string& where) {
        const bool fine = std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
        });
        if (fine && name.size() <= 128) return;
        r_.error(at, "E0217", where, "\"" + name + "\" is not a name",
                 "names have letters, digits, - and _, at most 128 bytes");
    }

    template <class Items>
    void check_names(const char* list, const Items& items) {
        std::set<std::string> seen;
        for (std::size_t i = 0; i < items.size(); ++i) {
            check_name(items[i].name, items[i].where, path(list, i, "name"));
            if (items[i].name.empty() || seen.insert(items[i].name).second) continue;
            r_.error(items[i].where, "E0301", path(list, i, "name"),
                     "the name \"" + items[i].name + "\" is taken", "names are unique in a list");
        }
    }

    void refer(const NamedList& list, const std::string& name, const SourcePosition& at,
               const std::string& where) {
        refers(list, {name, at, where}, unread_, r_.diagnostics);
    }

    void check_time() {
        check_name(s_.name, {s_.file, 0, 0}, "name");
        const SourcePosition at{s_.file, 0, 0};
        if (s_.meter_interval.ns > 0 && kHour.ns % s_.meter_interval.ns != 0) {
            r_.error(at, "E0303", "meter_interval",
                     print_span(s_.meter_interval) + " does not divide one hour",
                     "for example 5 min, 15 min or 1 h");
        }
        if (s_.warmup >= s_.horizon) {
            r_.error(at, "E0304", "warmup", "the warm-up is not shorter than the horizon",
                     "shorten it, or lengthen the horizon");
        }
        const double intervals = s_.horizon.seconds() / std::max(s_.meter_interval.seconds(), 1e-9);
        if (intervals > 1e6) {
            r_.error(at, "E0305", "meter_interval",
                     fmt::format("the horizon has {:.0f} meter intervals", intervals),
                     "at most a million: lengthen meter_interval");
        }
    }

    static bool country(const std::string& code) {
        return code.size() == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' &&
               code[1] <= 'Z';
    }

    void check_site(std::size_t i) {
        const SiteSpec& site = s_.sites[i];
        if (!site.country.empty() && !country(site.country)) {
            r_.error(site.where, "E0306", path("sites", i, "country"),
                     "\"" + site.country + "\" is not an ISO 3166 code",
                     "for example DE, US or IN");
        }
        if (site.country.empty() && site.region.empty()) {
            r_.error(site.where, "E0307", path("sites", i), "the country of the site is not known",
                     "add country: DE, or region: aws/eu-central-1");
        }
        Nanos busy{0};
        for (std::size_t k = 0; k < site.outages.size(); ++k) {
            const OutageSpec& outage = site.outages[k];
            const std::string where = path("sites", i) + fmt::format(".outages[{}]", k);
            if (outage.at >= s_.horizon) {
                warn(r_.diagnostics, outage.where, "E0308", where,
                     "the outage begins after the horizon: it has no effect",
                     "move it earlier, or lengthen horizon");
            }
            if (k > 0 && outage.at < busy) {
                r_.error(outage.where, "E0309", where, "the outage overlaps the one before it",
                         "join them, in the order of time");
            }
            busy = outage.at + outage.duration;
        }
    }

    void check_pool(std::size_t i) {
        const PoolSpec& pool = s_.pools[i];
        refer(sites_, pool.site, pool.where, path("pools", i, "site"));
        if (pool.supply.max_servers > 0 && pool.supply.max_servers < pool.servers) {
            r_.error(pool.where, "E0310", path("pools", i, "supply.max_servers"),
                     fmt::format("{} is below the {} servers that it has", pool.supply.max_servers,
                                 pool.servers),
                     "raise it: it counts all servers, those from the start included");
        }
        if (pool.servers == 0 && pool.supply.max_servers == 0) {
            r_.error(pool.where, "E0311", path("pools", i, "servers"),
                     "the pool has no servers and may not grow", "add servers: 1");
        }
    }

    /// A runbook starts its further replicas.
    [[nodiscard]] bool in_runbook(const std::string& name) const {
        return std::any_of(s_.runbooks.begin(), s_.runbooks.end(),
                           [&](const RunbookSpec& r) { return r.deployment_to == name; });
    }

    void check_deployment(std::size_t i) {
        const DeploymentSpec& d = s_.deployments[i];
        refer(pools_, d.pool, d.where, path("deployments", i, "pool"));
        const bool device = d.exponential_service_s > 0 || d.service_s_per_token > 0 ||
                            d.slot_law || !d.fixed_model.empty() || !d.api.empty();
        if (device == !d.model.empty()) {
            r_.error(d.where, "E0312", path("deployments", i, "model"),
                     device ? "a model and a service exclude each other" : "no model is given",
                     device ? "keep the model, or what stands in its place: service, api"
                            : "add model: llama-3.1-8b; `orrery catalog list models` prints them");
        }
        if (d.replicas_max < d.replicas_min || d.replicas_max < 1) {
            r_.error(d.where, "E0313", path("deployments", i, "replicas"),
                     fmt::format("max {} is below {}", d.replicas_max,
                                 d.replicas_max < 1 ? 1 : d.replicas_min),
                     "write {min: 1, max: 4}");
        }
        if (d.replicas_max > d.replicas_min && !d.autoscaler && !in_runbook(d.name)) {
            r_.error(d.where, "E0314", path("deployments", i, "replicas"),
                     "a range of replicas needs an autoscaler",
                     "add autoscaler: {metric: queue, target: 4}");
        }
    }

    void check_workload(std::size_t i) {
        const WorkloadSpec& w = s_.workloads[i];
        check_name(w.tenant, w.where, path("workloads", i, "tenant"));
        if (w.deployments.empty()) {
            r_.error(w.where, "E0315", path("workloads", i, "deployments"),
                     "no deployment is named that serves the workload",
                     "name at least one of those under deployments:");
        }
        for (const std::string& name : w.deployments) {
            refer(deployments_, name, w.where, path("workloads", i, "deployments"));
        }
        for (const std::string& code : w.residency) {
            if (country(code)) continue;
            r_.error(w.where, "E0306", path("workloads", i, "residency"),
                     "\"" + code + "\" is not an ISO 3166 code", "for example DE, US or IN");
        }
        if (w.synthetic) check_synthetic(i, w);
        check_agent(i, w);
        if (!w.origin.empty()) check_origin(i, w);
    }

    /// Steps are known, named once, and none waits for itself.
    void check_agent(std::size_t i, const WorkloadSpec& w) {
        if (!w.agent.empty() && w.conversation) {
            r_.error(w.where, "E0323", path("workloads", i, "agent"),
                     "conversation and agent exclude each other",
                     "write further turns as steps with a wait");
        }
        check_names("agent", w.agent);
        const std::string list = path("workloads", i, "agent");
        const NamedList steps = named_list(list.c_str(), "step", w.agent);
        for (const CallSpec& call : w.agent) {
            for (const std::string& name : call.after) {
                refer(steps, name, call.where, path("workloads", i, "agent.after"));
            }
            const std::string cycle = cycle_from(w.agent, call);
            if (cycle.empty()) continue;
            r_.error(call.where, "E0323", path("workloads", i, "agent"),
                     "the steps wait for each other: " + cycle, "remove one `after` of the circle");
            return;
        }
    }

    /// "a <- b <- a" if the step waits for itself, else nothing.
    static std::string cycle_from(const std::vector<CallSpec>& calls, const CallSpec& start) {
        std::vector<std::pair<std::string, std::string>> open;  // step, how it was reached
        std::set<std::string> seen;
        for (const std::string& name : start.after)
            open.emplace_back(name, start.name + " <- " + name);
        while (!open.empty()) {
            const auto [name, trail] = open.back();
            open.pop_back();
            if (name == start.name) return trail;
            if (!seen.insert(name).second) continue;
            for (const CallSpec& call : calls) {
                if (call.name != name) continue;
                for (const std::string& next : call.after) {
                    open.emplace_back(next, trail + " <- " + next);
                }
            }
        }
        return {};
    }

    void check_synthetic(std::size_t i, const WorkloadSpec& w) {
        const SyntheticSpec& s = *w.synthetic;
        const std::string where = path("workloads", i, "demand.synthetic");
        const auto factors = [&](const std::vector<double>& list, std::size_t n, const char* key) {
            double sum = 0;
            for (const double f : list) sum += f;
            if (list.empty() || (list.size() == n && sum > 0)) return;
            r_.error(w.where, "E0316", where + "." + key,
                     list.size() == n
                         ? "all factors are zero"
                         : fmt::format("{} factors are given, {} are wanted", list.size(), n),
                     n == 24 ? "one factor for each hour of the day"
                             : "one factor for each day of the week");
        };
        factors(s.daily, 24, "daily");
        factors(s.weekly, 7, "weekly");
        const bool mmpp = s.law == ArrivalLaw::mmpp;
        if (mmpp && s.burst_multiple * s.burst_share >= 1) {
            r_.error(w.where, "E0317", where + ".burst_share",
                     fmt::format("bursts alone exceed the mean rate: {:g} times it for {:g} % of "
                                 "the time",
                                 s.burst_multiple, 100 * s.burst_share),
                     "burst_multiple × burst_share must be below 1: lower one of them");
        }
        check_growth(s.growth, w.where, where + ".growth");
        for (const auto* law : {&s.prompt, &s.output}) {
            const std::string key = law == &s.prompt ? ".prompt" : ".output";
            if (law->max < law->min) {
                r_.error(w.where, "E0318", where + key + ".max",
                         fmt::format("max {} is below min {}", law->max, law->min), "swap them");
            }
            const bool weights = law->weights.empty() || law->weights.size() == law->values.size();
            if (law->law == LengthLaw::empirical && (law->values.empty() || !weights)) {
                r_.error(w.where, "E0319", where + key,
                         "an empirical law needs values, and as many weights or none",
                         "for example {empirical: {values: [100, 500], weights: [3, 1]}}");
            }
        }
    }

    /// A law without its parameters would silently not grow.
    void check_growth(const GrowthSpec& g, const SourcePosition& at, const std::string& where) {
        const bool paced = (g.midpoint.ns > 0) != (g.per_year != 0);
        const bool upwards = g.per_year == 0 || (g.per_year > 0) == (g.ceiling > 1);
        const bool logistic = g.ceiling > 0 && g.ceiling != 1 && paced && upwards;
        if (g.law == GrowthLaw::logistic && !logistic) {
            r_.error(at, "E0322", where,
                     "logistic growth needs a ceiling above 0, not 1, and a midpoint or a per_year "
                     "towards it, not both",
                     "for example {law: logistic, ceiling: 4, midpoint: 1 y}");
        }
        if (g.law == GrowthLaw::steps && g.steps.empty()) {
            r_.error(at, "E0322", where, "growth in steps needs its steps",
                     "for example {law: steps, steps: [{at: 30 d, multiple: 2}]}");
        }
    }

    void check_origin(std::size_t i, const WorkloadSpec& w) {
        for (const std::string& name : w.deployments) {
            const std::string site = site_of(name);
            const bool known = std::any_of(s_.rtts.begin(), s_.rtts.end(), [&](const RttSpec& r) {
                return r.from == w.origin && r.to == site;
            });
            if (site.empty() || known) continue;
            if (path_latency(s_, w.origin, site, Purpose::response)) continue;
            r_.error(w.where, "E0320", path("workloads", i, "origin"),
                     fmt::format("the round trip from \"{}\" to site \"{}\" is not given", w.origin,
                                 site),
                     fmt::format(
                         "add network.rtt: {{from: {}, to: {}, rtt: 20 ms}}, or links between them",
                         w.origin, site));
        }
    }

    [[nodiscard]] std::string site_of(const std::string& deployment) const {
        for (const DeploymentSpec& d : s_.deployments) {
            if (d.name != deployment) continue;
            if (!d.api.empty()) return d.site;
            for (const PoolSpec& p : s_.pools) {
                if (p.name == d.pool) return p.site;
            }
        }
        return {};
    }

    void check_job(std::size_t i) {
        const JobSpec& job = s_.jobs[i];
        refer(pools_, job.pool, job.where, path("jobs", i, "pool"));
        if (job.submit >= s_.horizon) {
            warn(r_.diagnostics, job.where, "E0321", path("jobs", i, "submit"),
                 "the job is submitted after the horizon: it is never run",
                 "submit it earlier, or lengthen horizon");
        }
        if (job.deadline <= job.submit) {
            warn(r_.diagnostics, job.where, "E0321", path("jobs", i, "deadline"),
                 "the deadline is not after the submission: no run keeps it",
                 "move the deadline, or submit it earlier");
        }
    }

    void check_round_trips() {
        for (std::size_t i = 0; i < s_.rtts.size(); ++i) {
            const RttSpec& rtt = s_.rtts[i];
            refer(sites_, rtt.to, rtt.where, path("network.rtt", i, "to"));
            const auto same = [&rtt](const RttSpec& r) {
                return r.from == rtt.from && r.to == rtt.to;
            };
            const auto here = s_.rtts.begin() + static_cast<std::ptrdiff_t>(i);
            if (std::find_if(s_.rtts.begin(), here, same) == here) continue;
            r_.error(rtt.where, "E0301", path("network.rtt", i),
                     "the way from " + rtt.from + " to " + rtt.to + " is given already",
                     "keep one of them: only the first would count");
        }
    }

    void check_projects() {
        const NamedList jobs = named_list("jobs", "job", s_.jobs);
        const NamedList workloads = named_list("workloads", "workload", s_.workloads);
        if (unread_.lacks(jobs.path, jobs.names)) return;
        for (std::size_t i = 0; i < s_.projects.size(); ++i) {
            const Project& p = s_.projects[i];
            const auto begin = jobs.names.begin();
            if (std::find(begin, jobs.names.end(), p.workload) != jobs.names.end()) continue;
            refer(workloads, p.workload, p.where, path("projects", i, "workload"));
        }
    }

    const Scenario& s_;
    const Unread& unread_;
    Reader r_;
    NamedList sites_;
    NamedList pools_;
    NamedList deployments_;
};

}  // namespace

void warn(Diagnostics& diagnostics, const SourcePosition& at, std::string code, std::string path,
          std::string message, std::string hint) {
    Diagnostic d;
    d.severity = Severity::warning;
    d.code = std::move(code);
    d.at = at;
    d.path = std::move(path);
    d.message = std::move(message);
    d.hint = std::move(hint);
    diagnostics.add(std::move(d));
}

void check_scenario(const Scenario& scenario, const Unread& unread, Diagnostics& diagnostics) {
    Checks(scenario, unread, diagnostics).run();
    check_jobs(scenario, unread, diagnostics);
    check_network(scenario, unread, diagnostics);
    check_places(scenario, unread, diagnostics);
    check_idle(scenario, diagnostics);
}

}  // namespace orrery
