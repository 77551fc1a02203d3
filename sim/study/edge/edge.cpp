// The study `edge`: whether requests are better served near their users or centrally.
#include "sim/study/edge/edge.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "sim/accounts/ledger.hpp"
#include "sim/engine/whole_run.hpp"
#include "sim/study/placement/requests.hpp"

namespace orrery::edge {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr auto kEffective = static_cast<std::size_t>(CostColumn::effective);

Tier tier_of(const World& world, DeploymentId d) {
    const Site& site = world.sites[world.deployments[d.index()].site.index()];
    return site.kind == SiteKind::edge ? Tier::edge : Tier::central;
}

/// The nearest way to a tier, or null.
const Route* nearest(const World& world, const Workload& w, Tier tier) {
    const Route* best = nullptr;
    for (const Route& route : w.routes) {
        if (tier_of(world, route.deployment) != tier) continue;
        if (!best || route.rtt < best->rtt) best = &route;
    }
    return best;
}

const std::string& entry(const Workload& w) {
    return w.spec.group.empty() ? w.name : w.spec.group;
}

/// The World in which workloads that have a choice go to one tier alone, and nothing goes down: the
/// closed form has neither outages nor failures.
World only(const World& world, Tier tier) {
    World one = world;
    for (Site& site : one.sites) site.outages.clear();
    for (Pool& pool : one.pools) pool.failures.mtbf = Nanos::never();
    for (Workload& w : one.workloads) {
        if (!nearest(world, w, Tier::edge) || !nearest(world, w, Tier::central)) continue;
        std::erase_if(w.routes,
                      [&](const Route& r) { return tier_of(world, r.deployment) != tier; });
    }
    return one;
}

/// Workloads that were made from one entry.
struct Entry {
    std::vector<std::size_t> members;
    DemandSample sample;
};

class Study {
public:
    Study(const World& world, std::uint64_t seed) : world_(world) { run_.seed = seed; }

    Result operator()() {
        r_.name = world_.name;
        r_.currency = world_.currency;
        gather();
        if (entries_.empty()) {
            r_.problem = "no workload may go both to an edge site and to another one";
            return r_;
        }
        for (const auto& [name, e] : entries_) r_.rows.push_back(closed_form(name, e));
        for (const Tier tier : {Tier::edge, Tier::central}) simulate_tier(tier);
        simulate_mix();
        return r_;
    }

private:
    void gather() {
        for (std::size_t w = 0; w < world_.workloads.size(); ++w) {
            const Workload& workload = world_.workloads[w];
            const bool choice =
                nearest(world_, workload, Tier::edge) && nearest(world_, workload, Tier::central);
            if (!choice) {
                add_background(w);
                continue;
            }
            Entry& e = entries_[entry(workload)];
            if (e.members.empty()) e.sample = placement::sample_workload(world_, w, run_.seed);
            e.members.push_back(w);
        }
    }

    /// Load of the centre by workloads that have no choice, at the first deployment that they name.
    void add_background(std::size_t w) {
        const Workload& workload = world_.workloads[w];
        const Route* way = nearest(world_, workload, Tier::central);
        if (!way) return;
        background_[way->deployment.index()] +=
            placement::sample_workload(world_, w, run_.seed).rate;
    }

    Row closed_form(const std::string& name, const Entry& e) {
        const Workload& w = world_.workloads[e.members.front()];
        const Route& near = *nearest(world_, w, Tier::edge);
        const Route& far = *nearest(world_, w, Tier::central);
        Row row;
        row.workload = name;
        row.sites = static_cast<int>(e.members.size());
        row.rate = e.sample.rate;
        row.edge.tier = Tier::edge;
        row.edge.rtt_s = near.rtt.seconds();
        row.edge.analytic = residence(world_, near.deployment, row.rate, e.sample);
        row.central.tier = Tier::central;
        row.central.rtt_s = far.rtt.seconds();
        const double background = background_[far.deployment.index()];
        row.central.analytic =
            residence(world_, far.deployment, background + row.rate * row.sites, e.sample);
        const double away =
            row.central.rtt_s + residence(world_, far.deployment, background, e.sample).total();
        row.threshold = threshold(row, near, away, e.sample);
        return row;
    }

    /// Bisection: the edge's time grows with its load.
    double threshold(const Row& row, const Route& near, double away, const DemandSample& sample) {
        const auto slower = [&](double multiple) {
            return row.edge.rtt_s +
                       residence(world_, near.deployment, multiple * row.rate, sample).total() >
                   away;
        };
        if (slower(0)) return 0;
        double low = 0;
        double high = 1;
        while (!slower(high)) {
            low = high;
            high *= 2;
            if (high > 1e9) return kInfinity;
        }
        for (int i = 0; i < 60; ++i) {
            const double middle = (low + high) / 2;
            (slower(middle) ? high : low) = middle;
        }
        return high;
    }

    void simulate_tier(Tier tier) {
        const World one = only(world_, tier);
        const Observations o = simulate_whole(one, run_);
        for (Row& row : r_.rows) {
            Sketch e2e;
            TierRow& t = tier == Tier::edge ? row.edge : row.central;
            for (const std::size_t w : entries_[row.workload].members) {
                const WorkloadCounts& c = o.workloads[w];
                t.unserved += c.rejected + c.timed_out + c.lost + c.in_flight;
                o.serving[w].each([&](std::size_t, const ServingStats& s) {
                    e2e.merge(s.e2e);
                    t.requests += s.completed;
                });
            }
            if (e2e.count() > 0) t.simulated_s = e2e.mean();
        }
    }

    /// As the scenario routes: latency by tier, and what a request costs there.
    void simulate_mix() {
        const Observations o = simulate_whole(world_, run_);
        const Ledger ledger = account(world_, o);
        std::map<std::string, Tier> sites;
        for (const Site& site : world_.sites) {
            sites[site.name] = site.kind == SiteKind::edge ? Tier::edge : Tier::central;
        }
        for (const Site& site : world_.sites) {
            for (const Outage& down : site.outages) {
                const Nanos until = min(down.until, o.ended_at);
                if (until > down.at) {
                    r_.down_h[static_cast<int>(sites[site.name])] +=
                        (until - down.at).seconds() / 3600;
                }
            }
        }
        for (const Posting& p : ledger.postings) {
            r_.cost[static_cast<int>(sites[ledger.of(p).site])] += p.amount[kEffective].units();
        }
        Sketch ttft[2];
        for (std::size_t w = 0; w < o.serving.size(); ++w) {
            for (std::size_t d = 0; d < o.serving[w].size(); ++d) {
                const auto tier = static_cast<int>(tier_of(world_, DeploymentId(d)));
                r_.served[tier] += o.serving[w][d].completed;
                ttft[tier].merge(o.serving[w][d].ttft);
            }
        }
        for (const int tier : {0, 1}) {
            const char* name = tier == 0 ? "edge" : "central";
            r_.cdfs.push_back({"TTFT", name, ttft[tier].cdf(), -1});
            r_.ttft[tier][0] = ttft[tier].quantile(.5);
            r_.ttft[tier][1] = ttft[tier].quantile(.9);
            r_.ttft[tier][2] = ttft[tier].quantile(.99);
            for (Row& row : r_.rows) {
                TierRow& t = tier == 0 ? row.edge : row.central;
                if (r_.served[tier] > 0)
                    t.usd_per_request = r_.cost[tier] / static_cast<double>(r_.served[tier]);
                t.served = served(o, row, tier);
            }
        }
    }

    std::int64_t served(const Observations& o, const Row& row, int tier) {
        std::int64_t n = 0;
        for (const std::size_t w : entries_[row.workload].members) {
            for (std::size_t d = 0; d < o.serving[w].size(); ++d) {
                if (static_cast<int>(tier_of(world_, DeploymentId(d))) != tier) continue;
                n += o.serving[w][d].completed;
            }
        }
        return n;
    }

    const World& world_;
    RunOptions run_;
    Result r_;
    std::map<std::string, Entry> entries_;
    std::map<std::size_t, double> background_;  ///< by deployment
};

}  // namespace

Result study(const World& world, std::uint64_t seed) {
    return Study(world, seed)();
}

}  // namespace orrery::edge
