// Who answers for a pool's energy and emissions: workloads, jobs, and idle by a stated rule.
#pragma once
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// Who used a pool, and which share of it.
struct PoolUser {
    CarbonShare who;  ///< kind, carrier, tenant; no amounts
    double share = 0;
};

/// The shares sum to 1; nobody: an empty list. By the rule of allocate_carbon.
std::vector<PoolUser> users_of(const World& world, const Observations& observations, PoolId pool);

/// Fills `ledger.carbon_shares`; after account_carbon. Of a pool's total (idle, hosts, overhead and
/// embodied included) jobs take their share of busy accelerator time, each by the accelerator time
/// that it held. The rest goes to the workloads that the pool served, by
///   busy_time: the time that their requests would take alone on a replica × its accelerators;
///   tokens:    prompt and output tokens.
/// Without any work the pool's total is nobody's. Checks that the shares sum to the sites' totals.
void allocate_carbon(const World& world, const Observations& observations, Ledger& ledger);

}  // namespace orrery
