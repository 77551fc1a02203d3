// Small records of a run's state that one member of Simulation each is made of.
#pragma once
#include <cstdint>
#include <deque>

#include "orrery/base/time.hpp"
#include "sim/engine/policy/scaling_watch.hpp"
#include "sim/engine/sampled/gate.hpp"
#include "sim/engine/workload/generator.hpp"
#include "sim/engine/workload/task.hpp"
#include "sim/kernel/stream.hpp"

namespace orrery {

struct SiteLoad;

/// What an API's limit has left.
struct RateBucket {
    double requests = 0;
    double tokens = 0;
    Nanos at{0};
};

/// Of a turn or a step of an agent.
struct CallLengths {
    LengthSampler prompt;
    LengthSampler output;
};

/// What befalls one server.
struct ServerFate {
    Stream failures;
    std::uint32_t epoch = 0;
    double repair_s = 0;  ///< drawn with the failure
    bool in_shop = false;
    bool leaving = false;  ///< the vendor takes it back
};

/// Servers in repair, and those that wait for a place.
struct RepairShop {
    int busy = 0;
    std::deque<std::uint32_t> queue;
};

/// Who waits for power at a site.
struct SitePower {
    bool asked = false;    ///< a decision is due at this instant
    bool waiting = false;  ///< a job or replica does not start for want of power
};

}  // namespace orrery
