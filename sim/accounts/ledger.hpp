// The ledger: money in double entry with four costs, and energy and carbon beside it.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "models/carbon/scope.hpp"
#include "orrery/base/money.hpp"
#include "sim/accounts/energy_flows.hpp"
#include "sim/engine/observations.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// List: published prices. Contracted: negotiated ones. Billed: what falls due in the period.
/// Effective: what the period consumes, purchases spread over their life.
enum class CostColumn { list, contracted, billed, effective };
inline constexpr std::size_t kCostColumns = 4;
inline constexpr std::array<const char*, kCostColumns> kCostColumnNames{"list", "contracted",
                                                                        "billed", "effective"};

/// What FOCUS calls ChargeCategory: what kind of line it is.
enum class ChargeKind : std::uint8_t { usage, purchase, tax, credit, adjustment };
/// FOCUS's PricingCategory: on demand and negotiated, at a market's price, under a commitment,
/// anything else (owned).
enum class Pricing : std::uint8_t { standard, dynamic, committed, other };
enum class Frequency : std::uint8_t { usage_based, recurring, one_time };
/// Of a commitment or a capacity reservation: what of the period's part was used.
enum class CommitmentStatus : std::uint8_t { none, used, unused };

/// What does not change from period to period: one line of the price book. Postings refer to it.
struct Charge {
    std::string account;   ///< debited: "expense:compute"; empty: "expense:" + category
    std::string counter;   ///< credited: "payable:aws", "accumulated depreciation"; empty: the
                           ///< vendor's payable
    std::string category;  ///< compute, depreciation, energy, maintenance, staff, egress
    std::string vendor;
    std::string site;
    std::string pool;     ///< empty for site costs
    std::string purpose;  ///< of traffic: response, dataset, checkpoint …; else empty
    std::string unit;     ///< "server-h", "kWh", "GB"
    std::string formula;
    std::string price_source;
    std::string contract;  ///< reservation, plan, commitment or other agreement; empty: none
    std::string asset;     ///< owned: what purchase and wear share; empty: not owned
    std::string sku;       ///< what is sold; empty: the category
    std::string tenant;    ///< who alone it is for; empty: shared, allocated when rendered
    std::string currency;  ///< of the contract; empty: the reporting currency
    ChargeKind kind = ChargeKind::usage;
    Pricing pricing = Pricing::standard;
    Frequency frequency = Frequency::usage_based;
    CommitmentStatus status = CommitmentStatus::none;
    bool reservation = false;  ///< `contract` reserves capacity, it is not a discount
    bool capital = false;      ///< capex: it makes an asset, or wears one off
    bool idle = false;         ///< for what was there and did no work
    bool cash = true;          ///< false: nothing is paid for it, whatever is billed (wear)
};

/// One debit and one credit of the same amount in one period, in the reporting currency.
struct Posting {
    std::uint32_t charge = 0;  ///< index into Ledger::charges
    std::int32_t month = 0;    ///< months since year 0, UTC: see month_name
    Nanos from;
    Nanos until;
    double quantity = 0;
    std::array<Money, kCostColumns> amount{};
    Nanos due = Nanos::never();  ///< of what is paid once: its instant; never: with the period

    [[nodiscard]] Money of(CostColumn column) const {
        return amount[static_cast<std::size_t>(column)];
    }
    [[nodiscard]] double effective() const { return of(CostColumn::effective).units(); }
    /// Effective cost / quantity, in the reporting currency; 0 without a quantity.
    [[nodiscard]] double unit_price() const { return quantity > 0 ? effective() / quantity : 0; }
};

/// Which of the figures an entry belongs to; they stand beside each other and are never added up.
enum class CarbonBasis {
    location_based,  ///< operational, by the grid where it is consumed
    market_annual,   ///< operational, by contracts matched over a calendar year
    market_hourly,   ///< operational, by contracts matched in each interval
    amortised,       ///< hardware over its life
    purchase_year,   ///< hardware in the year of purchase (GHG Protocol)
};
inline constexpr std::array<const char*, 5> kCarbonBasisNames{
    "location-based", "market-based, annual", "market-based, hourly", "embodied, amortised",
    "embodied, year of purchase"};
[[nodiscard]] constexpr bool is_operational(CarbonBasis basis) {
    return basis <= CarbonBasis::market_hourly;
}

/// Source of entries that the inventory has and the headline figure of electricity does not count.
inline constexpr std::string_view kGridLosses = "losses of the grid";

/// Emissions of a pool in a month, as one reporter books them.
struct CarbonEntry {
    std::string month;
    std::string site;
    std::string pool;
    std::string source;  ///< "electricity", "cooling and losses", "own generation", "embodied" …
    std::string reporter;
    carbon::Activity activity = carbon::Activity::electricity;
    carbon::Place place;  ///< scope, category of scope 3, share that the reporter consolidates
    CarbonBasis basis = CarbonBasis::location_based;
    double kwh = 0;    ///< consumed; on entries of Activity::electricity alone
    double gco2e = 0;  ///< the reporter's share

    [[nodiscard]] std::string scope() const;  ///< "scope 2", "scope 3 category 1"
    /// Before the reporter's share.
    [[nodiscard]] double whole_g() const { return place.share > 0 ? gco2e / place.share : 0; }
};

/// Energy and emissions that a workload or a job answers for, idle and reserved energy included.
struct CarbonShare {
    enum class Kind { workload, job, recorded_jobs, nobody };
    Kind kind = Kind::nobody;  ///< nobody: a pool without any work
    std::string carrier;       ///< workload, job or trace; of nobody: the pool
    std::string tenant;
    double facility_kwh = 0;
    double location_g = 0;  ///< life cycle, before the reporter's share
    double embodied_g = 0;  ///< amortised
    [[nodiscard]] double g() const { return location_g + embodied_g; }
};

struct Ledger {
    std::string currency;
    std::vector<Charge> charges;
    std::vector<Posting> postings;
    std::vector<SiteEnergyFlows> energy;  ///< by SiteId
    std::vector<CarbonEntry> carbon;
    std::vector<CarbonShare> carbon_shares;  ///< sum to the sites' totals
    std::vector<Check> checks;

    [[nodiscard]] const Charge& of(const Posting& posting) const { return charges[posting.charge]; }
    /// 128-bit total of a column over all debits, as Money.
    [[nodiscard]] Money total(CostColumn column) const;
};

/// Applies prices and carbon to what was observed.
Ledger account(const World& world, const Observations& observations);

/// Calendar month (UTC) of an instant of the run, and when the next one begins.
std::int32_t month_of(const World& world, Nanos t);
Nanos next_month(const World& world, Nanos t);
/// The same day and time so many calendar months later (or the last day of a shorter month).
Nanos months_later(const World& world, Nanos t, int months);
/// Length of the calendar month (UTC) that an instant lies in.
Nanos month_length(const World& world, Nanos t);
/// "2026-11"
std::string month_name(std::int32_t month);

/// Meter intervals [first, last) that postings take together.
struct Period {
    std::int32_t month = 0;
    std::size_t first = 0;
    std::size_t last = 0;
    Nanos from;
    Nanos until;  ///< end of its last interval, or of the run
};
/// By hours, days or calendar months as World::ledger_period says; none crosses a month's end.
std::vector<Period> periods_of(const World& world, Nanos ended_at);
/// Likewise by calendar months, whatever the ledger's period.
std::vector<Period> months_of(const World& world, Nanos ended_at);
/// Index of the period that an instant of the run is in; instants beyond the last are in it.
std::size_t period_at(const std::vector<Period>& periods, Nanos t);

}  // namespace orrery
