// Routers: which deployment serves a request; they see what an operator would see.
#include "sim/engine/policy/router.hpp"

#include <tuple>

namespace orrery {
namespace {

/// The usable route with the smallest key; the first of equals, so that ties follow name order.
template <class Key>
int smallest(const std::vector<RouteView>& routes, Key key) {
    int best = kNoRoute;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        if (!usable(routes[i])) continue;
        if (best == kNoRoute || key(routes[i]) < key(routes[static_cast<std::size_t>(best)])) {
            best = static_cast<int>(i);
        }
    }
    return best;
}

/// Shortest round trip; a full site spills to the next one.
class Nearest final : public Router {
    int decide(const std::vector<RouteView>& routes, double) const override {
        return smallest(routes, [](const RouteView& r) { return r.rtt; });
    }
};

class LeastOutstanding final : public Router {
    int decide(const std::vector<RouteView>& routes, double) const override {
        return smallest(routes,
                        [](const RouteView& r) { return std::make_tuple(r.outstanding, r.rtt); });
    }
};

/// The cheapest route whose estimated time to first token keeps the SLO; if none does, the fastest.
class CheapestWithinSlo final : public Router {
    int decide(const std::vector<RouteView>& routes, double slo_ttft_s) const override {
        return smallest(routes, [&](const RouteView& r) {
            const bool late = slo_ttft_s >= 0 && r.ttft_estimate_s > slo_ttft_s;
            return std::make_tuple(late, late ? 0.0 : r.usd_per_million_tokens, r.ttft_estimate_s,
                                   r.outstanding);
        });
    }
};

/// The same for carbon: the request goes where an hour's grid is cleanest and the SLO still holds.
class GreenestWithinSlo final : public Router {
    int decide(const std::vector<RouteView>& routes, double slo_ttft_s) const override {
        return smallest(routes, [&](const RouteView& r) {
            const bool late = slo_ttft_s >= 0 && r.ttft_estimate_s > slo_ttft_s;
            return std::make_tuple(late, late ? 0.0 : r.g_per_million_tokens, r.ttft_estimate_s,
                                   r.outstanding);
        });
    }
};

}  // namespace

std::unique_ptr<Router> make_router(RouterKind kind) {
    switch (kind) {
        case RouterKind::nearest:
            return std::make_unique<Nearest>();
        case RouterKind::least_outstanding:
            return std::make_unique<LeastOutstanding>();
        case RouterKind::cheapest_within_slo:
            return std::make_unique<CheapestWithinSlo>();
        case RouterKind::greenest_within_slo:
            return std::make_unique<GreenestWithinSlo>();
    }
    return nullptr;
}

}  // namespace orrery
