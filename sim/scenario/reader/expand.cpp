// Sites from one entry: a site with a count becomes so many, with all that stands on it.
#include "sim/scenario/reader/expand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace orrery {
namespace {

/// Entries of one list that became several: how many, by name.
using Counts = std::map<std::string, int>;

/// "retail-001": as many digits as the last one needs.
std::string member(const std::string& name, int number, int count) {
    return fmt::format("{}-{:0{}}", name, number, fmt::formatted_size("{}", count));
}

/// The entry that is `of` several, as number `i`; unchanged names stay.
std::string renamed(const Counts& several, const std::string& name, int i) {
    const auto it = several.find(name);
    return it == several.end() ? name : member(name, i, it->second);
}

/// Each entry with a count by `count_of` becomes that many; `adapt` fits its references.
template <class T, class CountOf, class Adapt>
Counts expand_list(std::vector<T>& list, const CountOf& count_of, const Adapt& adapt) {
    Counts several;
    std::vector<T> all;
    for (const T& entry : list) {
        const int count = count_of(entry);
        if (count <= 1) {
            all.push_back(entry);
            continue;
        }
        several[entry.name] = count;
        for (int i = 1; i <= count; ++i) {
            all.push_back(entry);
            all.back().group = entry.name;
            all.back().name = member(entry.name, i, count);
            adapt(all.back(), i);
        }
    }
    list = std::move(all);
    return several;
}

int count_in(const Counts& several, const std::string& name) {
    const auto it = several.find(name);
    return it == several.end() ? 1 : it->second;
}

class Expansion {
public:
    Expansion(Scenario& s, Diagnostics& diagnostics) : s_(s), diagnostics_(diagnostics) {}

    void run() {
        add_api_pools();
        if (std::none_of(s_.sites.begin(), s_.sites.end(),
                         [](const SiteSpec& site) { return site.count > 1; })) {
            return;
        }
        sites_ = expand_list(
            s_.sites, [](const SiteSpec& site) { return site.count; },
            [](SiteSpec& site, int) { site.count = 1; });
        pools_ = expand_list(
            s_.pools, [&](const PoolSpec& p) { return count_in(sites_, p.site); },
            [&](PoolSpec& p, int i) { p.site = renamed(sites_, p.site, i); });
        const auto of_pool = [&](const auto& entry) { return count_in(pools_, entry.pool); };
        deployments_ = expand_list(s_.deployments, of_pool, [&](DeploymentSpec& d, int i) {
            d.pool = renamed(pools_, d.pool, i);
        });
        expand_list(s_.jobs, of_pool, [&](JobSpec& j, int i) { fit_job(j, i); });
        fit_prefill();
        expand_round_trips();
        expand_network();
        spread_workloads();
        refuse_traces();
    }

private:
    void add_api_pools() {
        for (DeploymentSpec& d : s_.deployments) {
            if (d.api.empty()) continue;
            PoolSpec pool;
            pool.where = d.where;
            pool.name = "api-" + d.name;
            pool.site = d.site;
            pool.tokens = true;
            pool.servers = 1;
            pool.contract = ContractKind::on_demand;
            d.pool = pool.name;
            s_.pools.push_back(std::move(pool));
        }
    }

    void fit_job(JobSpec& job, int i) {
        job.pool = renamed(pools_, job.pool, i);
        if (job.upgrade) job.upgrade->pool = renamed(pools_, job.upgrade->pool, i);
        if (job.fallback) job.fallback->pool = renamed(pools_, job.fallback->pool, i);
        job.checkpoint.upload_to = renamed(sites_, job.checkpoint.upload_to, i);
    }

    /// Prompts are computed at the same site, where the deployment named is one of several.
    void fit_prefill() {
        std::map<std::string, int> number;
        for (DeploymentSpec& d : s_.deployments) {
            if (!d.group.empty()) d.prefill = renamed(deployments_, d.prefill, ++number[d.group]);
        }
    }

    void expand_round_trips() {
        std::vector<RttSpec> all;
        for (const RttSpec& rtt : s_.rtts) {
            const int count = count_in(sites_, rtt.to);
            for (int i = 1; i <= count; ++i) {
                all.push_back(rtt);
                all.back().to = renamed(sites_, rtt.to, i);
            }
        }
        s_.rtts = std::move(all);
    }

    /// Every member has a link of its own; what cuts off or holds data for the entry does so for
    /// all.
    void expand_network() {
        Counts links;
        std::vector<LinkSpec> all;
        for (const LinkSpec& link : s_.network.links) {
            int count = 1;
            for (const std::string& end : link.between)
                count = std::max(count, count_in(sites_, end));
            if (count > 1) links[link.name] = count;
            for (int i = 1; i <= count; ++i) {
                all.push_back(link);
                if (count == 1) continue;
                all.back().name = member(link.name, i, count);
                for (std::string& end : all.back().between) end = renamed(sites_, end, i);
            }
        }
        s_.network.links = std::move(all);
        std::vector<PartitionSpec> cuts;
        for (const PartitionSpec& cut : s_.network.partitions) {
            const int count = std::max(count_in(sites_, cut.site), count_in(links, cut.link));
            for (int i = 1; i <= count; ++i) {
                cuts.push_back(cut);
                cuts.back().site = renamed(sites_, cut.site, i);
                cuts.back().link = renamed(links, cut.link, i);
            }
        }
        s_.network.partitions = std::move(cuts);
        for (DatasetSpec& data : s_.datasets) {
            list_members(data.at);
            list_members(data.replicate_to);
        }
    }

    void list_members(std::vector<std::string>& names) {
        std::vector<std::string> all;
        for (const std::string& name : names) {
            const int count = count_in(sites_, name);
            for (int i = 1; i <= count; ++i) all.push_back(renamed(sites_, name, i));
        }
        names = std::move(all);
    }

    /// How many sites a workload is spread over; an error where its entries disagree.
    int spread_of(const WorkloadSpec& w) {
        if (w.spread == Spread::any) return 1;
        int count = 1;
        std::string first;
        for (const std::string& name : w.deployments) {
            const int n = count_in(deployments_, name);
            if (n == 1) continue;
            if (count > 1 && n != count) {
                error(w.where, "workloads[" + w.name + "].deployments",
                      fmt::format("{} stands for {} deployments and {} for {}", first, count, name,
                                  n),
                      "list those of one site with a count, or say spread: any");
                return 1;
            }
            count = n;
            first = name;
        }
        return count;
    }

    void spread_workloads() {
        const auto fit = [&](WorkloadSpec& w, int i) {
            for (std::string& name : w.deployments) name = renamed(deployments_, name, i);
            w.origin = renamed(sites_, w.origin, i);
        };
        expand_list(
            s_.workloads, [&](const WorkloadSpec& w) { return spread_of(w); }, fit);
        for (WorkloadSpec& w : s_.workloads) list_all(w);
    }

    /// What is left of names that stand for several: all of them.
    void list_all(WorkloadSpec& w) {
        std::vector<std::string> all;
        for (const std::string& name : w.deployments) {
            const int count = count_in(deployments_, name);
            for (int i = 1; i <= count; ++i) all.push_back(renamed(deployments_, name, i));
        }
        w.deployments = std::move(all);
    }

    void refuse_traces() {
        for (const JobTraceSpec& trace : s_.job_traces) {
            if (count_in(pools_, trace.pool) == 1) continue;
            error(trace.where, "job_traces[" + trace.name + "].pool",
                  "recorded jobs cannot be spread over equal sites",
                  "name a pool of a site without count");
        }
    }

    void error(const SourcePosition& at, std::string path, std::string message, std::string hint) {
        Diagnostic d;
        d.code = "E0380";
        d.at = at;
        d.path = std::move(path);
        d.message = std::move(message);
        d.hint = std::move(hint);
        diagnostics_.add(std::move(d));
    }

    Scenario& s_;
    Diagnostics& diagnostics_;
    Counts sites_;
    Counts pools_;
    Counts deployments_;
};

template <class Items>
void check_unique(const Items& items, const char* list, Diagnostics& diagnostics) {
    std::map<std::string, const SourcePosition*> seen;
    for (const auto& item : items) {
        if (seen.emplace(item.name, &item.where).second) continue;
        Diagnostic d;
        d.code = "E0301";
        d.at = item.where;
        d.path = fmt::format("{}[{}]", list, item.name);
        d.message = fmt::format("the name \"{}\" is taken by an entry that was made", item.name);
        d.hint = "sites with a count and deployments of an API make entries; rename this one";
        diagnostics.add(std::move(d));
    }
}

}  // namespace

Scenario expand_sites(const Scenario& written, Diagnostics& diagnostics) {
    Scenario all = written;
    Expansion(all, diagnostics).run();
    check_unique(all.sites, "sites", diagnostics);
    check_unique(all.pools, "pools", diagnostics);
    check_unique(all.deployments, "deployments", diagnostics);
    check_unique(all.workloads, "workloads", diagnostics);
    return all;
}

}  // namespace orrery
