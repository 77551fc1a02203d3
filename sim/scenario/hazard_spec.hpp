// What befalls servers: failures and repair shops, maintenance, spot markets; as the user means it.
#pragma once
#include <string>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/time.hpp"

namespace orrery {

struct FailureSpec {
    Nanos mtbf = Nanos::never();  ///< of one server; never: no failures
    Nanos mttr{4 * kHour.ns};     ///< mean; repair times are lognormal with `mttr_cv`
    double mttr_cv = 1.0;
    int repairs = 0;  ///< at the same time; others wait for the shop; 0: no limit
    std::string mix;  ///< catalog failure mix: causes, and the rate where mtbf is not given
};

/// Servers are taken down on purpose: once, or every so often.
struct MaintenanceSpec {
    SourcePosition where;
    Nanos at;
    Nanos every = Nanos::never();
    Nanos duration;
    Nanos notice{kHour.ns};  ///< jobs know that long before, and stop at a checkpoint
    int servers = 0;         ///< at once, in turn; 0: all of the pool
    std::string reason;
};

/// Servers that the vendor may take back: at a rate, or when a recorded market says so.
/// From a date on a spot server costs so much an hour.
struct SpotPriceSpec {
    Nanos from{0};
    double usd_server_h = 0;
};

struct SpotSpec {
    SourcePosition where;
    Nanos every = Nanos::never();  ///< mean time between preemptions of the pool; exponential
    int servers = 1;               ///< that each of them takes; 0: all
    Nanos back{kHour.ns};          ///< mean time until they may be had again; exponential
    Nanos notice{2 * kMinute.ns};
    std::string availability;  ///< JSON of ticks: servers that could be had
    std::string prices;        ///< CSV of price changes; above `bid` there are none
    std::string zone;          ///< filters its rows
    std::string instance;
    double bid_usd_server_h = -1;  ///< −1: whatever it costs
    Nanos offset{0};               ///< where in the recording the run begins
    double discount = 0;           ///< off the on-demand price, where no prices are given
    std::vector<SpotPriceSpec> steps;  ///< prices by date instead of a recording
};

}  // namespace orrery
