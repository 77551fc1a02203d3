// The rented pools of a scenario that a sizing may change: from which size to which, at what price.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "sim/study/vendors/study.hpp"

namespace orrery {

/// Whether a name is in a list of names.
bool among(const std::vector<std::string>& list, const std::string& item);

struct SizedPool {
    std::string name;  ///< of the scenario's entry
    int base = 0;      ///< servers at most, as the scenario has them
    int least = 0;     ///< 0: the load may go elsewhere
    int most = 0;      ///< quota, or what would carry all of its workloads' load alone
    /// Price of a server over what it can carry: what a request costs there at best;
    /// −1: no workload uses it.
    double usd_request = -1;
};

/// Servers at most of a pool as the scenario has it, within its vendor's quota.
int most_servers(const Scenario& scenario, const PoolSpec& pool);

/// Rented pools of the vendors that serve requests, the cheapest by request first. `loads`: what
/// the base's deployments can carry. Least is what the base has where jobs run there, another
/// deployment's prompts are computed, a commitment is paid or an API takes what is left over (any
/// size would do then, at the API's price); of several vendors each keeps room for a replica.
std::vector<SizedPool> sized_pools(const Scenario& scenario, const World& world,
                                   const std::vector<std::string>& vendors,
                                   const std::vector<CarriedLoad>& loads);

}  // namespace orrery
