// Requests that are more than one call: the state of a conversation or of an agent's graph.
#pragma once
#include <cstdint>
#include <vector>

#include "orrery/base/ids.hpp"
#include "orrery/base/time.hpp"

namespace orrery {

struct Task {
    WorkloadId workload;
    Nanos start;
    std::uint64_t session = 0;
    std::int32_t turns_left = 0;
    std::int32_t context = 0;  ///< tokens said so far, the shared prefix left out
    std::int32_t open = 0;     ///< calls in the system or about to enter it
    std::int64_t calls = 0;
    bool failed = false;
    std::int32_t counts_for = 1;       ///< tasks that it stands for
    std::vector<std::int32_t> before;  ///< by step: steps that it still waits for
    std::vector<std::int32_t> left;    ///< by step: calls that are not done
};

/// A call that enters the system later: after thinking, or after a tool.
struct FollowUp {
    std::uint32_t task = 0;
    std::uint32_t call = 0;
};

}  // namespace orrery
