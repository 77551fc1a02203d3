// Replications of one World: parallel across runs, results in index order, the same for any
// threads.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/engine/run.hpp"

namespace orrery {

/// Runs replications first … first+count−1 on `threads` threads. Index i of the result is
/// replication i, whatever thread ran it. `sink` and progress are used by replication 0 only.
std::vector<Observations> replicate(const World& world, const RunOptions& options, int count,
                                    int threads);

/// The observations of replication i, whoever asks; from several threads at once.
using RunSource = std::function<Observations(std::size_t)>;
/// Simulates them. The World must outlive it.
RunSource simulated_runs(const World& world, const RunOptions& options);

/// Half-width of a 95 % interval from n ≥ 2 values, in standard errors (Student).
double student_95(int n);

/// Mean of replications' values with a 95 % Student interval; n is their number.
Metric mean_metric(const std::vector<double>& values);

/// Figures of replications by path, without their texts: eight bytes each.
class FigureTable {
public:
    explicit FigureTable(std::size_t replications) : replications_(replications) {}
    void add(std::size_t replication, const Metrics& metrics);
    [[nodiscard]] std::size_t replications() const { return replications_; }
    /// The table of these replications alone, ascending; no other one was added.
    [[nodiscard]] FigureTable of(const std::vector<std::size_t>& added) const;
    /// Values of the replications that have the figure, ascending; of a part of a whole ("lost.")
    /// all, of which those that lack it have none.
    [[nodiscard]] std::vector<double> known(const std::string& path) const;
    /// Likewise, of what is told for one of many ("cost.per_million_tokens") such that their mean
    /// is the ratio of the means, not the mean of the ratios.
    [[nodiscard]] std::vector<double> weighted(const std::string& path) const;
    /// Figures that replication 0 lacks, as the first one that has them tells them.
    [[nodiscard]] std::vector<std::pair<std::string, Metric>> later() const;

private:
    struct Column {
        std::vector<double> values;  ///< NaN of a replication that lacks it
        std::size_t known = 0;
        std::size_t first = 0;       ///< of the replications that have it
        std::optional<Metric> like;  ///< as that one tells it, where it is not replication 0
    };
    std::size_t replications_;
    std::map<std::string, Column> columns_;
};

/// Means over replications with 95 % intervals: Student's, of what happens or not Wilson's. The
/// metrics of `first` keep their order, units and formulas; each gets the mean of the replications
/// that have it as value, lo, hi, and their number as n, which is less than that of all where some
/// lack it. Intervals of what cannot be negative begin at 0. Assertions and sentences are still the
/// first one's: see retell.
void summarise_replications(Findings& first, const FigureTable& all);

}  // namespace orrery
