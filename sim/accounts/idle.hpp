// Which part of what a pool costs is idle.
#pragma once
#include "sim/accounts/ledger.hpp"

namespace orrery {

/// Idle is what a pool costs for accelerators that were there, powered or paid, and did no work:
/// by accelerator time (1 − busy / there, servers that are down not working), of energy by what
/// idle accelerators and the hosts beside them drew. The unused part of a commitment or a
/// reservation is idle as a whole; what belongs to no pool, purchases, taxes and credits never are.
class IdleShares {
public:
    IdleShares(const World& world, const Observations& observations, const Ledger& ledger);
    /// 0 … 1
    [[nodiscard]] double of(const Posting& posting) const;

private:
    /// Running sums by meter interval, from 0.
    struct Sums {
        std::string pool;
        std::vector<DeviceTime> busy_ns{0};
        std::vector<DeviceTime> there_ns{0};
        std::vector<double> idle_kwh{0};
        std::vector<double> it_kwh{0};
    };
    void add_time(Sums& sums, const std::vector<PoolUsage>& usages) const;
    void add_energy(Sums& sums, const PoolEnergyFlows& flows) const;

    const Ledger& ledger_;
    Nanos step_;
    std::vector<Sums> pools_;              ///< of servers
    std::vector<std::int64_t> of_charge_;  ///< index into pools_, or −1
};

/// A posting cut in two: `share` of every amount, rounded once, and what is left.
struct CutPosting {
    Posting part;
    Posting rest;
};
CutPosting cut(const Posting& posting, double share);

}  // namespace orrery
