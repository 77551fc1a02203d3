// One fleet put to the test: a World with so many replicas, simulated against its targets.
#include "sim/study/fleet_trial.hpp"

#include <algorithm>

#include "orrery/base/assert.hpp"
#include "sim/engine/whole_run.hpp"
#include "sim/study/replicate.hpp"

namespace orrery {
namespace {

double tightest_quantile(const std::vector<SloValue>& values) {
    double q = 0;
    for (const SloValue& v : values) q = std::max(q, v.target.quantile);
    return q;
}

}  // namespace

int servers_for(const World& world, DeploymentId d, int replicas) {
    const Deployment& deployment = world.deployments[d.index()];
    const int each = world.pools[deployment.pool.index()].server.accelerators;
    const int on_one = each / deployment.accelerators;
    if (on_one > 0) return (replicas + on_one - 1) / on_one;
    return replicas * ((deployment.accelerators + each - 1) / each);
}

int replicas_on(const World& world, DeploymentId d, int servers) {
    const Deployment& deployment = world.deployments[d.index()];
    const int each = world.pools[deployment.pool.index()].server.accelerators;
    const int on_one = each / deployment.accelerators;
    if (on_one > 0) return servers * on_one;
    return servers / ((deployment.accelerators + each - 1) / each);
}

World with_replicas(const World& world, DeploymentId d, int replicas) {
    World other = world;
    Deployment& deployment = other.deployments[d.index()];
    deployment.replicas_min = replicas;
    deployment.replicas_max = replicas;
    deployment.autoscaler.reset();
    Pool& pool = other.pools[deployment.pool.index()];
    pool.servers = servers_for(world, d, replicas);
    pool.max_servers = pool.servers;
    return other;
}

World with_demand(const World& world, double multiple) {
    World other = world;
    for (Workload& w : other.workloads) {
        if (w.spec.synthetic) w.spec.synthetic->rate *= multiple;
        if (w.spec.trace) w.spec.trace->scale *= multiple;
    }
    return other;
}

World with_slower_iterations(const World& world, DeploymentId d, double factor) {
    World other = world;
    Deployment& deployment = other.deployments[d.index()];
    if (deployment.service != ServiceKind::batching) {
        deployment.service_s *= factor;
        deployment.slot_law.base_s *= factor;
        deployment.slot_law.per_sequence_s *= factor;
        return other;
    }
    other.tables.push_back(world.tables[deployment.table]);
    other.shapes.push_back(world.shapes[deployment.table]);
    deployment.table = static_cast<std::uint32_t>(other.tables.size() - 1);
    llm::IterationTable& t = other.tables.back();
    for (std::vector<double>* v : {&t.g, &t.h, &t.energy_g, &t.energy_h}) {
        for (double& x : *v) x *= factor;
    }
    for (double* x : {&t.kappa, &t.lambda, &t.energy_kappa, &t.energy_lambda}) *x *= factor;
    return other;
}

World with_bursts(const World& world, double multiple, double share, Nanos length) {
    World other = world;
    for (Workload& w : other.workloads) {
        if (!w.spec.synthetic || w.spec.synthetic->law == ArrivalLaw::mmpp) continue;
        w.spec.synthetic->law = ArrivalLaw::mmpp;
        w.spec.synthetic->burst_multiple = multiple;
        w.spec.synthetic->burst_share = share;
        w.spec.synthetic->burst_length = length;
    }
    return other;
}

World with_failures(const World& world, DeploymentId d, double expected, Nanos mttr) {
    World other = world;
    Pool& pool = other.pools[other.deployments[d.index()].pool.index()];
    pool.failures.mtbf = Nanos::from_seconds(pool.servers * world.horizon.seconds() / expected);
    pool.failures.mttr = mttr;
    return other;
}

Trial try_fleet(const World& world, int replicas, const TrialOptions& options) {
    const World fleet = with_replicas(world, options.deployment, replicas);
    RunOptions run;
    run.seed = options.seed;
    const std::vector<Observations> runs = replicate(fleet, run, options.seeds, options.threads);
    // A queue that outgrows limits.max_present is an answer: these replicas are too few.
    const bool overrun = std::any_of(
        runs.begin(), runs.end(), [](const Observations& o) { return o.end == RunEnd::backlog; });
    if (!overrun) {
        for (const Observations& o : runs) require_whole(fleet, o);
    }
    Trial trial;
    trial.replicas = replicas;
    trial.lost_share = worst_lost_share(runs);
    trial.values = slo_values(fleet, options.targets, runs);
    const bool kept = !overrun && trial.lost_share <= 1 - tightest_quantile(trial.values);
    trial.met = kept && std::all_of(trial.values.begin(), trial.values.end(),
                                    [](const SloValue& v) { return v.met(); });
    return trial;
}

Trial least_fleet(const World& world, int least, int guess, const TrialOptions& options) {
    ORRERY_ASSERT(least >= 1, "a fleet has at least one replica");
    int failing = least - 1;  // not met, or below the bound
    int n = std::min(std::max(guess, least), options.max_replicas);
    Trial best = try_fleet(world, n, options);
    while (!best.met && n < options.max_replicas) {
        failing = n;
        n = std::min(n + std::max(1, n / 4), options.max_replicas);
        best = try_fleet(world, n, options);
    }
    if (!best.met) return best;
    int step = std::max(1, best.replicas / 16);
    while (best.replicas - failing > 1) {
        const int middle = (best.replicas + failing) / 2;
        const int next = std::max(middle, best.replicas - step);
        Trial trial = try_fleet(world, next, options);
        if (trial.met) {
            best = std::move(trial);
            step *= 2;
        } else {
            failing = next;
        }
    }
    return best;
}

double knee_of(const World& world, int replicas, double most, double precision,
               const TrialOptions& options) {
    constexpr double kStep = 1.25;
    const auto holds = [&](double multiple) {
        return try_fleet(with_demand(world, multiple), replicas, options).met;
    };
    double met = 0;
    double missed = std::min(1.0, most);
    while (holds(missed)) {
        met = missed;
        if (met >= most) return most;
        missed = std::min(missed * kStep, most);
    }
    while (met == 0 && missed >= 0.01) {
        const double next = missed / kStep;
        (holds(next) ? met : missed) = next;
    }
    if (met == 0) return 0;
    while (missed - met > precision * met) {
        const double middle = (met + missed) / 2;
        (holds(middle) ? met : missed) = middle;
    }
    return met;
}

}  // namespace orrery
