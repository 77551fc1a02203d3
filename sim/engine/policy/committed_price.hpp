// What one server hour more costs at the margin: what is committed and free is paid already.
#pragma once
#include "sim/engine/cluster/cluster.hpp"

namespace orrery {

/// USD of the last server hour of a rented pool at an instant, as a router asks for it. Nothing
/// while contracts hold as many servers as are present; else what a savings plan has left pays what
/// it covers of it, and the rest is at the price of the day, less a spend commitment's discount. A
/// pool without servers is asked for its first. Volume tiers and sustained use are left out: they
/// are known at the end of the month.
double marginal_server_usd(const World& world, const Cluster& cluster, PoolId pool, Nanos now);

}  // namespace orrery
