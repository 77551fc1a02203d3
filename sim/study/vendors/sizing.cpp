// How far a vendor grows that takes over the load of those left out: as little as serves it.
#include "sim/study/vendors/sizing.hpp"

#include <algorithm>

#include "sim/analysis/analyse.hpp"
#include "sim/engine/run.hpp"
#include "sim/study/parallel.hpp"
#include "sim/study/vendors/outages.hpp"
#include "sim/study/vendors/run.hpp"

namespace orrery {
namespace {

constexpr int kSteps = 16;  ///< parts of what is taken over
constexpr double kRounding = 1e-9;

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
    const Observations o = simulate(world, options);
    const Ledger ledger = account(world, o);
    const Findings f = analyse(world, o, ledger);
    VendorRun run = vendor_run(world, ledger, q);
    const std::vector<StruckHours> struck = struck_hours(world, o);
    run.miss_h = missed.a_year();
    run.steady_miss_h = missed.steady_a_year(struck);
    run.dated_miss_h = missed.dated(struck);
    run.outages = outages_seen(o, struck);
    run.loads = carried_loads(world, o, f);
    run.servers = servers_present(world, o);
    const double yearly = 8760 / (world.horizon.seconds() / 3600);
    for (const char* path : {"carbon.location_based", "carbon.embodied"}) {
        if (const Metric* m = f.metrics.find(path)) run.t_co2e += m->value * 1e-6 * yearly;
    }
    return run;
}

std::vector<VendorRun> run_all(const World& world, const VendorQuestion& q, int seeds) {
    std::vector<VendorRun> runs(static_cast<std::size_t>(seeds));
    parallel_for(runs.size(), q.options.threads,
                 [&](std::size_t i) { runs[i] = run_once(world, q, i); });
    return runs;
}

/// Servers and replicas: alternatives that agree in these are the same.
std::vector<int> sizes_of(const Scenario& s) {
    std::vector<int> sizes;
    for (const PoolSpec& pool : s.pools) {
        sizes.insert(sizes.end(), {pool.servers, static_cast<int>(pool.supply.max_servers)});
    }
    for (const DeploymentSpec& d : s.deployments) {
        sizes.insert(sizes.end(), {d.replicas_min, d.replicas_max});
    }
    return sizes;
}

/// One size of the vendors: what is run of it, and what it misses.
struct Size {
    std::vector<int> sizes;
    std::optional<World> world;
    std::string infeasible;
    Misses misses;
};

bool serves(const Size& size, const Misses& most) {
    return size.misses.steady_h <= most.steady_h + kRounding &&
           size.misses.dated_h <= most.dated_h + kRounding;
}

class Sizing {
public:
    Sizing(const VendorQuestion& q, const World& base, const Catalog& catalog,
           const CompileOptions& compile, const std::vector<std::string>& vendors)
        : q_(q), base_(base), catalog_(catalog), compile_(compile), vendors_(vendors) {}

    [[nodiscard]] Size at(int step) const {
        Size size;
        const double taken = static_cast<double>(step) / kSteps;
        const Scenario reduced = with_vendors(q_.scenario, base_, vendors_, taken, size.infeasible);
        if (!size.infeasible.empty()) return size;
        size.sizes = sizes_of(reduced);
        Diagnostics diagnostics;
        size.world = compile_world(reduced, catalog_, compile_, diagnostics);
        for (const Diagnostic& d : diagnostics.items()) {
            const bool first = d.severity == Severity::error && size.infeasible.empty();
            if (!size.world && first) size.infeasible = d.message;
        }
        return size;
    }

    void measure(Size& size) const {
        size.misses = misses_of(run_all(*size.world, q_, q_.options.seeds));
    }

    /// As it is where that serves; else by halving between that and all that the others might have.
    [[nodiscard]] Size least(const Misses& together) const {
        Size whole = at(kSteps);
        Size none = at(0);
        if (none.world && none.sizes == whole.sizes) return none;
        if (none.world) measure(none);
        if (none.world && serves(none, together)) return none;
        if (!whole.world) return whole;
        measure(whole);
        // An outage of its own strikes it at any size.
        const Misses most{together.steady_h, std::max(together.dated_h, whole.misses.dated_h)};
        if (!serves(whole, most)) return whole;
        if (none.world && serves(none, most)) return none;
        int low = 0;
        for (int high = kSteps; high - low > 1;) {
            const int middle = (low + high) / 2;
            Size size = at(middle);
            if (size.world && size.sizes == whole.sizes) {
                high = middle;
                continue;
            }
            if (size.world) measure(size);
            const bool enough = size.world && serves(size, most);
            (enough ? high : low) = middle;
            if (enough) whole = std::move(size);
        }
        return whole;
    }

private:
    const VendorQuestion& q_;
    const World& base_;
    const Catalog& catalog_;
    const CompileOptions& compile_;
    const std::vector<std::string>& vendors_;
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

SizedAlternative size_alternative(const VendorQuestion& q, const World& base,
                                  const Catalog& catalog, const CompileOptions& compile,
                                  const std::vector<std::string>& vendors, const Misses& together) {
    const Sizing sizing(q, base, catalog, compile, vendors);
    Size size = q.resize ? sizing.least(together) : sizing.at(0);
    SizedAlternative out{std::move(size.world), {}, size.infeasible};
    if (out.world) out.runs = run_all(*out.world, q, q.options.seeds);
    return out;
}

}  // namespace orrery
