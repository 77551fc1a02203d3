// The study `training-run`: which parallelism trains this model fastest on this cluster.
#include "sim/study/training_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "models/reliability/reliability.hpp"

namespace orrery {
namespace {

using training::Part;
using training::Plan;
using training::Recompute;
using training::Sharding;

/// A stage may be longer than the mean by so much; more is never fastest.
constexpr double kUneven = 1.15;
constexpr int kMostAccelerators = 1 << 14;
constexpr double kLeastTokens = 1024;  ///< of a context-parallel rank

std::vector<int> divisors(int n, int most) {
    std::vector<int> all;
    for (int d = 1; d <= std::min(n, most); ++d) {
        if (n % d == 0) all.push_back(d);
    }
    return all;
}

std::vector<int> pinned(const std::optional<int>& pin, std::vector<int> all) {
    return pin ? std::vector<int>{*pin} : all;
}

class Search {
public:
    explicit Search(const TrainingQuestion& q) : q_(q), model_(q.work, q.machine, q.coefficients) {}

    TrainingRun run() {
        const llm::ModelShape& m = q_.work.model;
        for (const int tp : pinned(q_.tp, divisors(m.heads, 2 * q_.machine.fabric.domain))) {
            if (tp > q_.accelerators || (q_.accelerators % tp != 0 && !q_.tp)) continue;
            for (const int pp : pinned(q_.pp, divisors(q_.accelerators / tp, m.layers))) {
                for (const int cp : pinned(q_.cp, contexts())) layout(tp, pp, cp);
            }
        }
        finish();
        return std::move(out_);
    }

private:
    [[nodiscard]] std::vector<int> contexts() const {
        std::vector<int> all{1};
        for (int c = 2; q_.work.sequence / c >= kLeastTokens && c <= 64; c *= 2) all.push_back(c);
        return all;
    }

    void layout(int tp, int pp, int cp) {
        Plan p;
        p.tp = tp;
        p.pp = pp;
        p.cp = cp;
        p.dp = q_.accelerators / (tp * pp * cp);
        if (p.dp < 1 || p.accelerators() != q_.accelerators) {
            note(fmt::format("tp {} x cp {} x pp {} does not divide {} accelerators", tp, cp, pp,
                             q_.accelerators));
            return;
        }
        p.sequence_parallel = tp > 1;
        p.gradient_bytes = 2;
        const int group = tp * cp * p.dp;
        const int experts = q_.work.model.experts;
        for (const int ep :
             pinned(q_.ep, experts > 0 ? divisors(experts, group) : std::vector<int>{1})) {
            p.ep = ep;
            const int deepest = pp > 1 ? std::max(1, q_.work.model.layers / pp + 1) : 1;
            for (int v = 1; v <= deepest; ++v) {
                p.virtual_stages = q_.virtual_stages.value_or(v);
                if (uneven(p) && !(q_.pp && v == 1)) continue;
                batches(p);
                if (q_.virtual_stages) break;
            }
        }
    }

    [[nodiscard]] bool uneven(const Plan& p) const {
        const int layers = q_.work.model.layers;
        const int chunks = p.pp * p.virtual_stages;
        if (p.virtual_stages > 1) return layers % chunks != 0 && (layers + 2) % chunks != 0;
        return training::stage_layers(layers, p.pp, 1) * p.pp > kUneven * layers;
    }

    void batches(Plan p) {
        if (q_.micro_batch) {
            p.micro_batch = *q_.micro_batch;
            return options(p);
        }
        for (double b = 1; b * p.dp <= q_.work.global_batch && b <= 64; b *= 2) {
            p.micro_batch = b;
            options(p);
        }
    }

    void options(Plan p) {
        std::string problem = layout_problem(q_.work, p);
        if (!problem.empty()) return note(std::move(problem));
        for (const auto s :
             {Sharding::none, Sharding::optimizer, Sharding::gradients, Sharding::parameters}) {
            if (q_.sharding ? s != *q_.sharding : s == Sharding::none && p.dp * p.cp > 1) continue;
            if (!q_.sharding && s != Sharding::none && p.dp * p.cp == 1) continue;
            for (const auto r : {Recompute::none, Recompute::selective, Recompute::full}) {
                if (q_.recompute && r != *q_.recompute) continue;
                p.sharding = s;
                p.recompute = r;
                evaluate(p);
            }
        }
    }

    void evaluate(const Plan& p) {
        ++out_.tried;
        const training::Memory memory = training_memory(q_.work, p, q_.machine.memory);
        if (memory.total() > q_.machine.memory) {
            ++out_.too_large;
            if (nearest_ == 0 || memory.total() < nearest_) {
                nearest_ = memory.total();
                nearest_plan_ = p;
            }
            return;
        }
        TrainingCandidate c;
        c.plan = p;
        c.time = model_.evaluate(p);
        c.seconds = c.time.seconds();
        c.memory = memory;
        TrainingCandidate& kept = kept_[{p.tp, p.cp, p.pp, p.ep}];
        if (kept.seconds == 0 || c.seconds < kept.seconds) kept = c;
    }

    void note(std::string problem) {
        if (out_.problem.empty()) out_.problem = std::move(problem);
    }

    void finish() {
        const double peak = q_.accelerators * q_.machine.rate(q_.work.precision);
        for (auto& [key, c] : kept_) {
            const training::StepFlops f = training::step_flops(q_.work, c.plan.recompute);
            c.mfu = f.model / (c.seconds * peak);
            c.hfu = f.hardware / (c.seconds * peak);
            out_.best.push_back(c);
        }
        std::stable_sort(out_.best.begin(), out_.best.end(),
                         [](const auto& a, const auto& b) { return a.seconds < b.seconds; });
        if (!out_.best.empty()) {
            out_.problem.clear();
        } else if (out_.tried > 0) {
            out_.infeasible = true;
            out_.problem = plan_text(nearest_plan_) + " " +
                           memory_problem(q_.work, nearest_plan_, q_.machine.memory);
        }
    }

    const TrainingQuestion& q_;
    training::StepModel model_;
    TrainingRun out_;
    std::map<std::tuple<int, int, int, int>, TrainingCandidate> kept_;
    double nearest_ = 0;
    Plan nearest_plan_;
};

}  // namespace

/// Between half of it, which does not do, and `more`, which does: the least by halving, in whole
/// scale-up domains.
void narrow(const TrainingQuestion& question, TrainingQuestion& more) {
    const int unit = std::max(1, std::min(question.machine.fabric.domain, question.accelerators));
    int low = more.accelerators / 2 / unit;
    int high = (more.accelerators + unit - 1) / unit;
    while (high - low > 1) {
        TrainingQuestion middle = more;
        middle.accelerators = (low + high) / 2 * unit;
        const bool fits = !Search(middle).run().best.empty();
        (fits ? high : low) = (low + high) / 2;
    }
    TrainingQuestion least = more;
    least.accelerators = high * unit;
    if (!Search(least).run().best.empty()) more = least;
}

double run_mtbf_h(const TrainingQuestion& q) {
    const double a_day = q.failures_day * q.accelerators;
    return a_day > 0 ? 24 / a_day : 0;
}

double calendar_factor(const TrainingQuestion& q) {
    const double mtbf = run_mtbf_h(q) * 3600;
    if (mtbf <= 0) return 1;
    const double every = reliability::daly_interval(q.checkpoint_s, mtbf);
    return reliability::checkpoint_slowdown(every, q.checkpoint_s, q.restart_s, mtbf);
}

TrainingRun study_training(const TrainingQuestion& question) {
    TrainingRun run = Search(question).run();
    if (!run.infeasible) return run;
    TrainingQuestion more = question;
    while (more.accelerators < kMostAccelerators) {
        more.accelerators *= 2;
        more.work.global_batch = std::max<double>(more.work.global_batch, more.accelerators);
        if (Search(more).run().best.empty()) continue;
        narrow(question, more);
        run.problem += fmt::format("; {} accelerators would do", more.accelerators);
        break;
    }
    return run;
}

Part loses_by(const TrainingCandidate& candidate, const TrainingCandidate& best, double& seconds) {
    std::size_t most = 0;
    for (std::size_t i = 1; i < training::kParts; ++i) {
        const double more = candidate.time.part[i] - best.time.part[i];
        if (more > candidate.time.part[most] - best.time.part[most]) most = i;
    }
    seconds = candidate.time.part[most] - best.time.part[most];
    return static_cast<Part>(most);
}

}  // namespace orrery
