// Replications of one World, accounted and analysed: the first one's tables, means over all.
#pragma once
#include <vector>

#include "sim/accounts/ledger.hpp"
#include "sim/analysis/findings.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

struct AnalysedRuns {
    std::vector<Observations> runs;  ///< by replication
    Ledger ledger;                   ///< of the first
    Findings findings;               ///< of the first; metrics are means with intervals
    std::vector<Money> totals;       ///< effective cost of each
    /// The replication whose total is the median: of an even number the lower of the two.
    [[nodiscard]] std::size_t median() const;
};

AnalysedRuns analyse_runs(const World& world, std::vector<Observations> runs);

}  // namespace orrery
