// What is owned or rented as space: purchases, depreciation, leases, colocation, tariffs, people.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/finance/depreciation.hpp"
#include "orrery/base/diagnostics.hpp"
#include "orrery/base/time.hpp"

namespace orrery {

using finance::DepreciationLaw;

struct DepreciationSpec {
    DepreciationLaw law = DepreciationLaw::straight;
    double life_years = 0;       ///< 0: the pool's `life`
    double factor = 2;           ///< of declining balance: 2 is double
    std::string schedule;        ///< catalog tax schedule ("us-macrs-5") …
    std::vector<double> shares;  ///< … or shares by year
    double bonus = 0;            ///< share written off in the first year
    [[nodiscard]] bool given() const {
        return life_years > 0 || !schedule.empty() || !shares.empty() || bonus > 0;
    }
};

/// What hardware brings later: r(t) = r0·exp(−δ·t), times shocks of new generations.
struct ResidualShockSpec {
    SourcePosition where;
    Nanos at;
    double factor = 1;
};
struct ResidualSpec {
    std::string catalog;  ///< catalog residual instead of `initial`, `decay` and `haircut`
    double initial = 1;   ///< of the price, on the day of purchase
    double decay_year = .5;
    std::vector<ResidualShockSpec> shocks;
    double haircut = .1;  ///< cost of selling
    Nanos sale_lag{0};
};

/// Beside the servers: network, racks, spares, integration, freight, contingency.
struct CapexItemSpec {
    SourcePosition where;
    std::string name;
    std::string catalog;    ///< catalog capex item, where nothing of the next three is given
    double usd = 0;         ///< in all …
    double share = 0;       ///< … or a share of the servers' price
    double usd_server = 0;  ///< … or by server
    double life_years = 0;  ///< 0: as the servers
    /// What it brings when the servers go: of its price; −1: what the books say …
    double residual_share = -1;
    std::optional<ResidualSpec> residual;  ///< … or by a curve of its own
};

struct DeliverySpec {  ///< a part of the order, after its lead time
    SourcePosition where;
    double share = 1;
    Nanos after{0};  ///< later than the first
};

/// Quote to service: a distribution of lead time, deliveries in parts, burn-in.
struct LeadTimeSpec {
    Nanos p50{0};
    Nanos p90{0};         ///< lognormal through both; = p50: certain
    std::string catalog;  ///< catalog lead time instead
    std::vector<DeliverySpec> deliveries;
    Nanos burn_in{0};
};

enum class LeaseKind { automatic, operating, finance };
enum class LeaseStandard { asc842, ifrs16 };
/// Rented hardware (IFRS 16, ASC 842): classification follows from the terms.
struct LeaseSpec {
    SourcePosition where;
    double usd_year = 0;  ///< of the pool, paid at the beginning of each month
    Nanos term{3 * (365 * kDay.ns)};
    double rate = .06;  ///< implicit or incremental borrowing rate, a year
    double purchase_option_usd = -1;
    bool transfers_ownership = false;
    bool specialised = false;  ///< of no other use to the lessor
    LeaseKind kind = LeaseKind::automatic;
    LeaseStandard standard = LeaseStandard::asc842;  ///< ifrs16: always on the balance sheet
};

struct LoanSpec {
    SourcePosition where;
    double share = 1;   ///< of the capex
    double rate = .07;  ///< a year
    Nanos term{3 * (365 * kDay.ns)};
};

/// How and when the servers of a pool are bought.
struct PurchaseSpec {
    SourcePosition where;
    std::string date;              ///< of the order; empty: paid and in service at the run's start
    std::optional<Nanos> ordered;  ///< `date` compiled: since the run's start, may be negative
    double deposit = 0;            ///< share due with the order; the rest on delivery
    LeadTimeSpec lead_time;
    std::vector<CapexItemSpec> items;
    DepreciationSpec book;
    DepreciationSpec tax;
    double economic_life_years = 0;  ///< 0: the book life
    std::optional<ResidualSpec> residual;
    std::optional<LeaseSpec> lease;
    std::optional<LoanSpec> loan;
    double insurance = 0;  ///< share of capex a year
    double nre_usd = 0;    ///< custom chips: one-off engineering …
    Nanos nre_life{5 * (365 * kDay.ns)};
    double yield_share = 1;  ///< … good parts of those made
    Nanos ramp{0};           ///< linear until full output
};

/// Electricity beside its energy price (1.4 of the reference).
struct TariffSpec {
    SourcePosition where;
    std::string name;                 ///< catalog tariff
    double demand_usd_kw_month = -1;  ///< −1, here and below: the catalog tariff's, else none
    Nanos demand_interval{0};         ///< 0: the catalog tariff's, else 15 minutes
    double ratchet = -1;              ///< share of the last 11 months' highest peak
    double minimum_take = -1;         ///< share of `contract_w` that is paid anyway
    double contract_w = 0;
    double levies_usd_kwh = -1;
    double standing_usd_year = -1;
};

/// A room in somebody's hall: contracted power is paid, used or not.
struct ColocationSpec {
    SourcePosition where;
    std::string name;  ///< catalog colocation
    double contracted_w = 0;
    double usd_kw_month = -1;  ///< −1: the catalog's
    double energy_share = 1;   ///< of the electricity bill that is passed on
    double remote_hands_usd_year = 0;
    double cross_connects_usd_year = 0;
    Nanos from{0};  ///< of the contract: the term and the anniversaries count from here
    Nanos term{3 * (365 * kDay.ns)};
    double escalation_year = -1;  ///< relative increase each year; −1: the catalog's
    double setup_usd = 0;
};

/// People: skills held and needed decide how fast things are repaired and rolled out.
struct RoleSpec {
    SourcePosition where;
    std::string name;
    std::string skill;
    std::vector<std::string> sites;  ///< empty: all
    double held = 0;                 ///< full-time equivalents at the start
    double needed = 0;               ///< at least …
    double servers_per_person = 0;   ///< … or by servers; 0: none
    double seats_24x7 = 0;           ///< each needs a crew
    double crew_per_seat = 5;
    std::string salary;           ///< catalog salary
    double usd_year = 0;          ///< salary with its overhead; 0: the catalog's
    Nanos hiring{180 * kDay.ns};  ///< mean, for each missing person
    Nanos training{0};
    double training_usd = 0;
    double mttr_factor = 1;       ///< repair time where the role is missing entirely
    double rollout_factor = 1;    ///< deployment time likewise
    bool managed = false;         ///< bought as a service instead …
    double managed_usd_year = 0;  ///< … for so much
};

}  // namespace orrery
