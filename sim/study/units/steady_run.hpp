// One long run: series of its requests or hours, and what their steady state is.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/engine/observations.hpp"
#include "sim/scenario/world.hpp"
#include "sim/study/units/unit.hpp"

namespace orrery {

/// Values in the order in which they came about, with their instants. Beyond a million, neighbours
/// are merged into their mean, again and again: each value then stands for `stride` observations.
struct TimedSeries {
    std::vector<double> values;
    std::vector<double> at_s;
    std::string unit;
    std::int64_t stride = 1;

    void add(double value, double at);

private:
    double sum_ = 0;
    std::int64_t held_ = 0;
};

/// Latencies of completed requests in the order in which they left: latency.ttft, .tpot, .e2e and
/// latency.by_workload.NAME.… as those of results, the base's warm-up included.
class LatencySeries : public RequestSink {
public:
    LatencySeries(const World& world, const std::vector<std::string>& wanted);
    void row(const RequestRow& row) override;
    /// By name; null: no latency is called so.
    [[nodiscard]] const TimedSeries* find(const std::string& name) const;

private:
    enum class Kind { ttft, tpot, e2e };
    struct Kept {
        std::string name;
        Kind kind = Kind::e2e;
        WorkloadId workload;  ///< invalid: all
        TimedSeries series;
    };
    std::vector<Kept> kept_;
};

/// Figures of a steady series, in this order, as members "steady.SERIES.FIGURE" of the unit.
inline constexpr const char* kSteadyFigures[] = {
    "mean",          ///< after the warm-up
    "half",          ///< half-width of its 95 % interval: Student's, of the batch means
    "observations",  ///< requests or hours, the warm-up included
    "deleted",       ///< of those, as warm-up (MSER-5)
    "warm_up",       ///< s, when the last deleted one came about
    "batches",       ///< that the interval rests on
    "lag1",          ///< correlation of neighbours, the check of their independence
    "too_short",     ///< 1: the warm-up would end in the second half
    "dependent"};    ///< 1: the interval is too narrow
/// Adds those of each series that there is. Beside latencies there are, by meter interval (an hour
/// unless the scenario's series are finer), utilisation.POOL, power.POOL, arrivals.DEPLOYMENT,
/// longest_queue.DEPLOYMENT, ready_replicas.DEPLOYMENT and the others that a report draws. One that
/// is not there is a problem of the unit.
void add_steady(const std::vector<std::string>& wanted, const World& world,
                const LatencySeries& latencies, const Findings& findings, UnitResult& out);

}  // namespace orrery
