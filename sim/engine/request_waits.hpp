// A sink that is told, beside each request that leaves, what kept it waiting.
#pragma once
#include "sim/engine/observations.hpp"

namespace orrery {

class WaitSink : public RequestSink {
public:
    /// Comes before the `row` of the same request: ns by WaitCause from its arrival at the site
    /// until the first chunk of its prompt ran. A wait that is still going on is not in it.
    virtual void waits(const WaitTimes& by_cause) = 0;
};

}  // namespace orrery
