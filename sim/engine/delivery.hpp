// When the servers of a purchase come: lead time drawn, deliveries in parts, ramp, burn-in.
#pragma once
#include <vector>

#include "sim/engine/observations.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// Parts of a pool's purchase in order of delivery; one for all servers where nothing says
/// otherwise. The lead time is drawn once an order, from the pool's own stream, whatever it is
/// used for. Empty without a purchase.
std::vector<Delivery> plan_deliveries(const World& world, PoolId pool, std::uint64_t seed,
                                      std::uint64_t replication);

/// How much later than the lead time the first part of an order comes.
Nanos first_part_after(const PurchaseSpec& purchase, int servers);

/// How many times as long repairs (or rollouts) take at a site at an instant, for want of people:
/// the product over roles that work there; 1 with everybody.
double staff_slows(const World& world, SiteId site, Nanos now, double RoleSpec::*factor);

}  // namespace orrery
