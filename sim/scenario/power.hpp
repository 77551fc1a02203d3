// Power as the World has it: what a job draws at which speed, and calls to draw less.
#pragma once
#include <string>
#include <vector>

#include "orrery/base/time.hpp"

namespace orrery {

/// A speed at which a job's accelerators can run, and what each draws above idle while it steps.
struct ThrottleStep {
    double speed = 1;
    double dynamic_w = 0;
};

/// One window of an agreement to draw less.
struct FlexibleCall {
    std::string agreement;
    Nanos at;
    Nanos until;
    double reduce_to_w = 0;  ///< cooling included
    double payment_usd_kwh = 0;
    double payment_usd = 0;
};

}  // namespace orrery
