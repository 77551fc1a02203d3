// How many servers an alternative has: as few as serve the load, the cheapest pools first.
#include "sim/study/vendors/sizing.hpp"

#include <algorithm>

#include "models/contracts/owed.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/engine/whole_run.hpp"
#include "sim/study/parallel.hpp"
#include "sim/study/vendors/outages.hpp"
#include "sim/study/vendors/pools.hpp"
#include "sim/study/vendors/run.hpp"

namespace orrery {
namespace {

constexpr double kRounding = 1e-9;
/// An outage on a date is so many hours of the clock or one more, by what its edges touch.
constexpr double kDatedRounding = .5;

/// Those at a rate that took servers or clients away.
int outages_seen(const Observations& o, const std::vector<StruckHours>& struck) {
    int seen = 0;
    for (std::size_t i = 0; i < struck.size(); ++i) {
        const Plane plane = o.supply.outages[i].plane;
        const bool takes = plane == Plane::data || plane == Plane::edge;
        seen += takes && !struck[i].dated ? 1 : 0;
    }
    return seen;
}

/// Rented ones, in the mean over the run.
double servers_present(const World& world, const Observations& o) {
    double ns = 0;
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
        const Pool& pool = world.pools[p];
        if (pool.tokens || pool.terms.kind != contracts::ComputeKind::on_demand) continue;
        for (const PoolUsage& u : o.pools[p]) ns += static_cast<double>(u.server_ns);
    }
    return o.ended_at.ns > 0 ? ns / static_cast<double>(o.ended_at.ns) : 0;
}

VendorRun run_once(const World& world, const VendorQuestion& q, std::uint64_t replication) {
    MissedHours missed(world);
    RunOptions options;
    options.seed = q.options.seed;
    options.replication = replication;
    options.sink = &missed;
    const Observations o = simulate_whole(world, options);
    const Ledger ledger = account(world, o);
    const Findings f = analyse(world, o, ledger);
    VendorRun run = vendor_run(world, ledger, q);
    const std::vector<StruckHours> struck = struck_hours(world, o);
    run.miss_h = missed.a_year(struck);
    run.steady_miss_h = missed.steady_a_year(struck);
    run.dated_miss_h = missed.dated(struck);
    run.outages = outages_seen(o, struck);
    run.loads = carried_loads(world, o, f);
    run.servers = servers_present(world, o);
    const double yearly = contracts::kHoursPerYear / (world.horizon.seconds() / 3600);
    for (const char* path : {"carbon.location_based", "carbon.embodied"}) {
        if (const Metric* m = f.metrics.find(path)) run.t_co2e += m->value * 1e-6 * yearly;
    }
    return run;
}

std::vector<VendorRun> run_all(const World& world, const VendorQuestion& q, int first, int seeds) {
    std::vector<VendorRun> runs(static_cast<std::size_t>(std::max(0, seeds - first)));
    parallel_for(runs.size(), q.options.threads, [&](std::size_t i) {
        runs[i] = run_once(world, q, static_cast<std::uint64_t>(first) + i);
    });
    return runs;
}

/// One size of the vendors: what is run of it, and what it misses.
struct Size {
    PoolServers servers;
    std::optional<World> world;
    std::string infeasible;
    std::vector<VendorRun> runs;
    bool serves = false;
};

/// Servers of the cheapest pools first, so many above what each has at least.
PoolServers cheapest(const std::vector<SizedPool>& pools, int more) {
    PoolServers servers;
    for (const SizedPool& pool : pools) {
        const int taken = std::min(more, pool.most - pool.least);
        servers[pool.name] = pool.least + taken;
        more -= taken;
    }
    return servers;
}

class Sizing {
public:
    Sizing(const SizingBase& base, const std::vector<std::string>& vendors)
        : b_(base), q_(base.question), vendors_(vendors) {
        if (base.loads.empty()) return;
        pools_ = sized_pools(q_.scenario, b_.world, vendors, b_.loads);
        for (const SizedPool& pool : pools_) steps_ += pool.most - pool.least;
    }

    /// As the scenario has them.
    [[nodiscard]] Size as_is() const {
        Size size = at({});
        if (size.world) size.runs = run_all(*size.world, q_, 0, q_.options.seeds);
        return size;
    }

    /// As few servers as serve, the cheapest pools first; then without those of each pool that the
    /// others do not need. All that may be had where that does not serve.
    [[nodiscard]] Size least() {
        if (pools_.empty()) return judged(as_is());
        Size best = at(cheapest(pools_, steps_));
        if (!best.world) return judged(as_is());
        best.runs = run_all(*best.world, q_, 0, q_.options.seeds);
        // An outage of its own strikes it at any size.
        most_ = {b_.misses.steady_h, std::max(b_.misses.dated_h, misses_of(best.runs).dated_h)};
        best = judged(std::move(best));
        if (!best.serves) return best;
        int low = -1;
        for (int high = steps_; high - low > 1;) {
            const int middle = (low + high) / 2;
            (improved(cheapest(pools_, middle), best) ? high : low) = middle;
        }
        for (std::size_t i = pools_.size(); i > 0; --i) prune(pools_[i - 1], best);
        return best;
    }

private:
    [[nodiscard]] Size at(const PoolServers& servers) const {
        Size size;
        size.servers = servers;
        const Scenario reduced =
            with_vendors(q_.scenario, b_.world, vendors_, servers, size.infeasible);
        if (!size.infeasible.empty()) return size;
        Diagnostics diagnostics;
        size.world = compile_world(reduced, b_.catalog, b_.compile, diagnostics);
        for (const Diagnostic& d : diagnostics.items()) {
            const bool first = d.severity == Severity::error && size.infeasible.empty();
            if (!size.world && first) size.infeasible = d.message;
        }
        return size;
    }

    [[nodiscard]] bool within(const Misses& m) const {
        return m.steady_h <= most_.steady_h + kRounding &&
               m.dated_h <= most_.dated_h + kDatedRounding;
    }
    [[nodiscard]] Size judged(Size size) const {
        size.serves = !size.runs.empty() && within(misses_of(size.runs));
        return size;
    }

    /// Takes that size where it serves. The first run alone may miss too much for all of them.
    bool improved(const PoolServers& servers, Size& best) const {
        Size size = at(servers);
        if (!size.world) return false;
        size.runs = run_all(*size.world, q_, 0, 1);
        Misses first = misses_of(size.runs);
        first.steady_h /= q_.options.seeds;
        first.dated_h /= q_.options.seeds;
        if (!within(first)) return false;
        for (VendorRun& run : run_all(*size.world, q_, 1, q_.options.seeds)) {
            size.runs.push_back(std::move(run));
        }
        size = judged(std::move(size));
        if (!size.serves) return false;
        best = std::move(size);
        return true;
    }

    /// A pool that was filled for its price alone may be larger than the rest need it to be.
    void prune(const SizedPool& pool, Size& best) const {
        int high = best.servers.at(pool.name);
        PoolServers fewer = best.servers;
        for (int low = pool.least - 1, next = high - 1; high - low > 1; next = (low + high) / 2) {
            fewer[pool.name] = next;
            (improved(fewer, best) ? high : low) = next;
        }
    }

    const SizingBase& b_;
    const VendorQuestion& q_;
    const std::vector<std::string>& vendors_;
    std::vector<SizedPool> pools_;
    int steps_ = 0;
    Misses most_;
};

}  // namespace

Misses misses_of(const std::vector<VendorRun>& runs) {
    if (runs.empty()) return {};
    Misses mean{0, 0};
    for (const VendorRun& run : runs) {
        mean.steady_h += run.steady_miss_h / static_cast<double>(runs.size());
        mean.dated_h += run.dated_miss_h / static_cast<double>(runs.size());
    }
    return mean;
}

SizedAlternative size_alternative(const SizingBase& base, const std::vector<std::string>& vendors) {
    Sizing sizing(base, vendors);
    Size size = base.question.resize && base.misses.steady_h >= 0 ? sizing.least() : sizing.as_is();
    return {std::move(size.world), std::move(size.runs), size.infeasible, std::move(size.servers)};
}

}  // namespace orrery
