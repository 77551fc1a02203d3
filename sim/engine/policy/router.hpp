// Routers: which deployment serves a request; they see what an operator would see.
#pragma once
#include <memory>
#include <vector>

#include "sim/engine/serving/fleet.hpp"

namespace orrery {

/// One way a request may go, as a router sees it. The true output length is not part of it.
struct RouteView {
    ReplicaId replica;  ///< the deployment's least loaded; invalid: none ready
    Nanos rtt;
    int outstanding = 0;                ///< of that replica
    bool full = false;                  ///< its queue is at `max_queue`
    bool holds = true;                  ///< its KV cache can hold prompt and max_tokens
    double usd_per_million_tokens = 0;  ///< marginal
    double g_per_million_tokens = 0;    ///< marginal gCO2e with the grid of this hour
    double ttft_estimate_s = 0;         ///< network and front end included
};

inline constexpr int kNoRoute = -1;

class Router {
public:
    virtual ~Router() = default;
    /// Index into `routes`, or kNoRoute. Only routes with a replica that holds it and is not full
    /// may be chosen; the engine checks.
    [[nodiscard]] virtual int decide(const std::vector<RouteView>& routes,
                                     double slo_ttft_s) const = 0;
};

[[nodiscard]] inline bool usable(const RouteView& route) {
    return route.replica.valid() && route.holds && !route.full;
}

/// The one table from name to router.
std::unique_ptr<Router> make_router(RouterKind kind);

}  // namespace orrery
