// Demand times 1 to 32 and the knee of the sized fleet; the answer in sentences.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/contracts/month.hpp"
#include "sim/study/size_steps.hpp"

namespace orrery {
namespace {

using contracts::kHoursPerMonth;
constexpr double kKneePrecision = .01;
constexpr double kMostRequests = 4e6;  ///< of one run of the growth table
constexpr double kShortestRun = 300;   ///< s after the warm-up, for the largest multiples

/// The same number of requests at a higher rate needs a shorter run; recorded demand stays whole.
World shortened(World world, double multiple, double shortest_s) {
    for (const Workload& w : world.workloads) {
        const SyntheticSpec* s = w.spec.synthetic ? &*w.spec.synthetic : nullptr;
        if (!s || !s->daily.empty() || !s->weekly.empty() || !s->flash_crowds.empty()) return world;
    }
    const double span = (world.horizon - world.warmup).seconds() / std::max(multiple, 1.0);
    world.horizon =
        min(world.horizon, world.warmup + Nanos::from_seconds(std::max(span, shortest_s)));
    return world;
}

/// Bursts are seen several times.
double shortest_run(const SizeQuestion& q) {
    constexpr double kBursts = 3;
    if (q.burst_multiple <= 1 || q.burst_share <= 0) return kShortestRun;
    return std::max(kShortestRun, kBursts * q.burst_length.seconds() / q.burst_share);
}

std::string money(double usd) {
    std::string digits = fmt::format("{:.0f}", usd);
    for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
    return digits;
}

std::string shown(double seconds) {
    if (seconds < 1) return fmt::format("{:.0f} ms", seconds * 1e3);
    return fmt::format("{:.2f} s", seconds);
}

std::string value_text(const SloValue& v) {
    std::string s = fmt::format("{} is {}", v.target.text, shown(v.value.value));
    if (v.value.lo) s += fmt::format(" [{}, {}]", shown(*v.value.lo), shown(*v.value.hi));
    return s;
}

std::string joined(const std::vector<SloValue>& values) {
    std::string s;
    for (const SloValue& v : values) s += (s.empty() ? "" : ", ") + value_text(v);
    return s;
}

void knee(const SizeQuestion& q, const SizeCandidate& c, const DemandSample& sample,
          SizeResult& result) {
    const SizeRow& row = result.rows.front();
    const World slower = slower_world(c);
    const TrialOptions options = trial_options(q, c.deployment, seeds_of_search(q, sample));
    result.knee_bound = row.replicas * row.bound.rate / sample.rate;
    result.knee = knee_of(slower, row.replicas, result.knee_bound, kKneePrecision, options);
    const Trial beyond = try_fleet(with_demand(slower, result.knee * 1.02), row.replicas, options);
    for (const SloValue& v : beyond.values) {
        if (!v.met() && result.knee_breaks.empty()) result.knee_breaks = value_text(v);
    }
}

std::string ladder_sentence(const SizeRow& row) {
    std::string s = fmt::format("Replicas: at least {} by the bound", row.bound_replicas);
    for (const SizeStage& stage : row.stages) {
        s += fmt::format(", {} {}", stage.replicas, stage.name);
    }
    return s + ".";
}

}  // namespace

void grow(const SizeQuestion& q, const SizeCandidate& c, const DemandSample& sample,
          SizeResult& result) {
    const double rate = sample.rate;
    const TrialOptions options = trial_options(q, c.deployment, seeds_of_search(q, sample));
    const SizeRow& answer = result.rows.front();
    const double slower_rate = answer.bound.rate / (1 + answer.error_pct / 100);
    const World demand = stressed(q, c);
    double one = 0;
    for (const double multiple : q.multiples) {
        const World world = shortened(with_demand(demand, multiple), multiple, shortest_run(q));
        const double length = world.horizon.seconds() / demand.horizon.seconds();
        if (static_cast<double>(sample.arrivals) * multiple * length > kMostRequests) {
            result.notes.push_back(
                fmt::format("Demand × {:g} is left out: a run would have more than {:.0f} million "
                            "requests.",
                            multiple, kMostRequests / 1e6));
            continue;
        }
        const int least = least_stable(rate * multiple, slower_rate);
        // The rung before whole servers: with the model's error and bursts, at this demand.
        const int first = answer.stages[answer.stages.size() - 2].replicas;
        const double per_one = one > 0 ? one : first;
        const int guess = static_cast<int>(std::ceil(per_one * multiple));
        const Trial trial = least_fleet(world, least, guess, options);
        SizeGrowth g;
        g.multiple = multiple;
        g.rate = rate * multiple;
        g.servers = servers_for(c.world, c.deployment, trial.replicas) + q.spare_servers;
        // What verifying the answer added stays; a server costs what it does there, power and all.
        if (multiple >= 1) g.servers = std::max(g.servers, answer.servers);
        g.replicas = replicas_on(c.world, c.deployment, g.servers);
        g.usd_h = g.servers * answer.usd_h / answer.servers;
        if (one == 0) one = trial.replicas / multiple;
        g.per_demand = trial.replicas / (multiple * one);
        result.growth.push_back(g);
    }
    knee(q, c, sample, result);
}

void answer_size(const SizeQuestion& q, SizeResult& result) {
    if (!result.answered()) {
        result.answer.push_back(
            fmt::format("No fleet of the {} candidates meets the targets.", result.rows.size()));
        return;
    }
    const SizeRow& a = result.rows.front();
    result.answer.push_back(fmt::format(
        "{} × {} ({} × {}): {} replicas of {} with tp {} in {} serve {:.3g} requests a second for "
        "{:.2f} USD/h, {} USD a month, at {:.1f} kW.",
        a.servers, a.server, a.accelerators, a.accelerator, a.replicas, result.model, a.tp,
        a.precision, result.rate, a.usd_h, money(a.usd_h * kHoursPerMonth), a.power_w / 1000));
    result.answer.push_back(ladder_sentence(a));
    result.answer.push_back("As stated, " + joined(a.nominal) +
                            "; with slower iterations, bursts and failing servers, " +
                            joined(a.verified) + ".");
    if (result.knee > 0) {
        std::string s = fmt::format("It holds up to {:.2f} times this demand", result.knee);
        if (!result.knee_breaks.empty()) s += "; beyond, " + result.knee_breaks;
        result.answer.push_back(
            s + fmt::format(". At {:.2f} times its queue would grow for ever.", result.knee_bound));
    }
    if (!a.binding.empty()) {
        result.answer.push_back("Most time is lost to: " + a.binding + ".");
    }
    if (!a.error_fitted) {
        result.notes.push_back("No measurement of this accelerator family with " +
                               q.deployment.engine +
                               " is in the catalog: " + "iteration times are an estimate.");
    }
}

}  // namespace orrery
