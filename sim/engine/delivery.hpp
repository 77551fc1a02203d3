// When the servers of a purchase come: lead time drawn, deliveries in parts, ramp, burn-in.
#pragma once
#include <vector>

#include "sim/engine/observations.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// Whether a disruption happens in this run: one draw of its own, by its probability.
bool strikes(const DisruptionSpec& disruption, std::uint64_t seed, std::uint64_t replication);
bool holds(const DisruptionSpec& disruption, Nanos now);

/// Parts of a pool's purchase in the order in which they are planned; one for all servers where
/// nothing says otherwise. The lead time is drawn once an order, from the pool's own stream,
/// whatever it is used for. Disruptions befall what falls due while they hold: a delay shifts it, a
/// ban holds it back until its end, of a partial delivery a share comes; what never comes is a part
/// of its own, `never()` delivered. Empty without a purchase.
std::vector<Delivery> plan_deliveries(const World& world, PoolId id, std::uint64_t seed,
                                      std::uint64_t replication);

/// A part of an order as it is planned.
struct PlannedPart {
    int servers = 0;
    Nanos after{0};  ///< how much later than the lead time
};
/// In order, those without servers left out.
std::vector<PlannedPart> planned_parts(const PurchaseSpec& purchase, int servers);

/// How many times as long repairs (or rollouts) take at a site at an instant, for want of people:
/// the product over roles that work there; 1 with everybody.
double staff_slows(const World& world, SiteId site, Nanos now, double RoleSpec::*factor);

}  // namespace orrery
