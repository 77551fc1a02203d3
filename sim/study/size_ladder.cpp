// One candidate from the bare load to the fleet that should be bought, and its verification.
#include <fmt/format.h>

#include <algorithm>

#include "sim/analysis/headroom.hpp"
#include "sim/engine/whole_run.hpp"
#include "sim/study/replicate.hpp"
#include "sim/study/size_steps.hpp"

namespace orrery {
namespace {

/// Failures that a verifying run should see, and their mean repair as a share of the run.
constexpr double kExpectedFailures = 2;
constexpr std::int64_t kRepairShare = 6;
/// A verification that fails adds a server, at most this often.
constexpr int kRepairs = 8;

struct Ladder {
    const SizeQuestion& q;
    const SizeCandidate& c;
    int seeds;
    double ceiling_usd_h;
    SizeRow& row;

    [[nodiscard]] bool too_dear(int replicas) const {
        const int servers = servers_for(c.world, c.deployment, replicas) + q.spare_servers;
        return servers * row.usd_server_h >= ceiling_usd_h;
    }

    /// One rung: the least fleet for this World; false if it is too dear or there is none.
    bool rung(const World& world, const char* name, std::string what, int least, int guess) {
        const TrialOptions options = trial_options(q, c.deployment, seeds);
        const Trial trial = least_fleet(world, least, guess, options);
        row.stages.push_back({name, std::move(what), trial.replicas});
        const int servers = servers_for(c.world, c.deployment, trial.replicas) + q.spare_servers;
        row.bound_usd_h = std::max(row.bound_usd_h, servers * row.usd_server_h);
        return trial.met && !too_dear(trial.replicas);
    }

    [[nodiscard]] int last() const { return row.stages.back().replicas; }
};

double metric(const Findings& f, const std::string& path) {
    const Metric* m = f.metrics.find(path);
    return m ? m->value : 0;
}

/// What the fleet costs, draws and is limited by, from one full analysis.
void take_findings(const World& world, const Observations& o, SizeRow& row) {
    const Findings f = analyse(world, o, account(world, o));
    const double hours = f.horizon_s / 3600;
    row.usd_h = metric(f, "cost.total") * world.usd_per_currency / hours;
    row.power_w = 1000 * metric(f, "energy.facility") / hours;
    row.utilisation = metric(f, "utilisation.useful");
    const Bottleneck* pressing = analysis::pressing_bottleneck(f);
    if (!pressing) return;
    row.binding = pressing->name;
    row.remedy = pressing->remedy;
}

/// The bought fleet with slower iterations, bursts and servers that fail and come back.
std::vector<SloValue> verify(const SizeQuestion& q, const SizeCandidate& c, int replicas,
                             bool& holds) {
    World world = with_replicas(stressed(q, c), c.deployment, replicas);
    const Nanos mttr{world.horizon.ns / kRepairShare};
    if (q.spare_servers > 0) {
        world = with_failures(world, c.deployment, kExpectedFailures, mttr);
    }
    const Trial trial = try_fleet(world, replicas, trial_options(q, c.deployment, q.verify_seeds));
    holds = trial.met;
    return trial.values;
}

void settle(const SizeQuestion& q, const SizeCandidate& c, int servers, SizeRow& row) {
    for (int i = 0; i <= kRepairs; ++i, ++servers) {
        row.replicas = replicas_on(c.world, c.deployment, servers);
        row.verified = verify(q, c, row.replicas, row.holds);
        if (row.holds) break;
    }
    row.servers = servers_for(c.world, c.deployment, row.replicas);
    const Server& server = c.world.pools[0].server;
    row.accelerators = row.servers * server.accelerators;
}

}  // namespace

TrialOptions trial_options(const SizeQuestion& q, DeploymentId deployment, int seeds) {
    TrialOptions options;
    options.deployment = deployment;
    options.targets = q.targets;
    options.seed = q.seed;
    options.seeds = seeds;
    options.threads = q.threads;
    return options;
}

World slower_world(const SizeCandidate& c) {
    return with_slower_iterations(c.world, c.deployment, 1 + c.row.error_pct / 100);
}

World stressed(const SizeQuestion& q, const SizeCandidate& c) {
    const World slower = slower_world(c);
    if (q.burst_multiple <= 1) return slower;
    return with_bursts(slower, q.burst_multiple, q.burst_share, q.burst_length);
}

int seeds_of_search(const SizeQuestion& q, const DemandSample& sample) {
    constexpr std::int64_t kEnough = 100'000;
    const std::int64_t wanted = kEnough / std::max<std::int64_t>(sample.arrivals, 1) + 1;
    return static_cast<int>(std::min<std::int64_t>(wanted, q.search_seeds));
}

void climb(const SizeQuestion& q, const SizeCandidate& c, const DemandSample& sample,
           double ceiling_usd_h, SizeRow& row) {
    Ladder ladder{q, c, seeds_of_search(q, sample), ceiling_usd_h, row};
    const double within = row.bound.rate_within_tpot;
    const int guess = within > 0 ? least_stable(sample.peak_rate, within) : row.bound_replicas;
    if (!ladder.rung(c.world, "for the load", "as stated", row.bound_replicas, guess)) return;
    const World slower = slower_world(c);
    const std::string error =
        fmt::format("iterations {:.1f} % slower: {}", row.error_pct,
                    row.error_fitted ? "held-out error of the engine profile"
                                     : "worst held-out error of any fit, this one is not fitted");
    const double slower_rate = row.bound.rate / (1 + row.error_pct / 100);
    const int least = std::max(ladder.last(), least_stable(sample.rate, slower_rate));
    if (!ladder.rung(slower, "with the model's error", error, least, least)) return;
    if (q.burst_multiple > 1) {
        const std::string bursts =
            fmt::format("{:g} times the mean rate for {:.0f} s, {:.0f} % of the time",
                        q.burst_multiple, q.burst_length.seconds(), 100 * q.burst_share);
        if (!ladder.rung(stressed(q, c), "with bursts", bursts, ladder.last(), ladder.last()))
            return;
    }
    const int servers = servers_for(c.world, c.deployment, ladder.last()) + q.spare_servers;
    settle(q, c, servers, row);
    row.stages.push_back(
        {"in whole servers", fmt::format("{} spare for failures", q.spare_servers), row.replicas});
    row.complete = true;
    const World bought = with_replicas(c.world, c.deployment, row.replicas);
    RunOptions run;
    run.seed = q.seed;
    const std::vector<Observations> runs = replicate(bought, run, q.verify_seeds, q.threads);
    for (const Observations& o : runs) require_whole(bought, o);
    row.nominal = slo_values(bought, q.targets, runs);
    take_findings(bought, runs[0], row);
}

}  // namespace orrery
