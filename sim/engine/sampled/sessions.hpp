// Server sessions of a pool whose days are made of other days.
#pragma once
#include <vector>

#include "sim/engine/observations.hpp"

namespace orrery {

/// Day i gets what the pool's sessions did on day `stands[i]`; what ends at a midnight goes on as
/// what begins there, first come first. Other pools' sessions stay; the order is by pool, then by
/// beginning.
std::vector<ServerSession> sessions_by_days(std::vector<ServerSession> sessions, PoolId pool,
                                            const std::vector<std::size_t>& stands);

}  // namespace orrery
