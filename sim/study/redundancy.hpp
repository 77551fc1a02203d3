// The study `redundancy`: how much is enough, by closed form and by simulated outages.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/scenario/world.hpp"

namespace orrery {

struct RedundancyQuestion {
    double target = .999;
    int servers = 0;           ///< needed to carry the load; 0: those of the largest pool
    std::string servers_from;  ///< what that number rests on; empty: it was asked for
    int most_spare = 2;        ///< servers more than needed at each site that are tried
    double years = 4000;       ///< simulated
    std::uint64_t seed = 1;
};

/// A place that may carry part of it: one pool.
struct RedundancySite {
    PoolId pool;
    std::string vendor;
    double usd_server_year = 0;
    double usd_year = 0;  ///< of the vendor, once: tooling
    double unit_availability = 1;
};

struct RedundancyRow {
    /// "N", "N+1", "2N"; "2 active, survives 1": active-active, one of them may be lost
    std::string design;
    ///< may be lost
    std::vector<std::uint32_t> sites;  ///< indices into RedundancyResult::sites
    int servers_each = 0;
    double availability = 0;  ///< closed form
    double simulated = 0;
    double half_width = 0;  ///< 95 %, from twenty batches
    double usd_year = 0;
    bool meets = false;
    bool on_frontier = false;  ///< none is cheaper and at least as available
    double usd_per_nine = 0;   ///< beyond the one before it on the frontier; 0: the first
    [[nodiscard]] double nines() const;
};

struct RedundancyResult {
    double target = 0;
    int needed = 0;
    std::string needed_from;  ///< what it rests on; empty: it was asked for
    std::vector<RedundancySite> sites;
    std::vector<RedundancyRow> rows;  ///< by cost
    std::vector<std::string> notes;
    std::string problem;  ///< why there is no answer: nothing fails; empty: there is one
    [[nodiscard]] const RedundancyRow* cheapest() const;  ///< that meets the target
};

/// The pool that carries most: its servers are what others may stand in for; none: nothing is
/// rented or owned.
const Pool* largest_pool(const World& world);
/// Whether a server of the one may stand in for one of the other.
bool alike(const Pool& a, const Pool& b);

/// Data and edge planes count, and site outages; control planes do not: what runs goes on.
RedundancyResult study_redundancy(const World& world, const RedundancyQuestion& question);

}  // namespace orrery
