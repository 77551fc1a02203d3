// What one replica can serve at best, in closed form: prunes searches before any simulation.
#include "sim/study/replica_bound.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/queueing/queueing.hpp"
#include "sim/engine/serving/alone.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

/// Σ_{j=1..n} min(a + j, w).
double sum_min(double a, double n, double w) {
    const double below = std::clamp(w - a, 0.0, n);
    return below * a + below * (below + 1) / 2 + (n - below) * w;
}

/// Means over a sample that the closed form needs.
struct Means {
    double prompt = 0;
    double decodes = 0;        ///< iterations after the first token: output − 1
    double decode_weight = 0;  ///< Σ over them of W(context)
    double prompt_weight = 0;  ///< Σ over its tokens of W(position)
    double reserved = 0;       ///< KV tokens in whole blocks
    double longest = 0;        ///< the largest reservation
};

Means means_of(const llm::IterationTable& t, const DemandSample& sample) {
    Means m;
    const auto n = static_cast<double>(sample.requests.size());
    for (const TraceRequest& r : sample.requests) {
        const double p = r.prompt_tokens;
        const double d = std::max(r.output_tokens - 1, 0);
        m.prompt += p / n;
        m.decodes += d / n;
        m.decode_weight += (t.full_layers * (d * p + d * (d + 1) / 2) +
                            t.window_layers * sum_min(p, d, t.window)) /
                           n;
        m.prompt_weight +=
            (t.full_layers * p * p / 2 + t.window_layers * sum_min(0, p, t.window)) / n;
        const int stated = std::max(r.max_tokens, r.output_tokens);
        const double blocks = std::ceil((p + stated) / t.block_tokens);
        m.reserved += blocks * t.block_tokens / n;
        m.longest = std::max(m.longest, blocks * t.block_tokens);
    }
    return m;
}

struct Point {
    double rate = 0;
    double seconds = 0;
};

/// Mean over iterations of n tokens on average: linear between the whole numbers.
double seconds_at(const std::vector<double>& g, double n) {
    const auto low = std::min(static_cast<std::size_t>(n), g.size() - 2);
    return std::lerp(g[low], g[low + 1], n - static_cast<double>(low));
}

/// At most `batch` decodes and a budget of tokens an iteration: requests an iteration, its time,
/// its rate.
Point at_batch(const llm::IterationTable& t, const Deployment& d, const Means& m, int batch) {
    double requests = d.token_budget / std::max(m.prompt + m.decodes, 1.0);
    if (m.decodes > 0) requests = std::min(requests, batch / m.decodes);
    const double decode = t.kappa * m.decode_weight * requests;
    const double prefill = t.lambda * m.prompt_weight * requests;
    Point p;
    p.seconds = seconds_at(t.g, requests * (m.prompt + m.decodes)) +
                seconds_at(t.h, requests * m.decodes) + decode + prefill;
    p.rate = requests / p.seconds;
    return p;
}

double tightest_tpot(const std::vector<SloTarget>& targets) {
    double limit = std::numeric_limits<double>::infinity();
    for (const SloTarget& t : targets) {
        if (t.latency == Latency::tpot) limit = std::min(limit, t.limit_s);
    }
    return limit;
}

/// A target's latency of one request that has the replica to itself.
double alone(const llm::IterationTable& t, const Deployment& d, const TraceRequest& r,
             Latency latency) {
    if (latency == Latency::wait) return 0;
    const AloneTime time = alone_time(t, d.token_budget, r.prompt_tokens, r.output_tokens);
    if (latency == Latency::ttft) return time.first_s + t.frontend_s;
    if (latency == Latency::e2e) return time.all_s + t.frontend_s;
    return r.output_tokens > 1 ? (time.all_s - time.first_s) / (r.output_tokens - 1) : 0;
}

std::string missed_alone(const llm::IterationTable& t, const Deployment& d,
                         const DemandSample& sample, const SloTarget& target) {
    std::vector<double> times;
    for (const TraceRequest& r : sample.requests) times.push_back(alone(t, d, r, target.latency));
    if (times.empty()) return {};
    std::sort(times.begin(), times.end());
    const auto rank = static_cast<std::size_t>(target.quantile * static_cast<double>(times.size()));
    const double best = times[std::min(rank, times.size() - 1)];
    if (best <= target.limit_s) return {};
    return fmt::format("{} cannot be met: a request alone on an idle replica takes {}", target.text,
                       print_quantity(std::round(best * 1e4) / 1e4, Measure::duration));
}

ReplicaBound station_bound(const Deployment& d, const DemandSample& sample) {
    ReplicaBound bound;
    double mean = d.service_s;
    const auto n = static_cast<double>(std::max<std::size_t>(sample.requests.size(), 1));
    if (d.service == ServiceKind::per_token) {
        double output = 0;
        for (const TraceRequest& r : sample.requests) output += r.output_tokens;
        mean *= output / n;
    }
    if (d.service == ServiceKind::linear) {
        mean = 0;
        for (const TraceRequest& r : sample.requests) {
            mean += llm::service_seconds(d.slot_law, r.prompt_tokens, r.output_tokens) / n;
        }
    }
    bound.batch = d.max_num_seqs;
    bound.iteration_s = mean;
    bound.limit = "slots";
    bound.rate = queueing::throughput_bound(mean, d.max_num_seqs);
    bound.rate_within_tpot = bound.rate;
    return bound;
}

/// A flat curve has its rate as stated; 0 where it must be counted.
double stated_rate(const World& world) {
    double rate = 0;
    for (const Workload& w : world.workloads) {
        if (!w.spec.synthetic) return 0;
        const SyntheticSpec& s = *w.spec.synthetic;
        const bool flat = s.daily.empty() && s.weekly.empty() && s.flash_crowds.empty() &&
                          s.growth.law == GrowthLaw::none;
        if (!flat) return 0;
        rate += s.rate;
    }
    return rate;
}

/// Every stride-th request of each workload, so that the mix is the demand's; the stride doubles
/// whenever twice as many as wanted are held.
class Thinned {
public:
    explicit Thinned(std::size_t wanted) : wanted_(std::max<std::size_t>(wanted, 1)) {}
    void offer(std::int64_t index, const TraceRequest& request) {
        if (index % stride_ != 0) return;
        held_.emplace_back(index, request);
        if (held_.size() < 2 * wanted_) return;
        stride_ *= 2;
        std::erase_if(held_, [this](const auto& h) { return h.first % stride_ != 0; });
    }
    [[nodiscard]] std::vector<TraceRequest> requests() const {
        std::vector<TraceRequest> out;
        for (const auto& [index, request] : held_) out.push_back(request);
        return out;
    }

private:
    std::size_t wanted_;
    std::int64_t stride_ = 1;
    std::vector<std::pair<std::int64_t, TraceRequest>> held_;
};

}  // namespace

DemandSample sample_demand(const World& world, std::uint64_t seed, std::size_t count) {
    constexpr std::int64_t kWindows = 100;
    DemandSample sample;
    RequestSources sources = open_sources(world, seed, 0);
    std::vector<std::int64_t> windows(kWindows, 0);
    const std::int64_t width = world.horizon.ns / kWindows + 1;
    std::int64_t measured = 0;
    Thinned thinned(count);
    for (auto& source : sources) {
        TraceRequest request;
        std::int64_t index = 0;
        while (source->next(request) && request.arrival < world.horizon) {
            thinned.offer(index++, request);
            ++sample.arrivals;
            ++windows[static_cast<std::size_t>(request.arrival.ns / width)];
            measured += request.arrival >= world.warmup ? 1 : 0;
        }
    }
    sample.requests = thinned.requests();
    sample.rate = stated_rate(world);
    sample.peak_rate = sample.rate;
    if (sample.rate > 0) return sample;
    const double span = (world.horizon - world.warmup).seconds();
    if (span > 0) sample.rate = static_cast<double>(measured) / span;
    const auto peak = static_cast<double>(*std::max_element(windows.begin(), windows.end()));
    sample.peak_rate = std::max(sample.rate, peak / Nanos{width}.seconds());
    return sample;
}

ReplicaBound replica_bound(const World& world, DeploymentId id, const DemandSample& sample,
                           const std::vector<SloTarget>& targets) {
    const Deployment& d = world.deployments[id.index()];
    if (d.service != ServiceKind::batching) return station_bound(d, sample);
    const llm::IterationTable& t = world.tables[d.table];
    const Means m = means_of(t, sample);
    ReplicaBound bound;
    if (m.longest > static_cast<double>(t.kv_tokens)) {
        bound.infeasible = fmt::format(
            "the KV cache of a replica holds {} tokens, the longest "
            "request needs {:.0f}",
            t.kv_tokens, m.longest);
        return bound;
    }
    for (const SloTarget& target : targets) {
        bound.infeasible = missed_alone(t, d, sample, target);
        if (!bound.infeasible.empty()) return bound;
    }
    const double by_memory = m.reserved > 0 ? static_cast<double>(t.kv_tokens) / m.reserved : 1e9;
    const int most = std::max(1, static_cast<int>(std::min<double>(d.max_num_seqs, by_memory)));
    const double tpot = tightest_tpot(targets);
    for (int b = m.decodes > 0 ? 1 : 0; b <= most; ++b) {
        const Point p = at_batch(t, d, m, b);
        if (p.seconds <= tpot) bound.rate_within_tpot = std::max(bound.rate_within_tpot, p.rate);
        if (p.rate <= bound.rate) continue;
        bound.rate = p.rate;
        bound.batch = b;
        bound.iteration_s = p.seconds;
    }
    bound.limit = bound.batch < most ? "throughput" : most < d.max_num_seqs ? "kv_memory" : "slots";
    return bound;
}

}  // namespace orrery
