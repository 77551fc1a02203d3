// Accelerator time: every nanosecond of every accelerator is of one kind, exactly.
#include "sim/engine/checks/audit.hpp"

namespace orrery {

void check_accelerator_time(Audit& audit) {
    const std::size_t pools = audit.out.pools.size();
    std::vector<DeviceTime> present(pools);
    for (const ServerSession& session : audit.out.sessions) {
        const std::size_t p = session.pool.index();
        present[p] += static_cast<DeviceTime>((session.until - session.from).ns) *
                      audit.world.pools[p].server.accelerators;
    }
    DeviceTime split = 0;
    DeviceTime all = 0;
    std::string where;
    for (std::size_t p = 0; p < pools; ++p) {
        DeviceTime sum = 0;
        bool never_negative = true;
        for (const PoolUsage& usage : audit.out.pools[p]) {
            sum += usage.total_ns();
            never_negative = never_negative && usage.idle_ns >= 0 && usage.useful_ns >= 0 &&
                             usage.overhead_ns >= 0 && usage.failed_ns >= 0;
        }
        split += sum;
        all += present[p];
        if (sum != present[p] || !never_negative) where = "pool " + audit.world.pools[p].name;
    }
    audit.add("accelerator time",
              "useful + idle + overhead + failed = accelerators × time present, idle ≥ 0",
              static_cast<double>(split) * 1e-9, static_cast<double>(all) * 1e-9, where.empty(),
              where);
}

}  // namespace orrery
