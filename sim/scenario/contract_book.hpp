// Agreements with vendors, compiled: names resolved, prices and sizes filled in.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "models/contracts/tiers.hpp"
#include "orrery/base/ids.hpp"
#include "sim/scenario/contract_spec.hpp"

namespace orrery {

enum class HeldKind {
    reserved,
    resource,
    block,        ///< capacity block
    reservation,  ///< on-demand: at the price of the pool, used or not
    take_or_pay,
};
inline constexpr const char* kHeldNames[]{"reserved", "resource commitment", "capacity block",
                                          "on-demand reservation", "take-or-pay"};

/// Servers for a term, used or not.
struct HeldServers {
    std::string name;
    HeldKind kind = HeldKind::reserved;
    std::string vendor;
    std::vector<PoolId> pools;  ///< in the order in which it covers them
    double servers = 0;
    Nanos from{0};
    Nanos until{0};
    double usd_server_h = 0;  ///< of a committed hour; of a reservation unused
    double upfront = 0;       ///< share of the whole
    int invoices = 0;         ///< equal ones for the rest; 0: by calendar month
    double sublease = 0;      ///< share of the price that unused hours bring back
    std::string currency;
    std::string source;  ///< of the price

    [[nodiscard]] double hours() const { return (until - from).seconds() / 3600; }
    [[nodiscard]] double usd() const { return servers * hours() * usd_server_h; }
};

struct PlanPool {
    PoolId pool;
    double discount = 0;
};

struct HourlyPlan {
    std::string name;
    std::string vendor;
    bool family = false;
    std::vector<PlanPool> pools;
    double usd_hour = 0;
    Nanos from{0};
    Nanos until{0};
    double upfront = 0;
    std::string currency;
    std::string source;
};

struct SustainedUse {
    std::string name;
    std::vector<PoolId> pools;
    std::vector<double> steps;
};

struct VolumeTiers {
    std::string name;
    std::vector<PoolId> pools;
    TierLaw law = TierLaw::graduated;
    std::vector<contracts::Tier> tiers;  ///< `price` is a factor, by accelerator-hours of a month
};

struct StorageVolume {
    StorageSpec spec;  ///< prices filled in
    SiteId site;
    std::string vendor;
    double gb = 0;  ///< at the start: size, data sets and checkpoints
    std::string source;
};

struct Licence {
    LicenceSpec spec;
    std::vector<PoolId> pools;
};

struct ServiceLevel {
    SlaSpec spec;
    std::vector<PoolId> pools;
    std::vector<contracts::CreditStep> steps;
};

struct Standby {
    StandbySpec spec;
    PoolId pool;
    std::string vendor;
    Nanos until{0};
};

struct ContractBook {
    std::vector<HeldServers> held;        ///< in the order in which hours are given to them
    std::vector<HourlyPlan> plans;        ///< families first
    std::vector<SustainedUse> sustained;  ///< all lists by name
    std::vector<VolumeTiers> volume;
    std::vector<StorageVolume> storage;
    std::vector<Licence> licences;
    std::vector<ServiceLevel> sla;
    std::vector<Standby> standby;
    std::vector<SpendSpec> spend;
    std::vector<SupportSpec> support;
    std::vector<TaxSpec> taxes;
    std::vector<std::vector<contracts::PriceStep>> changes;  ///< by PoolId; hours since the start
    std::map<std::string, std::vector<contracts::PriceStep>> vendor_changes;  ///< of tokens
    std::map<std::string, std::vector<contracts::RateStep>> fx;  ///< by currency, from the start

    /// What an amount in USD at the earliest rate of its currency is worth in USD at an hour.
    [[nodiscard]] double drift(const std::string& currency, double hour) const;
    /// On-demand price of a pool at an hour, from its price at the start.
    [[nodiscard]] double price_at(PoolId pool, double first, double hour) const;
};

}  // namespace orrery
