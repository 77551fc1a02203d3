// A deployment's engine calibrated to its own request log: replayed, fitted, scored on what came
// later.
#include "sim/evidence/performance.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/llm/capacity.hpp"
#include "orrery/base/math.hpp"
#include "sim/evidence/inference_fit.hpp"
#include "sim/evidence/least_squares.hpp"

namespace orrery {
namespace {

using llm::EngineCoefficients;

constexpr std::size_t kLeastRequests = 200;
constexpr std::size_t kMostFitted = 6000;  ///< each trial replays them
constexpr std::size_t kMostHeld = 20000;
constexpr std::size_t kWarmUp = 1000;  ///< replayed before those that count: queues are full then
constexpr std::size_t kGroup = 8;      ///< requests below which a group says nothing
constexpr double kPriorWeight =
    0.15;                        ///< an e-fold from the catalog is worth a residual of so much
constexpr double kUnserved = 3;  ///< log error of what the model never served
constexpr std::size_t kBlocks = 40;
constexpr std::size_t kLeastBlock = 25;

double metric_of(const TimedRequest& r, const std::string& metric) {
    return metric == "ttft" ? r.ttft_s : metric == "tpot" ? r.tpot_s : r.e2e_s;
}

/// The coefficients that this replica's times depend on, and that a log can tell.
std::vector<const FittedCoefficient*> told_by_logs(const llm::ReplicaShape& shape) {
    using E = EngineCoefficients;
    std::vector<double E::*> wanted{&E::memory_gemm,        &E::compute_gemm,
                                    &E::memory_kv,          &E::compute_prefill_attention,
                                    &E::iteration_overhead, &E::layer_overhead,
                                    &E::sequence_overhead,  &E::token_overhead};
    if (shape.model.experts > 0) {
        wanted.insert(wanted.end(), {&E::memory_expert, &E::compute_expert});
    }
    if (shape.tp > 1) wanted.insert(wanted.end(), {&E::link, &E::allreduce_latency});
    std::vector<const FittedCoefficient*> out;
    for (const auto* list : {&fitted_coefficients(), &first_token_coefficients()}) {
        for (const FittedCoefficient& c : *list) {
            const bool named = std::find(wanted.begin(), wanted.end(), c.member) != wanted.end();
            if (named || c.member == &E::frontend) out.push_back(&c);
        }
    }
    return out;
}

/// Requests present when each came, as the log's own end times have it; 0 where it has none.
std::vector<double> load_at_arrival(const std::vector<TimedRequest>& log) {
    std::vector<double> ends;
    for (const TimedRequest& r : log) ends.push_back(r.at.seconds() + std::max(r.e2e_s, 0.0));
    std::vector<double> sorted = ends;
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> load;
    for (std::size_t i = 0; i < log.size(); ++i) {
        const auto done = std::upper_bound(sorted.begin(), sorted.end(), log[i].at.seconds());
        load.push_back(static_cast<double>(i) - static_cast<double>(done - sorted.begin()));
    }
    return load;
}

/// Indices in `parts` equal shares by a value, ties by index.
std::vector<std::vector<std::size_t>> shares(std::vector<std::size_t> of,
                                             const std::vector<double>& by, std::size_t parts) {
    std::stable_sort(of.begin(), of.end(),
                     [&](std::size_t a, std::size_t b) { return by[a] < by[b]; });
    std::vector<std::vector<std::size_t>> out(parts);
    for (std::size_t i = 0; i < of.size(); ++i) out[parts * i / of.size()].push_back(of[i]);
    return out;
}

struct Group {
    std::string metric;
    std::vector<std::size_t> requests;
};

/// Like prompts under like load: what tells prefill from decode, and fixed from growing costs.
std::vector<Group> groups_of(const std::vector<TimedRequest>& log) {
    const std::vector<double> load = load_at_arrival(log);
    std::vector<double> prompts;
    for (const TimedRequest& r : log) prompts.push_back(r.prompt);
    std::vector<Group> out;
    for (const char* metric : {"ttft", "tpot", "e2e"}) {
        std::vector<std::size_t> with;
        for (std::size_t i = 0; i < log.size(); ++i) {
            if (metric_of(log[i], metric) > 0) with.push_back(i);
        }
        const bool needed = std::string(metric) != "e2e" || out.empty();
        if (with.empty() || !needed) continue;
        for (const auto& alike : shares(with, prompts, 4)) {
            for (auto& group : shares(alike, load, 3)) {
                if (group.size() >= kGroup) out.push_back({metric, std::move(group)});
            }
        }
    }
    return out;
}

/// Mean log(predicted / measured) of each group.
std::vector<double> group_errors(const std::vector<Group>& groups,
                                 const std::vector<TimedRequest>& measured,
                                 const std::vector<TimedRequest>& predicted) {
    std::vector<double> errors;
    for (const Group& g : groups) {
        double sum = 0;
        for (const std::size_t i : g.requests) {
            const double p = metric_of(predicted[i], g.metric);
            sum += p > 0 ? math::log(p / metric_of(measured[i], g.metric)) : kUnserved;
        }
        errors.push_back(sum / static_cast<double>(g.requests.size()));
    }
    return errors;
}

double quantile_of(std::vector<double>& values, double q) {
    std::sort(values.begin(), values.end());
    const double rank = q * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(rank);
    const std::size_t high = std::min(low + 1, values.size() - 1);
    return values[low] + (rank - static_cast<double>(low)) * (values[high] - values[low]);
}

TimingBand band_of(const std::vector<TimingBlock>& blocks, const std::string& name) {
    TimingBand band{name, 0, 0};
    const auto n = static_cast<double>(blocks.size());
    for (const TimingBlock& b : blocks) band.mean += b.value / n;
    double squares = 0;
    for (const TimingBlock& b : blocks) squares += (b.value - band.mean) * (b.value - band.mean);
    band.sd = blocks.size() > 1 ? std::sqrt(squares / (n - 1)) : 0;
    return band;
}

EngineCoefficients with_values(EngineCoefficients e, const std::vector<double>& x,
                               const std::vector<const FittedCoefficient*>& told) {
    for (std::size_t i = 0; i < told.size(); ++i) e.*(told[i]->member) = x[i];
    return e;
}

/// What is asked of the model: requests after others that only fill its queues.
class Window {
public:
    Window(const std::vector<TimedRequest>& log, std::size_t from, std::size_t until,
           std::size_t warm_up) {
        const std::size_t first = from > warm_up ? from - warm_up : 0;
        const auto at = [&](std::size_t i) { return log.begin() + static_cast<std::ptrdiff_t>(i); };
        replayed_.assign(at(first), at(until));
        counted_.assign(at(from), at(until));
    }
    [[nodiscard]] const std::vector<TimedRequest>& requests() const { return counted_; }
    [[nodiscard]] std::vector<TimedRequest> predict(const CalibratedReplica& replica,
                                                    const EngineCoefficients& with) const {
        auto all = replica.predict(replayed_, with);
        all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(counted_.size()));
        return all;
    }

private:
    std::vector<TimedRequest> replayed_;
    std::vector<TimedRequest> counted_;
};

EngineCoefficients fitted_to(const CalibratedReplica& replica, const Window& window) {
    const std::vector<TimedRequest>& log = window.requests();
    const auto told = told_by_logs(replica.shape());
    const auto groups = groups_of(log);
    const EngineCoefficients prior = replica.profile();
    std::vector<FitBound> bounds;
    std::vector<double> start;
    for (const FittedCoefficient* c : told) {
        const double value = std::clamp(prior.*(c->member), c->low, c->high);
        bounds.push_back({c->low, c->high, value, kPriorWeight});
        start.push_back(value);
    }
    FitOptions options;
    options.iterations = 12;
    options.step = 0.03;  // a batch that forms otherwise must not look like a slope
    const auto errors = [&](const std::vector<double>& x) {
        return group_errors(groups, log, window.predict(replica, with_values(prior, x, told)));
    };
    const Fitted fit =
        fit_log_errors(bounds, start, std::vector<double>(groups.size(), 1), errors, options);
    return with_values(prior, fit.x, told);
}

}  // namespace

std::string CalibratedReplica::problem(const World& world, const Deployment& deployment) {
    if (deployment.service != ServiceKind::batching ||
        world.shapes[deployment.table].model.layers == 0) {
        return "it is no language model served by replicas of one's own";
    }
    if (deployment.measured) return "its iteration times are measured: there is nothing to fit";
    if (deployment.draft_tokens > 0) return "what drafts do is not in a log: turn speculation off";
    if (deployment.prefill.valid()) return "its prompts are computed elsewhere";
    return {};
}

CalibratedReplica::CalibratedReplica(const World& world, const Deployment& deployment)
    : shape_(world.shapes[deployment.table]), scale_(deployment.measured_scale) {
    setup_.table = world.tables[deployment.table];
    setup_.rules = deployment.rules;
    setup_.balancer = deployment.balancer;
    setup_.replicas = deployment.replicas_min;
    setup_.max_num_seqs = deployment.max_num_seqs;
    setup_.token_budget = deployment.token_budget;
}

std::vector<TimedRequest> CalibratedReplica::predict(const std::vector<TimedRequest>& log,
                                                     const EngineCoefficients& with) const {
    ReplaySetup setup = setup_;
    llm::ReplicaShape shape = shape_;
    static_cast<EngineCoefficients&>(shape.profile) = with;
    setup.table = llm::compile_iteration_table(shape);
    setup.table.kv_tokens = setup_.table.kv_tokens;
    for (double& g : setup.table.g) g *= scale_;
    for (double& h : setup.table.h) h *= scale_;
    setup.table.kappa *= scale_;
    setup.table.lambda *= scale_;
    std::vector<ReplayRequest> requests;
    for (const TimedRequest& r : log) {
        requests.push_back({(r.at - log.front().at).seconds(), r.prompt, r.output});
    }
    const ReplayResult result = replay(setup, requests);
    std::vector<TimedRequest> out = log;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const ReplayTimes& t = result.requests[i];
        const bool done = t.finish_s > 0;
        out[i].ttft_s = done ? t.first_token_s : -1;
        out[i].e2e_s = done ? t.finish_s : -1;
        const bool gaps = done && out[i].output > 1;
        out[i].tpot_s = gaps ? (t.finish_s - t.first_token_s) / (out[i].output - 1) : -1;
    }
    return out;
}

std::vector<TimingScore> timing_scores(const std::vector<TimedRequest>& measured,
                                       const std::vector<TimedRequest>& predicted) {
    std::vector<TimingScore> out;
    for (const char* metric : {"ttft", "tpot", "e2e"}) {
        TimingScore s;
        s.name = metric;
        std::vector<double> m;
        std::vector<double> p;
        std::vector<double> errors;
        for (std::size_t i = 0; i < measured.size(); ++i) {
            const double was = metric_of(measured[i], metric);
            const double said = metric_of(predicted[i], metric);
            if (was <= 0 || said <= 0) continue;
            m.push_back(was);
            p.push_back(said);
            errors.push_back(std::fabs(said / was - 1));
        }
        if (m.empty()) continue;
        s.requests = static_cast<std::int64_t>(m.size());
        s.bias =
            std::accumulate(p.begin(), p.end(), 0.0) / std::accumulate(m.begin(), m.end(), 0.0) - 1;
        s.error = quantile_of(errors, 0.5);
        s.measured_p50 = quantile_of(m, 0.5);
        s.predicted_p50 = quantile_of(p, 0.5);
        s.measured_p99 = quantile_of(m, 0.99);
        s.predicted_p99 = quantile_of(p, 0.99);
        out.push_back(s);
    }
    return out;
}

std::vector<TimingBlock> timing_blocks(const std::vector<TimedRequest>& measured,
                                       const std::vector<TimedRequest>& predicted,
                                       const std::string& metric, std::size_t block) {
    std::vector<TimingBlock> out;
    for (std::size_t from = 0; from + block <= measured.size(); from += block) {
        TimingBlock b{measured[from].at, measured[from + block - 1].at, 0};
        double n = 0;
        for (std::size_t i = from; i < from + block; ++i) {
            const double was = metric_of(measured[i], metric);
            const double said = metric_of(predicted[i], metric);
            if (was <= 0 || said <= 0) continue;
            b.value += math::log(was / said);
            n += 1;
        }
        if (n == 0) continue;
        b.value /= n;
        out.push_back(b);
    }
    return out;
}

std::optional<PerformanceFit> fit_performance(const CalibratedReplica& replica,
                                              const std::vector<TimedRequest>& log,
                                              double holdout) {
    const auto held = static_cast<std::size_t>(holdout * static_cast<double>(log.size()));
    if (log.size() < kLeastRequests || held < kLeastRequests / 4 ||
        log.size() - held < kLeastRequests / 2) {
        return std::nullopt;
    }
    const std::size_t end = log.size() - held;
    const std::size_t known = std::min(end, kMostFitted);
    const Window early(log, end - known, end, kWarmUp);
    const Window later(log, end, end + std::min(held, kMostHeld), known + kWarmUp);
    PerformanceFit fit;
    fit.fitted = known;
    fit.held = later.requests().size();
    fit.coefficients = fitted_to(replica, early);
    for (const FittedCoefficient* c : told_by_logs(replica.shape())) {
        fit.values.push_back(
            {c->name, replica.profile().*(c->member), fit.coefficients.*(c->member), c->seconds});
    }
    fit.before = timing_scores(later.requests(), later.predict(replica, replica.profile()));
    const auto predicted = later.predict(replica, fit.coefficients);
    fit.after = timing_scores(later.requests(), predicted);
    fit.block = std::max(later.requests().size() / kBlocks, kLeastBlock);
    for (const TimingScore& s : fit.after) {
        fit.bands.push_back(
            band_of(timing_blocks(later.requests(), predicted, s.name, fit.block), s.name));
    }
    return fit;
}

}  // namespace orrery
