// Tokens: what iterations computed is what requests received or what was lost.
#include "sim/engine/checks/audit.hpp"

namespace orrery {

void check_tokens(Audit& audit) {
    std::int64_t computed = 0;
    std::string where;
    for (std::size_t p = 0; p < audit.out.pools.size(); ++p) {
        for (const PoolUsage& usage : audit.out.pools[p]) {
            computed += usage.prefill_tokens + usage.decode_tokens;
            if (usage.prefill_tokens < 0 || usage.decode_tokens < 0) {
                where = "pool " + audit.world.pools[p].name;
            }
        }
    }
    std::int64_t received = audit.tally.progressed_tokens + audit.tally.discarded_tokens;
    for (const ReplicaTally& replica : audit.tally.replicas) received += replica.recomputed_tokens;
    audit.add("tokens",
              "tokens of iterations = tokens of requests + tokens lost with replicas, clients and "
              "preemptions",
              static_cast<double>(computed), static_cast<double>(received),
              computed == received && where.empty(), where);
}

}  // namespace orrery
