// Mean time of a request at a deployment under a load, in closed form.
#include <algorithm>
#include <cmath>
#include <limits>

#include "models/queueing/queueing.hpp"
#include "sim/engine/serving/alone.hpp"
#include "sim/study/edge/edge.hpp"

namespace orrery::edge {
namespace {

constexpr double kUnbounded = std::numeric_limits<double>::infinity();

struct Moments {
    double mean = 0;
    double cv = 0;
};

template <class Time>
Moments moments(const DemandSample& sample, const Time& time) {
    const auto n = static_cast<double>(std::max<std::size_t>(sample.requests.size(), 1));
    double sum = 0;
    double squares = 0;
    for (const TraceRequest& r : sample.requests) {
        const double t = time(r);
        sum += t / n;
        squares += t * t / n;
    }
    const double variance = std::max(0.0, squares - sum * sum);
    return {sum, sum > 0 ? std::sqrt(variance) / sum : 0};
}

Residence station(const Deployment& d, double rate, const DemandSample& sample) {
    Moments service{d.service_s, 1};
    if (d.service == ServiceKind::per_token) {
        service =
            moments(sample, [&](const TraceRequest& r) { return d.service_s * r.output_tokens; });
    } else if (d.service == ServiceKind::linear) {
        service = moments(sample, [&](const TraceRequest& r) {
            return llm::service_seconds(d.slot_law, r.prompt_tokens, r.output_tokens);
        });
    }
    const int slots = d.max_num_seqs * std::max(1, d.replicas_min);
    Residence out;
    out.alone_s = service.mean;
    out.wait_s = queueing::mgc_mean_wait(rate, service.mean, service.cv, slots);
    return out;
}

double at(const std::vector<double>& table, double n) {
    const double last = static_cast<double>(table.size() - 1);
    const double x = std::clamp(n, 0.0, last);
    const auto low = static_cast<std::size_t>(x);
    return std::lerp(table[low], table[std::min(low + 1, table.size() - 1)],
                     x - static_cast<double>(low));
}

/// Iteration time t at which λ requests a second keep B = λ·decodes·t sequences decoding, and
/// λ·prompt·t prompt tokens in each iteration.
double loaded_iteration(const llm::IterationTable& t, double rate, double prompt, double decodes) {
    const double context = prompt + decodes / 2;
    const double weight = t.full_layers * context + t.window_layers * std::min(t.window, context);
    double seconds = t.g[1] + (t.h.size() > 1 ? t.h[1] : 0) + t.kappa_of(1) * weight;
    for (int i = 0; i < 500; ++i) {
        const double batch = std::max(1.0, rate * decodes * seconds);
        const double tokens = batch + rate * prompt * seconds;
        const double next = at(t.g, tokens) + at(t.h, batch) + t.kappa_of(batch) * weight * batch +
                            t.lambda * rate * seconds * prompt * prompt / 2 * t.full_layers;
        if (std::fabs(next - seconds) < 1e-9 * seconds) break;
        seconds = next;
        if (seconds > 1e3) return kUnbounded;
    }
    return seconds;
}

Residence batching(const World& world, const Deployment& d, double rate,
                   const DemandSample& sample) {
    const llm::IterationTable& t = world.tables[d.table];
    const auto n = static_cast<double>(std::max<std::size_t>(sample.requests.size(), 1));
    double prompt = 0;
    double decodes = 0;
    Residence out;
    for (const TraceRequest& r : sample.requests) {
        prompt += r.prompt_tokens / n;
        decodes += std::max(r.output_tokens - 1, 0) / n;
        out.alone_s += alone_time(t, d.token_budget, r.prompt_tokens, r.output_tokens).all_s / n;
    }
    out.alone_s += t.frontend_s;
    const double each = rate / std::max(1, d.replicas_min);
    const double loaded = loaded_iteration(t, each, prompt, decodes);
    const double single = loaded_iteration(t, 0, prompt, decodes);
    // A prompt waits for half of an iteration that runs, if one runs.
    const double busy = std::min(1.0, each * out.alone_s);
    out.wait_s = decodes * std::max(0.0, loaded - single) + busy * loaded / 2;
    return out;
}

}  // namespace

Residence residence(const World& world, DeploymentId id, double rate, const DemandSample& sample) {
    const Deployment& d = world.deployments[id.index()];
    const ReplicaBound bound = replica_bound(world, id, sample, {});
    Residence out = d.service == ServiceKind::batching ? batching(world, d, rate, sample)
                                                       : station(d, rate, sample);
    const double most = bound.rate * std::max(1, d.replicas_min);
    if (rate >= most) out.wait_s = kUnbounded;
    return out;
}

}  // namespace orrery::edge
