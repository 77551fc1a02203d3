// Which part of what a pool costs is idle.
#include "sim/accounts/idle.hpp"

#include <algorithm>
#include <map>

namespace orrery {

IdleShares::IdleShares(const World& world, const Observations& o, const Ledger& ledger)
    : ledger_(ledger), step_(world.meter_interval) {
    std::map<std::string, std::int64_t> index;
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
        if (world.pools[p].tokens || p >= o.pools.size()) continue;
        index[world.pools[p].name] = static_cast<std::int64_t>(pools_.size());
        Sums sums;
        sums.pool = world.pools[p].name;
        add_time(sums, o.pools[p]);
        for (const SiteEnergyFlows& site : ledger.energy) {
            for (const PoolEnergyFlows& flows : site.pools) {
                if (flows.pool.index() == p) add_energy(sums, flows);
            }
        }
        pools_.push_back(std::move(sums));
    }
    for (const Charge& charge : ledger.charges) {
        const auto found = index.find(charge.pool);
        of_charge_.push_back(found == index.end() ? -1 : found->second);
    }
}

void IdleShares::add_time(Sums& sums, const std::vector<PoolUsage>& usages) const {
    for (const PoolUsage& u : usages) {
        sums.busy_ns.push_back(sums.busy_ns.back() + u.useful_ns + u.overhead_ns);
        sums.there_ns.push_back(sums.there_ns.back() + u.total_ns());
    }
}

void IdleShares::add_energy(Sums& sums, const PoolEnergyFlows& f) const {
    for (std::size_t i = 0; i < f.hosts.size(); ++i) {
        const double idle = f.accelerators_idle[i] + f.hosts[i] - f.hosts_useful[i];
        sums.idle_kwh.push_back(sums.idle_kwh.back() + idle);
        sums.it_kwh.push_back(sums.it_kwh.back() + f.it(i));
    }
}

double IdleShares::of(const Posting& posting) const {
    const Charge& charge = ledger_.of(posting);
    if (charge.kind != ChargeKind::usage) return 0;
    if (charge.idle || charge.status == CommitmentStatus::unused) return 1;
    const std::int64_t pool = of_charge_[posting.charge];
    if (pool < 0) return 0;
    const Sums& sums = pools_[static_cast<std::size_t>(pool)];
    const auto between = [&](const auto& running) {
        const auto last = static_cast<std::int64_t>(running.size()) - 1;
        const std::int64_t from = std::min(posting.from.ns / step_.ns, last);
        const std::int64_t until = std::min((posting.until.ns + step_.ns - 1) / step_.ns, last);
        return static_cast<double>(running[static_cast<std::size_t>(until)] -
                                   running[static_cast<std::size_t>(from)]);
    };
    if (charge.unit == "kWh") {
        const double drawn = between(sums.it_kwh);
        return drawn > 0 ? std::clamp(between(sums.idle_kwh) / drawn, 0.0, 1.0) : 0;
    }
    const double there = between(sums.there_ns);
    if (there <= 0) return 1;  // paid for, though nothing was there
    return std::clamp(1 - between(sums.busy_ns) / there, 0.0, 1.0);
}

CutPosting cut(const Posting& posting, double share) {
    CutPosting out{posting, posting};
    out.part.quantity = posting.quantity * share;
    out.rest.quantity = posting.quantity - out.part.quantity;
    for (std::size_t c = 0; c < kCostColumns; ++c) {
        out.part.amount[c] = round_money(posting.amount[c].units() * share);
        out.rest.amount[c] = posting.amount[c] - out.part.amount[c];
    }
    return out;
}

}  // namespace orrery
