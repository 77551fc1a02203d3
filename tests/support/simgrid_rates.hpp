// Rates of flows as SimGrid's solver shares links: only where its headers are installed.
#pragma once
#include <simgrid/s4u.hpp>
#include <string>
#include <vector>

#include "tests/support/flow_topologies.hpp"

namespace orrery::test {

/// Every flow between two hosts of its own, all begun at 0; what each has sent in a second is its
/// rate. Network model CM02 without cross-traffic, factors or windows, so that max–min is all that
/// is left of it. SimGrid keeps one engine a process: all topologies are simulated in it, side by
/// side.
inline std::vector<std::vector<double>> simgrid_rates(const std::vector<FlowTopology>& all) {
    namespace sg = simgrid::s4u;
    constexpr double kBytes = 1e12;  // nothing ends within the second
    int argc = 1;
    char name[] = "rates";
    char* argv[] = {name, nullptr};
    sg::Engine engine(&argc, argv);
    for (const char* option :
         {"network/model:CM02", "network/crosstraffic:0", "network/bandwidth-factor:1",
          "network/latency-factor:1", "network/weight-S:0", "network/TCP-gamma:0"}) {
        sg::Engine::set_config(option);
    }
    sg::NetZone* zone = sg::create_full_zone("all");
    std::vector<std::vector<std::pair<sg::Host*, sg::Host*>>> ends;
    for (std::size_t t = 0; t < all.size(); ++t) {
        const std::string at = std::to_string(t) + "-";
        std::vector<sg::LinkInRoute> links;
        for (std::size_t l = 0; l < all[t].capacities.size(); ++l) {
            const std::string link = "link" + at + std::to_string(l);
            links.emplace_back(
                zone->create_link(link, all[t].capacities[l])->set_latency(0)->seal());
        }
        ends.emplace_back();
        for (std::size_t f = 0; f < all[t].flows.size(); ++f) {
            const std::string flow = at + std::to_string(f);
            sg::Host* from = zone->create_host("from" + flow, 1e9)->seal();
            sg::Host* to = zone->create_host("to" + flow, 1e9)->seal();
            std::vector<sg::LinkInRoute> route;
            for (const std::uint32_t l : all[t].flows[f].links) route.push_back(links[l]);
            // Direct transfers have no rate of their own: a link that nobody shares is the same.
            if (all[t].flows[f].cap < 1e18) {
                sg::Link* own = zone->create_link("cap" + flow, all[t].flows[f].cap);
                route.emplace_back(own->set_latency(0)->seal());
            }
            zone->add_route(from->get_netpoint(), to->get_netpoint(), nullptr, nullptr, route,
                            false);
            ends.back().emplace_back(from, to);
        }
    }
    zone->seal();
    std::vector<std::vector<double>> rates(all.size());
    sg::Actor::create("watch", ends[0][0].first, [&] {
        std::vector<std::vector<sg::CommPtr>> comms(all.size());
        for (std::size_t t = 0; t < all.size(); ++t) {
            for (std::size_t f = 0; f < all[t].flows.size(); ++f) {
                sg::CommPtr comm = sg::Comm::sendto_init(ends[t][f].first, ends[t][f].second);
                comm->set_payload_size(static_cast<std::uint64_t>(kBytes));
                comms[t].push_back(comm->start());
            }
        }
        sg::this_actor::sleep_for(1);
        for (std::size_t t = 0; t < all.size(); ++t) {
            for (const auto& comm : comms[t]) rates[t].push_back(kBytes - comm->get_remaining());
            for (const auto& comm : comms[t]) comm->cancel();
        }
    });
    engine.run();
    return rates;
}

}  // namespace orrery::test
