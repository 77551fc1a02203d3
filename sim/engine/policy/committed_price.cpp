// What one server hour more costs at the margin: what is committed and free is paid already.
#include "sim/engine/policy/committed_price.hpp"

#include <algorithm>

#include "models/contracts/commitments.hpp"
#include "sim/scenario/contract_hour.hpp"

namespace orrery {
namespace {

bool runs(Nanos from, Nanos until, Nanos now) {
    return from <= now && now < until;
}

class Margin {
public:
    Margin(const World& world, const Cluster& cluster, PoolId pool, Nanos now)
        : world_(world), book_(world.contracts), pool_(pool), now_(now) {
        for (std::size_t p = 0; p < world.pools.size(); ++p) {
            left_.push_back(cluster.present(PoolId(p)));
        }
        left_[pool.index()] = std::max(1.0, left_[pool.index()]);
        state_.on_demand = price(pool);
    }

    double usd() {
        hold();
        double& mine = left_[pool_.index()];
        // The last server alone is asked for: it is covered as far as the others leave it.
        state_.committed_free = std::clamp(1 - mine, 0.0, 1.0);
        mine = std::max(0.0, mine - 1);
        plan();
        state_.spend_discount = discount();
        return contracts::marginal_usd_server_h(state_);
    }

private:
    [[nodiscard]] double price(PoolId id) const {
        return book_.price_at(id, world_.pools[id.index()].terms.contracted_usd_server_h,
                              at_hour(now_));
    }

    /// As the hour will be rated: contracts in the order of the book, pools in the contract's.
    void hold() {
        for (const HeldServers& h : book_.held) {
            if (h.kind == HeldKind::reservation || !runs(h.from, h.until, now_)) continue;
            double open = h.servers;
            for (const PoolId id : h.pools) {
                const double take = std::min(open, left_[id.index()]);
                left_[id.index()] -= take;
                open -= take;
            }
        }
    }

    void plan() {
        for (const HourlyPlan& p : book_.plans) {
            if (!runs(p.from, p.until, now_)) continue;
            std::vector<contracts::PlanUsage> usage;
            double mine = -1;
            for (const PlanPool& pp : p.pools) {
                usage.push_back({left_[pp.pool.index()], price(pp.pool), pp.discount, 0});
                if (pp.pool == pool_) mine = pp.discount;
            }
            const double rest = p.usd_hour - contracts::apply_plan(p.usd_hour, usage);
            for (std::size_t k = 0; k < usage.size(); ++k) {
                left_[p.pools[k].pool.index()] -= usage[k].covered;
            }
            if (mine < 0 || state_.plan_left > 0) continue;
            state_.plan_left = rest;
            state_.plan_discount = mine;
        }
    }

    [[nodiscard]] double discount() const {
        double most = 0;
        for (const SpendSpec& s : book_.spend) {
            const Nanos term = kDay * static_cast<std::int64_t>(365 * s.usd_year.size());
            const bool counts = s.categories.empty() ||
                                std::find(s.categories.begin(), s.categories.end(), "compute") !=
                                    s.categories.end();
            const bool own = s.vendor == world_.pools[pool_.index()].terms.vendor;
            if (own && counts && runs(s.start, s.start + term, now_)) {
                most = 1 - (1 - most) * (1 - s.discount);
            }
        }
        return most;
    }

    const World& world_;
    const ContractBook& book_;
    PoolId pool_;
    Nanos now_;
    std::vector<double> left_;  ///< servers of each pool that no contract has taken yet
    contracts::MarginalState state_;
};

}  // namespace

double marginal_server_usd(const World& world, const Cluster& cluster, PoolId pool, Nanos now) {
    const ContractBook& book = world.contracts;
    const bool changes = pool.index() < book.changes.size() && !book.changes[pool.index()].empty();
    const bool plain = book.held.empty() && book.plans.empty() && book.spend.empty() && !changes;
    if (plain) return world.pools[pool.index()].terms.contracted_usd_server_h;
    return Margin(world, cluster, pool, now).usd();
}

}  // namespace orrery
