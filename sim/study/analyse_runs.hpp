// Replications of one World, accounted and analysed as they end: the first one's tables, means over
// all.
#pragma once
#include <functional>
#include <vector>

#include "sim/accounts/ledger.hpp"
#include "sim/analysis/cost_course.hpp"
#include "sim/analysis/findings.hpp"
#include "sim/scenario/world.hpp"
#include "sim/study/replicate.hpp"

namespace orrery {

struct AnalysedRuns {
    Observations first;  ///< of the first replication
    Ledger ledger;       ///< likewise
    Findings findings;   ///< likewise; metrics are means with intervals, judged and told as such
    double first_ttft_p99_s = 0;  ///< of the first alone
    /// Replications that count, ascending: those that came to their end, or the first alone where
    /// it did not. Means, totals and courses are theirs.
    std::vector<std::size_t> counted;
    std::vector<Money> totals;        ///< effective cost of each
    std::vector<CostCourse> courses;  ///< how each one's cost built up
    /// Interrupted where any was, else as the first one ended that did not come to its end.
    RunEnd end = RunEnd::horizon;
    /// The replication whose total is the median: of an even number the lower of the two.
    [[nodiscard]] std::size_t median() const;
};

/// Told of each run's observations before they are let go; from several threads at once.
using RunWitness = std::function<void(std::size_t, const Observations&)>;

/// Only the first replication's observations are kept: memory grows by some kilobytes with each
/// more, whatever its length. Replications that a limit or an interrupt cut are left out, and the
/// findings are partial then and say so.
AnalysedRuns analyse_runs(const World& world, std::size_t count, int threads, const RunSource& run,
                          const RunWitness& witness = {});

}  // namespace orrery
