// Replications of one World: parallel across runs, results in index order, the same for any
// threads.
#include "sim/study/replicate.hpp"

#include "models/statistics/interval.hpp"
#include "sim/study/parallel.hpp"

namespace orrery {

double student_95(int n) {
    return statistics::student_reach(n, .95);
}

RunSource simulated_runs(const World& world, const RunOptions& options) {
    return [&world, options](std::size_t i) {
        RunOptions own = options;
        own.replication = options.replication + i;
        if (i > 0) {
            own.sink = nullptr;
            own.progress = nullptr;
        }
        return simulate(world, own);
    };
}

std::vector<Observations> replicate(const World& world, const RunOptions& options, int count,
                                    int threads) {
    std::vector<Observations> results(static_cast<std::size_t>(count));
    const RunSource run = simulated_runs(world, options);
    parallel_for(results.size(), threads, [&](std::size_t i) { results[i] = run(i); });
    return results;
}

Metric mean_metric(const std::vector<double>& values) {
    const statistics::Interval i = statistics::mean_interval(values);
    Metric m;
    m.value = i.value;
    m.n = i.n;
    if (i.n < 2) return m;
    m.lo = i.lo;
    m.hi = i.hi;
    return m;
}

namespace {

/// How many of the replications exceed each budget: the mean of 0 and 1.
void take_shares(Findings& findings) {
    if (!findings.finance) return;
    for (BudgetRow& row : findings.finance->budgets) {
        const std::string path = "finance.budgets." + row.name + ".periods." + row.period;
        if (const Metric* m = findings.metrics.find(path + ".p_over")) row.p_over = m->value;
    }
}

}  // namespace

void FigureTable::add(std::size_t replication, const Metrics& metrics) {
    for (const auto& [path, metric] : metrics.all()) {
        Column& column = columns_[path];
        column.values.resize(replications_);
        column.values[replication] = metric.value;
        ++column.known;
    }
}

const std::vector<double>* FigureTable::find(const std::string& path) const {
    const auto it = columns_.find(path);
    const bool whole = it != columns_.end() && it->second.known == replications_;
    return whole ? &it->second.values : nullptr;
}

void summarise_replications(Findings& first, const FigureTable& all) {
    if (all.replications() < 2) return;
    Metrics summary;
    for (const auto& [path, metric] : first.metrics.all()) {
        Metric mean = metric;
        if (const std::vector<double>* values = all.find(path)) {
            const statistics::Interval i = statistics::mean_interval(*values);
            mean.value = i.value;
            mean.lo = i.lo;
            mean.hi = i.hi;
            mean.n = i.n;
            mean.is_count = false;
        }
        summary.set(path, mean);
    }
    first.metrics = std::move(summary);
    take_shares(first);
}

}  // namespace orrery
