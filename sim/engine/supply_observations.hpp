// What a run observed of its supply: outages, orders and what kept them, services, runbooks.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "orrery/base/ids.hpp"
#include "orrery/base/time.hpp"
#include "sim/engine/device_time.hpp"
#include "sim/scenario/vendor_spec.hpp"

namespace orrery {

/// Why servers that are wanted do not come.
enum class SupplyCause : std::uint8_t {
    qualification,  ///< the vendor may not be used yet
    ban,            ///< no export
    control_plane,  ///< the vendor starts nothing
    stock_out,
    quota,
    allocation,  ///< a partial delivery, a lost fab
    refused,     ///< SupplySpec::refuse and partial
};
inline constexpr std::size_t kSupplyCauses = 7;
inline constexpr std::array<const char*, kSupplyCauses> kSupplyCauseNames{
    "qualification", "ban", "control_plane", "stock_out", "quota", "allocation", "refused"};

struct PlaneOutage {
    std::string vendor;
    std::string name;  ///< of the process, or of the site
    Plane plane = Plane::data;
    Nanos from;
    Nanos until;                       ///< ≤ the end of the run
    Nanos recovered = Nanos::never();  ///< as many replicas ready as before, and reachable
    std::int64_t lost = 0;             ///< requests refused, lost or given up while it was open
    std::int64_t late = 0;             ///< completed against their SLO meanwhile
};

struct PoolOrders {
    std::int64_t asked = 0;    ///< servers, in requests that were answered
    std::int64_t granted = 0;  ///< of them
    std::int64_t later = 0;    ///< of those: not at once
    std::array<DeviceTime, kSupplyCauses> missing_ns{};  ///< server-ns wanted and not granted
};

struct ServiceGap {
    std::uint32_t service = 0;  ///< index into SupplyBook::services
    Nanos from;
    Nanos until;
    bool expired = false;  ///< caches ran out: its users failed
};

struct RunbookRun {
    std::uint32_t runbook = 0;
    Nanos struck;
    Nanos acted = Nanos::never();      ///< fail-over begins; never: the outage was over before
    Nanos recovered = Nanos::never();  ///< replicas ready
    Nanos ended = Nanos::never();      ///< of the outage
    Nanos returned = Nanos::never();   ///< failed back
};

struct SupplyObservations {
    std::vector<PlaneOutage> outages;
    std::vector<PoolOrders> pools;  ///< by PoolId
    std::vector<ServiceGap> services;
    std::vector<RunbookRun> runbooks;
};

}  // namespace orrery
