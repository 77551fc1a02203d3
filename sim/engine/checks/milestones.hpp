// Causality of one request: nothing of it happens before what it follows from.
#pragma once
#include <cstdint>
#include <string>

#include "orrery/base/time.hpp"

namespace orrery {

/// Of a completed request.
struct Milestones {
    Nanos arrival;
    Nanos service_start;  ///< first chunk of its prompt runs, for the last time
    Nanos first_token;
    Nanos finish;

    [[nodiscard]] bool in_order() const {
        return arrival <= service_start && service_start <= first_token && first_token <= finish;
    }
    /// What comes before what it follows from; empty where all is in order.
    [[nodiscard]] std::string out_of_order() const;
};

/// Ends the program as an error of ours that names the request.
[[noreturn]] void stop_out_of_order(const Milestones& milestones, std::int64_t request,
                                    const std::string& workload);

}  // namespace orrery
