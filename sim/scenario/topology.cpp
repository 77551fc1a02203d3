// Places and links of a scenario as a graph, and paths over it while everything is up.
#include "sim/scenario/topology.hpp"

#include <algorithm>

namespace orrery {
namespace {

std::vector<std::string> places_of(const Scenario& scenario) {
    std::vector<std::string> sites;
    std::vector<std::string> origins;
    for (const SiteSpec& site : scenario.sites) sites.push_back(site.name);
    std::sort(sites.begin(), sites.end());
    const auto take = [&](const std::string& name) {
        if (name.empty() || std::binary_search(sites.begin(), sites.end(), name)) return;
        origins.push_back(name);
    };
    for (const WorkloadSpec& w : scenario.workloads) take(w.origin);
    for (const RttSpec& rtt : scenario.rtts) take(rtt.from);
    std::sort(origins.begin(), origins.end());
    origins.erase(std::unique(origins.begin(), origins.end()), origins.end());
    sites.insert(sites.end(), origins.begin(), origins.end());
    return sites;
}

}  // namespace

Network graph_of(const Scenario& scenario) {
    Network network;
    network.places = places_of(scenario);
    for (const LinkSpec& spec : scenario.network.links) {
        if (spec.between.size() != 2) continue;
        const std::uint32_t a = network.place(spec.between[0]);
        const std::uint32_t b = network.place(spec.between[1]);
        if (a == kNoPlace || b == kNoPlace) continue;
        network.links.push_back(
            {spec.name, spec.bandwidth, spec.jitter, spec.usd_gb, spec.purposes, spec.directed});
        network.edges.push_back({a, b, spec.latency.ns});
        network.edges.push_back({b, a, spec.latency.ns});
    }
    return network;
}

std::vector<char> edges_for(const Network& network, Purpose purpose) {
    std::vector<char> usable;
    for (const Link& link : network.links) {
        const bool carries = (link.purposes & bit(purpose)) != 0;
        usable.push_back(carries ? 1 : 0);
        usable.push_back(carries && !link.directed ? 1 : 0);
    }
    return usable;
}

std::optional<std::vector<std::uint32_t>> path_for(const Network& network, std::uint32_t from,
                                                   std::uint32_t to, Purpose purpose) {
    return network::shortest_path(static_cast<std::uint32_t>(network.places.size()), network.edges,
                                  edges_for(network, purpose), from, to);
}

Nanos latency_of(const Network& network, const std::vector<std::uint32_t>& path) {
    Nanos sum{0};
    for (const std::uint32_t e : path) sum += Nanos{network.edges[e].length};
    return sum;
}

std::optional<Nanos> path_latency(const Scenario& scenario, const std::string& from,
                                  const std::string& to, Purpose purpose) {
    const Network network = graph_of(scenario);
    const std::uint32_t a = network.place(from);
    const std::uint32_t b = network.place(to);
    if (a == kNoPlace || b == kNoPlace) return std::nullopt;
    const auto path = path_for(network, a, b, purpose);
    if (!path) return std::nullopt;
    return latency_of(network, *path);
}

}  // namespace orrery
