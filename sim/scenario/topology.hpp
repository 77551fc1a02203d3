// Places and links of a scenario as a graph, and paths over it while everything is up.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"

namespace orrery {

/// Places, links and edges; links whose ends are not known are left out. No partitions or data.
Network graph_of(const Scenario& scenario);

/// By edge: whether it carries that purpose when nothing is down.
std::vector<char> edges_for(const Network& network, Purpose purpose);
/// The shortest path by latency, as edges; nothing without one.
std::optional<std::vector<std::uint32_t>> path_for(const Network& network, std::uint32_t from,
                                                   std::uint32_t to, Purpose purpose);
/// One-way latency of a path.
Nanos latency_of(const Network& network, const std::vector<std::uint32_t>& path);

/// One-way latency between two places by name; nothing without a path.
std::optional<Nanos> path_latency(const Scenario& scenario, const std::string& from,
                                  const std::string& to, Purpose purpose);

}  // namespace orrery
