// The days of a horizon and what is expected of each: requests by workload, the weekday's shape.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/scenario/world.hpp"

namespace orrery {

/// Days are 24 hours from the start of the run; the last may be shorter.
struct Calendar {
    std::int32_t days = 0;
    std::vector<std::vector<double>> requests;  ///< expected arrivals, [workload][day]
    std::vector<double> tokens;                 ///< expected of all workloads, by day
    std::vector<std::int64_t> shape;            ///< days of equal shape have equal numbers
    std::vector<bool> crowded;                  ///< a flash crowd or a step of demand is in it

    [[nodiscard]] static Nanos begin(std::int32_t day) { return Nanos{day * kDay.ns}; }
};

/// Expected arrivals are integrals of rate curves; a recorded workload is read and counted, with
/// this seed where it is thinned.
Calendar make_calendar(const World& world, std::uint64_t seed, std::uint64_t replication);

/// Tokens of one request of a workload, about: prompt and answer.
double tokens_of_request(const Workload& workload);

}  // namespace orrery
