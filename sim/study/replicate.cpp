// Replications of one World: parallel across runs, results in index order, the same for any
// threads.
#include "sim/study/replicate.hpp"

#include <algorithm>
#include <initializer_list>

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

bool begins_with_one_of(const std::string& path, std::initializer_list<const char*> heads) {
    return std::any_of(heads.begin(), heads.end(),
                       [&](const char* head) { return path.rfind(head, 0) == 0; });
}

/// Parts of a whole: a replication that does not tell one has none of it.
bool is_part(const std::string& path) {
    return begins_with_one_of(path,
                              {"lost.", "cost.by_", "carbon.by_", "waits.", "slo.below_target."});
}

/// A mean's interval where no value can lie: Student's is as wide below the mean as above it.
void keep_possible(const std::string& path, Metric& mean) {
    const bool level = path.rfind("slo.", 0) == 0;
    const bool share = level ? path.ends_with(".attainment") : path.rfind("utilisation.", 0) == 0;
    const bool amount = begins_with_one_of(
        path, {"latency.", "lost.", "waits.", "tasks.", "requests.", "tokens.", "throughput."});
    if ((share || amount || level) && mean.value >= 0 && mean.lo) mean.lo = std::max(*mean.lo, 0.0);
    if (share && mean.value <= 1 && mean.hi) mean.hi = std::min(*mean.hi, 1.0);
}

}  // namespace

void FigureTable::add(std::size_t replication, const Metrics& metrics) {
    for (const auto& [path, metric] : metrics.all()) {
        Column& column = columns_[path];
        column.values.resize(replications_);
        column.values[replication] = metric.value;
        if (column.known == 0 || replication < column.first) {
            column.first = replication;
            if (is_part(path)) column.like = metric;
        }
        ++column.known;
    }
}

FigureTable FigureTable::of(const std::vector<std::size_t>& added) const {
    FigureTable out(added.size());
    for (const auto& [path, column] : columns_) {
        Column& kept = out.columns_[path];
        kept = column;
        kept.values.clear();
        for (const std::size_t i : added) kept.values.push_back(column.values[i]);
    }
    return out;
}

const std::vector<double>* FigureTable::find(const std::string& path) const {
    const auto it = columns_.find(path);
    const bool whole =
        it != columns_.end() && (it->second.known == replications_ || it->second.like);
    return whole ? &it->second.values : nullptr;
}

std::vector<std::pair<std::string, Metric>> FigureTable::parts() const {
    std::vector<std::pair<std::string, Metric>> all;
    for (const auto& [path, column] : columns_) {
        if (column.like) all.emplace_back(path, *column.like);
    }
    return all;
}

void summarise_replications(Findings& first, const FigureTable& all) {
    if (all.replications() < 2) return;
    // Parts that the first one happens not to have come last.
    for (auto& [path, like] : all.parts()) {
        if (!first.metrics.find(path)) first.metrics.set(path, std::move(like));
    }
    first.metrics.each([&](const std::string& path, Metric& mean) {
        const std::vector<double>* values = all.find(path);
        if (!values) return;
        const statistics::Interval i = statistics::mean_interval(*values);
        mean.value = i.value;
        mean.lo = i.lo;
        mean.hi = i.hi;
        mean.n = i.n;
        mean.is_count = false;
        keep_possible(path, mean);
    });
}

}  // namespace orrery
