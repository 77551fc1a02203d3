// Replications of one World: parallel across runs, results in index order, the same for any
// threads.
#include "sim/study/replicate.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <map>

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

/// Of a replication that lacks a figure.
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool begins_with_one_of(const std::string& path, std::initializer_list<const char*> heads) {
    return std::any_of(heads.begin(), heads.end(),
                       [&](const char* head) { return path.rfind(head, 0) == 0; });
}

bool ends_with_one_of(const std::string& path, std::initializer_list<const char*> tails) {
    return std::any_of(tails.begin(), tails.end(),
                       [&](const char* tail) { return path.ends_with(tail); });
}

bool has_one_of(const std::string& path, std::initializer_list<const char*> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](const char* word) { return path.find(word) != std::string::npos; });
}

/// Parts of a whole: a replication that does not tell one has none of it.
bool is_part(const std::string& path) {
    const bool of_job =
        path.rfind("jobs.by_name.", 0) == 0 &&
        (has_one_of(path, {".interruptions.by_", ".interruptions.cost.", ".waterfall.starved"}) ||
         path.ends_with(".wait_for_power"));
    return of_job ||
           begins_with_one_of(path, {"lost.", "cost.by_", "carbon.by_", "waits.",
                                     "slo.below_target.", "power.throttling.", "network.bytes."});
}

/// Whether something happened in a run: 0 or 1.
bool is_event(const std::string& path) {
    return ends_with_one_of(path, {".deadline_met", ".p_over"});
}

/// A mean's interval where no value can lie: Student's is as wide below the mean as above it.
void keep_possible(const std::string& path, Metric& mean) {
    const bool job = path.rfind("jobs.", 0) == 0;
    const bool level = path.rfind("slo.", 0) == 0;
    const bool share =
        level ? path.ends_with(".attainment")
              : path.rfind("utilisation.", 0) == 0 ||
                    (job && ends_with_one_of(path, {".goodput", ".progress", ".ettr", "_share"}));
    const bool amount = begins_with_one_of(
        path, {"latency.", "lost.", "waits.", "tasks.", "requests.", "tokens.", "throughput."});
    const bool least = share || amount || level || job;
    if (least && mean.value >= 0 && mean.lo) mean.lo = std::max(*mean.lo, 0.0);
    if (share && mean.value <= 1 && mean.hi) mean.hi = std::min(*mean.hi, 1.0);
}

/// What a figure for one of many is divided by; null: it is no such figure.
const char* divisor_of(const std::string& path) {
    static const std::map<std::string, const char*, std::less<>> kDivisors{
        {"cost.per_million_tokens", "tokens.output"},
        {"cost.per_1000_requests", "requests.completed"},
        {"cost.per_request", "requests.completed"},
        {"carbon.sci_per_request", "requests.completed"},
        {"carbon.sci_per_token", "tokens.output"},
        {"energy.per_output_token", "tokens.output"}};
    const auto it = kDivisors.find(path);
    return it == kDivisors.end() ? nullptr : it->second;
}

/// Ratios r of divisors w as values whose mean is the ratio R of the means, Σ r·w / Σ w, and whose
/// spread is that of its error: R + (r − R)·w / w̄. A mean of ratios would weigh a run in which
/// little was served like any other. Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977),
/// 6.3.
std::vector<double> ratios_of_means(const std::vector<double>& ratios,
                                    const std::vector<double>& divisors) {
    double whole = 0;
    double all = 0;
    for (std::size_t i = 0; i < ratios.size(); ++i) {
        whole += ratios[i] * divisors[i];
        all += divisors[i];
    }
    if (all <= 0) return ratios;
    const double mean = whole / all;
    std::vector<double> out;
    for (std::size_t i = 0; i < ratios.size(); ++i) {
        const double weight = divisors[i] * static_cast<double>(ratios.size()) / all;
        out.push_back(mean + (ratios[i] - mean) * weight);
    }
    return out;
}

/// Student's interval of a mean; Wilson's of how often something happens, which is no point where
/// it always did.
statistics::Interval interval_of(const std::string& path, const std::vector<double>& values) {
    if (!is_event(path)) return statistics::mean_interval(values);
    const auto hits = std::count_if(values.begin(), values.end(), [](double v) { return v > .5; });
    return statistics::proportion_interval(hits, static_cast<std::int64_t>(values.size()));
}

}  // namespace

void FigureTable::add(std::size_t replication, const Metrics& metrics) {
    for (const auto& [path, metric] : metrics.all()) {
        Column& column = columns_[path];
        column.values.resize(replications_, kNone);
        column.values[replication] = metric.value;
        if (column.known == 0 || replication < column.first) {
            column.first = replication;
            column.like.reset();
            // Replication 0 tells its own.
            if (replication > 0) column.like = metric;
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

std::vector<double> FigureTable::known(const std::string& path) const {
    std::vector<double> values;
    const auto it = columns_.find(path);
    if (it == columns_.end()) return values;
    const bool part = is_part(path);
    for (const double v : it->second.values) {
        if (!std::isnan(v) || part) values.push_back(std::isnan(v) ? 0 : v);
    }
    return values;
}

std::vector<double> FigureTable::weighted(const std::string& path) const {
    std::vector<double> ratios = known(path);
    const char* divisor = divisor_of(path);
    if (!divisor) return ratios;
    const auto by = columns_.find(divisor);
    const auto of = columns_.find(path);
    if (by == columns_.end() || of == columns_.end()) return ratios;
    std::vector<double> divisors;
    for (std::size_t i = 0; i < replications_; ++i) {
        if (std::isnan(of->second.values[i])) continue;
        const double v = by->second.values[i];
        divisors.push_back(std::isnan(v) ? 0 : v);
    }
    return ratios_of_means(ratios, divisors);
}

std::vector<std::pair<std::string, Metric>> FigureTable::later() const {
    std::vector<std::pair<std::string, Metric>> all;
    for (const auto& [path, column] : columns_) {
        if (column.like) all.emplace_back(path, *column.like);
    }
    return all;
}

void summarise_replications(Findings& first, const FigureTable& all) {
    if (all.replications() < 2) return;
    // What the first one happens not to have comes last.
    for (auto& [path, like] : all.later()) {
        if (!first.metrics.find(path)) first.metrics.set(path, std::move(like));
    }
    first.metrics.each([&](const std::string& path, Metric& mean) {
        const std::vector<double> values = all.weighted(path);
        if (values.empty()) return;
        const statistics::Interval i = interval_of(path, values);
        mean.value = i.value;
        mean.n = i.n;
        mean.is_count = false;
        mean.lo.reset();
        mean.hi.reset();
        if (i.n < 2) return;
        mean.lo = i.lo;
        mean.hi = i.hi;
        keep_possible(path, mean);
    });
}

}  // namespace orrery
