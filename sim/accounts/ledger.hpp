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

/// One debit and one credit of the same amount, in the reporting currency.
struct Posting {
    Nanos from;
    Nanos until;
    std::string month;     ///< "2026-11", UTC
    std::string account;   ///< debited: "expense:compute"
    std::string counter;   ///< credited: "payable:aws", "accumulated depreciation"
    std::string category;  ///< compute, depreciation, energy, maintenance, staff, egress
    std::string vendor;
    std::string site;
    std::string pool;     ///< empty for site costs
    std::string purpose;  ///< of traffic: response, dataset, checkpoint …; else empty
    double quantity = 0;
    std::string unit;       ///< "server-h", "kWh", "GB"
    double unit_price = 0;  ///< effective cost / quantity, in the reporting currency
    std::array<Money, kCostColumns> amount{};
    std::string formula;
    std::string price_source;
};

/// Which of the figures an entry belongs to; they stand beside each other and are never added up.
enum class CarbonBasis {
    location_based,  ///< operational, by the grid where it is consumed
    market_annual,   ///< operational, by contracts matched over the run
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
    std::vector<Posting> postings;
    std::vector<SiteEnergyFlows> energy;  ///< by SiteId
    std::vector<CarbonEntry> carbon;
    std::vector<CarbonShare> carbon_shares;  ///< sum to the sites' totals
    std::vector<Check> checks;

    /// 128-bit total of a column over all debits, as Money.
    [[nodiscard]] Money total(CostColumn column) const;
};

/// Applies prices and carbon to what was observed.
Ledger account(const World& world, const Observations& observations);

/// Calendar month (UTC) of an instant of the run, and when the next one begins.
std::string month_of(const World& world, Nanos t);
Nanos next_month(const World& world, Nanos t);

/// Meter intervals [first, last) that begin in a calendar month.
struct MonthRange {
    std::string month;
    std::size_t first = 0;
    std::size_t last = 0;
    Nanos from;
    Nanos until;  ///< end of its last interval, or of the run
};
std::vector<MonthRange> months_of(const World& world, Nanos ended_at);

}  // namespace orrery
