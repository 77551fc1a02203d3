// Outages of vendors' planes, drawn for a whole run; adding a vendor never shifts another's.
#pragma once
#include <cstdint>
#include <vector>

#include "orrery/base/time.hpp"
#include "sim/scenario/supply_book.hpp"

namespace orrery {

struct OutageSpan {
    std::uint32_t process = 0;
    Nanos from;
    Nanos until;
};

/// Poisson outages with lognormal durations, and those on a date; sorted by start, then process.
/// Of a process in a group, the share `correlation` of its rate has causes that the group shares
/// (beta-factor model, K. N. Fleming 1975): shocks at the greatest such rate of the group, in which
/// a member takes part in proportion to its own. Rates of single processes stay as given. Shocks
/// are keyed by the group, own outages and parts by the process.
std::vector<OutageSpan> draw_outages(const std::vector<OutageProcess>& processes,
                                     std::uint64_t seed, std::uint64_t replication, Nanos horizon);

/// Mean of the lognormal law through p50 and p90, s.
double mean_outage_s(Nanos p50, Nanos p90);

}  // namespace orrery
