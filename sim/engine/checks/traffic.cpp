// Traffic between sites: bytes that set out arrive, are given up or are still under way.
#include <cmath>

#include "sim/engine/checks/audit.hpp"

namespace orrery {

void check_traffic(Audit& audit) {
    if (audit.world.network.links.empty()) return;
    const FlowTally& b = audit.tally.flows;
    const auto begun = static_cast<double>(b.begun);
    const double accounted = static_cast<double>(b.sent + b.given_up) + b.left;
    // What a flow has sent is metered in whole bytes.
    audit.add("traffic", "bytes of flows = sent + given up + still to be sent (a byte a flow)",
              begun, accounted, std::fabs(begun - accounted) <= 1e-9 * begun + b.open);
    std::int64_t metered = 0;
    std::string where;
    for (std::size_t l = 0; l < audit.out.traffic.links.size(); ++l) {
        for (const auto& direction : audit.out.traffic.links[l].bytes) {
            for (const auto& purpose : direction) {
                for (const std::int64_t bytes : purpose) {
                    metered += bytes;
                    if (bytes < 0) where = "link " + audit.world.network.links[l].name;
                }
            }
        }
    }
    audit.add("links", "Σ bytes by link, purpose and interval = Σ bytes × links they crossed",
              static_cast<double>(metered), static_cast<double>(b.link_bytes),
              metered == b.link_bytes && where.empty(), where);
}

}  // namespace orrery
