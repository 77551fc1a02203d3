// Replications of one World: parallel across runs, results in index order, the same for any
// threads.
#include "sim/study/replicate.hpp"

#include "models/statistics/interval.hpp"
#include "sim/study/parallel.hpp"

namespace orrery {

double student_95(int n) {
    return statistics::student_reach(n, .95);
}

std::vector<Observations> replicate(const World& world, const RunOptions& options, int count,
                                    int threads) {
    std::vector<Observations> results(static_cast<std::size_t>(count));
    parallel_for(results.size(), threads, [&](std::size_t i) {
        RunOptions own = options;
        own.replication = options.replication + i;
        if (i > 0) {
            own.sink = nullptr;
            own.progress = nullptr;
        }
        results[i] = simulate(world, own);
    });
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

void summarise_replications(Findings& first, const std::vector<Metrics>& all) {
    if (all.size() < 2) return;
    Metrics summary;
    for (const auto& [path, metric] : first.metrics.all()) {
        std::vector<double> values;
        for (const Metrics& one : all) {
            if (const Metric* m = one.find(path)) values.push_back(m->value);
        }
        Metric mean = metric;
        if (values.size() == all.size()) {
            const statistics::Interval i = statistics::mean_interval(values);
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
