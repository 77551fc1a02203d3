// Links, partitions and data sets: names to places, and whether data can get to where it is needed.
#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/compile/context.hpp"
#include "sim/scenario/topology.hpp"

namespace orrery::compile {
namespace {

std::vector<SiteId> sites_of(const Context& context, const std::vector<std::string>& names) {
    std::vector<SiteId> sites;
    for (const std::string& name : names) {
        const auto it = context.sites.find(name);
        if (it != context.sites.end()) sites.push_back(it->second);
    }
    std::sort(sites.begin(), sites.end());
    sites.erase(std::unique(sites.begin(), sites.end()), sites.end());
    return sites;
}

void take_partitions(Context& context) {
    Network& network = context.world.network;
    for (const PartitionSpec& spec : context.scenario.network.partitions) {
        Partition p;
        p.at = spec.at;
        p.until = spec.at + spec.duration;
        p.name = spec.site.empty() ? spec.link : spec.site;
        p.reason = spec.reason;
        if (!spec.site.empty()) p.place = network.place(spec.site);
        for (std::uint32_t l = 0; l < network.links.size(); ++l) {
            if (network.links[l].name == spec.link) p.link = l;
        }
        network.partitions.push_back(std::move(p));
    }
    std::stable_sort(network.partitions.begin(), network.partitions.end(),
                     [](const Partition& a, const Partition& b) { return a.at < b.at; });
}

void take_datasets(Context& context) {
    for (const std::size_t i : by_name(context.scenario.datasets)) {
        const DatasetSpec& spec = context.scenario.datasets[i];
        context.world.network.datasets.push_back(
            {spec.name, static_cast<std::int64_t>(spec.size_bytes), sites_of(context, spec.at),
             sites_of(context, spec.replicate_to)});
    }
}

std::uint32_t dataset_named(const Context& context, const std::string& name) {
    const auto& datasets = context.world.network.datasets;
    for (std::uint32_t d = 0; d < datasets.size(); ++d) {
        if (datasets[d].name == name) return d;
    }
    return kNoPlace;
}

std::string names_of(const Context& context, const std::vector<SiteId>& sites) {
    std::string list;
    for (const SiteId site : sites) {
        list += (list.empty() ? "" : ", ") + context.world.sites[site.index()].name;
    }
    return list;
}

bool connected(const Context& context, SiteId from, SiteId to, Purpose purpose) {
    return path_for(context.world.network, from.value, to.value, purpose).has_value();
}

/// Who wants data somewhere: for messages.
struct Wish {
    SourcePosition where;
    std::string path;   ///< of the entry
    std::string entry;  ///< "jobs[train].input.dataset = corpus"
    SiteId site;
    Purpose purpose = Purpose::dataset;
};

/// The data are there, or a path of links leads there from a site that holds them.
void check_wish(Context& context, std::uint32_t dataset, const Wish& wish) {
    if (dataset == kNoPlace) return;
    const Dataset& data = context.world.network.datasets[dataset];
    const std::string& site = context.world.sites[wish.site.index()].name;
    if (data.at.empty()) {
        context.infeasible(
            wish.where, "E0520", wish.path, "no site holds \"" + data.name + "\"",
            fmt::format("conflicting entries: {}; datasets[{}].at = []", wish.entry, data.name));
        return;
    }
    const bool comes = std::any_of(data.at.begin(), data.at.end(), [&](SiteId from) {
        return connected(context, from, wish.site, wish.purpose);
    });
    if (comes) return;
    context.infeasible(
        wish.where, "E0521", wish.path,
        fmt::format("\"{}\" cannot get to site \"{}\": no links lead there", data.name, site),
        fmt::format("conflicting entries: {} at sites[{}]; datasets[{}].at = [{}]; network.links "
                    "that carry {}",
                    wish.entry, site, data.name, names_of(context, data.at),
                    kPurposeNames[static_cast<std::size_t>(wish.purpose)]));
}

void take_weights(Context& context) {
    for (const DeploymentSpec& spec : context.scenario.deployments) {
        const auto it = context.deployments.find(spec.name);
        if (spec.weights_from.empty() || it == context.deployments.end()) continue;
        Deployment& d = context.world.deployments[it->second.index()];
        d.weights = dataset_named(context, spec.weights_from);
        const std::string path = fmt::format("deployments[{}].weights_from", spec.name);
        check_wish(context, d.weights,
                   {spec.where, path, path + " = " + spec.weights_from, d.site});
    }
}

void take_job_data(Context& context, Job& job) {
    const auto site_of = [&](PoolId pool) { return context.world.pools[pool.index()].site; };
    const std::string path = fmt::format("jobs[{}]", job.name);
    const CheckpointSpec& c = job.spec.checkpoint;
    if (job.spec.input && !job.spec.input->dataset.empty()) {
        job.dataset = dataset_named(context, job.spec.input->dataset);
        for (const auto& place : {std::optional(job.home()), job.upgrade, job.fallback}) {
            if (!place) continue;
            const std::string own = path + ".input.dataset";
            check_wish(context, job.dataset,
                       {job.spec.input->where, own, own + " = " + job.spec.input->dataset,
                        site_of(place->pool)});
        }
    }
    if (c.upload_to.empty()) return;
    const auto target = context.sites.find(c.upload_to);
    if (target == context.sites.end()) return;
    job.upload_to = target->second;
    const SiteId from = site_of(job.pool);
    if (connected(context, from, job.upload_to, Purpose::checkpoint)) return;
    context.infeasible(
        c.where, "E0521", path + ".checkpoint.upload_to",
        fmt::format("no links lead from site \"{}\" to \"{}\"",
                    context.world.sites[from.index()].name, c.upload_to),
        fmt::format("conflicting entries: {}.checkpoint.upload_to = {}; jobs[{}] at "
                    "sites[{}]; network.links that carry checkpoint",
                    path, c.upload_to, job.name, context.world.sites[from.index()].name));
}

void take_replicas(Context& context) {
    for (const DatasetSpec& spec : context.scenario.datasets) {
        const std::string path = fmt::format("datasets[{}].replicate_to", spec.name);
        for (const SiteId site : sites_of(context, spec.replicate_to)) {
            const std::string entry = path + " = " + context.world.sites[site.index()].name;
            check_wish(context, dataset_named(context, spec.name),
                       {spec.where, path, entry, site, Purpose::replication});
        }
    }
}

void take_exits(Context& context) {
    const auto& exits = context.scenario.network.exits;
    for (std::size_t i = 0; i < exits.size(); ++i) {
        const auto from = context.sites.find(exits[i].from);
        const auto to = context.sites.find(exits[i].to);
        if (from == context.sites.end() || to == context.sites.end()) continue;
        const std::string path = fmt::format("network.exits[{}]", i);
        if (!connected(context, from->second, to->second, Purpose::exit)) {
            context.infeasible(
                exits[i].where, "E0521", path,
                fmt::format("no links lead from site \"{}\" to \"{}\"", exits[i].from, exits[i].to),
                fmt::format("conflicting entries: {}.from = {}, to = {}; network.links that carry "
                            "exit",
                            path, exits[i].from, exits[i].to));
        }
        context.world.network.exits.push_back({from->second, to->second,
                                               static_cast<std::int64_t>(exits[i].size_bytes),
                                               exits[i].at});
    }
}

}  // namespace

void compile_links(Context& context) {
    context.world.network = graph_of(context.scenario);
    take_partitions(context);
    take_datasets(context);
    for (const auto& [name, list] : context.catalog.transfers) {
        context.world.network.transfers.push_back(list);
        context.world.network.transfers.back().price_source = cite(list.provenance);
    }
}

void compile_data(Context& context) {
    take_weights(context);
    for (Job& job : context.world.jobs) take_job_data(context, job);
    take_replicas(context);
    take_exits(context);
}

}  // namespace orrery::compile
