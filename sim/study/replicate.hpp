// Replications of one World: parallel across runs, results in index order, the same for any
// threads.
#pragma once
#include <functional>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/engine/run.hpp"

namespace orrery {

/// Runs replications first … first+count−1 on `threads` threads. Index i of the result is
/// replication i, whatever thread ran it. `sink` and progress are used by replication 0 only.
std::vector<Observations> replicate(const World& world, const RunOptions& options, int count,
                                    int threads);

/// Half-width of a 95 % interval from n ≥ 2 values, in standard errors (Student).
double student_95(int n);

/// Mean of replications' values with a 95 % Student interval; n is their number.
Metric mean_metric(const std::vector<double>& values);

/// Means over replications with 95 % Student intervals: the metrics of `first` keep their order,
/// units and formulas; each gets the mean as value, lo, hi and n = replications. A metric that some
/// replication lacks keeps its own value. `all` holds the findings of every replication.
void summarise_replications(Findings& first, const std::vector<Metrics>& all);

}  // namespace orrery
