// Queues: a replica counts those that wait and run there, and runs no more than its slots allow.
#include "sim/engine/checks/audit.hpp"

namespace orrery {

void check_queues(Audit& audit) {
    std::int64_t counted = 0;
    std::int64_t found = 0;
    std::string where;
    for (std::size_t r = 0; r < audit.tally.replicas.size(); ++r) {
        const ReplicaTally& replica = audit.tally.replicas[r];
        const Deployment& deployment = audit.world.deployments[replica.deployment.index()];
        counted += replica.waiting + replica.running;
        found += replica.waiting_of + replica.running_of;
        if (replica.waiting == replica.waiting_of && replica.running == replica.running_of &&
            replica.running <= deployment.max_num_seqs) {
            continue;
        }
        where = "replica " + std::to_string(r) + " of deployment " + deployment.name;
    }
    audit.add("queues", "waiting and running as counted = requests that do, no more than slots",
              static_cast<double>(counted), static_cast<double>(found), where.empty(), where);
}

}  // namespace orrery
