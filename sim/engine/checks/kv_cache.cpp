// KV blocks: what a replica counts as taken is what its requests hold, and no more than there are.
#include "sim/engine/checks/audit.hpp"

namespace orrery {

void check_kv_cache(Audit& audit) {
    std::int64_t taken = 0;
    std::int64_t held = 0;
    std::string where;
    for (std::size_t r = 0; r < audit.tally.replicas.size(); ++r) {
        const ReplicaTally& replica = audit.tally.replicas[r];
        taken += replica.blocks_held;
        held += replica.blocks_of;
        const bool within = replica.blocks_held >= 0 && replica.blocks_held <= replica.blocks;
        if (replica.blocks_held == replica.blocks_of && within) continue;
        where = "replica " + std::to_string(r) + " of deployment " +
                audit.world.deployments[replica.deployment.index()].name;
    }
    audit.add("KV cache", "blocks taken = Σ blocks of running requests", static_cast<double>(taken),
              static_cast<double>(held), where.empty(), where);
}

}  // namespace orrery
