// What of its vendors a run knows at an instant: planes that are down, orders, services, runbooks.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "sim/engine/outage_spans.hpp"
#include "sim/engine/supply_observations.hpp"
#include "sim/kernel/stream.hpp"

namespace orrery {

struct SupplyState {
    std::vector<OutageSpan> spans;
    std::vector<std::uint32_t> open;                ///< indices into SupplyObservations::outages
    std::vector<std::uint32_t> record_of;           ///< by span
    std::vector<std::array<int, kPlanes>> planes;   ///< by site: causes that hold each down
    std::vector<std::array<int, kPlanes>> vendors;  ///< by World::vendors, of whole vendors
    std::vector<int> out_of_stock;                  ///< by pool
    std::vector<std::vector<std::uint32_t>> held;   ///< by pool: orders that come at the thaw
    struct Shortage {
        int servers = 0;
        SupplyCause cause = SupplyCause::quota;
        Nanos since{0};
    };
    std::vector<Shortage> shortages;  ///< by pool
    std::vector<Stream> fills;        ///< by pool
    std::vector<Nanos> last_filled;   ///< by pool: later orders come no earlier
    std::vector<char> struck;         ///< by disruption: whether it happens in this run
    std::vector<int> reserved;        ///< by pool: standby servers that nobody has called
    struct Service {
        bool down = false;
        bool expired = false;
        std::uint32_t epoch = 0;
        std::uint32_t gap = 0;  ///< index into SupplyObservations::services
    };
    std::vector<Service> services;
    std::vector<int> not_startable;  ///< by deployment: services missing that replicas need
    enum class Phase : std::uint8_t { idle, responding, active, returning };
    struct Runbook {
        Phase phase = Phase::idle;
        std::uint32_t epoch = 0;
        int open = 0;           ///< outages that it answers
        std::uint32_t run = 0;  ///< index into SupplyObservations::runbooks
    };
    std::vector<Runbook> runbooks;
    std::vector<int> floor;                  ///< by deployment: replicas that runbooks hold
    std::vector<int> ready_before;           ///< by outage record
    std::vector<std::vector<char>> reaches;  ///< by outage record and workload: a route lies there
    std::vector<std::uint32_t> felt;         ///< records that requests of now may have met
};

}  // namespace orrery
