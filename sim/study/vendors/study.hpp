// The study `vendors`: one vendor, two, or all of a base? Cost, risk, concentration and the
// premium.
#pragma once
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/contracts/owed.hpp"
#include "sim/accounts/ledger.hpp"
#include "sim/scenario/world.hpp"
#include "sim/study/variant.hpp"

namespace orrery {

struct VendorQuestion {
    Scenario scenario;
    VariantOptions options;
    bool resize = true;                  ///< pools have as few servers as the load needs
    double budget_usd_year = 0;          ///< 0: none
    double miss_usd_h = -1;              ///< of an hour in which an SLO is missed; −1: not known
    double spread_years = 3;             ///< over which one-off costs are spread
    Nanos discount_term{365 * kDay.ns};  ///< longest term of the discount points that count
};

/// Parts of a year's cost; they sum to the whole.
enum class VendorCost {
    compute,   ///< used hours at their prices, the penalty apart
    penalty,   ///< of compute: throughput lost on this vendor's hardware
    discount,  ///< negative: by the curves that the user was offered
    support,
    people,         ///< staff and tooling
    qualification,  ///< and porting, spread
    egress,
    unused,  ///< commitments that were not filled
    other,   ///< energy, wear and the rest
};
inline constexpr std::size_t kVendorCosts = 9;
inline constexpr std::array<const char*, kVendorCosts> kVendorCostNames{
    "prices and hours", "performance penalty",      "lost discount",
    "support",          "staff and tooling",        "qualification and porting",
    "egress",           "under-filled commitments", "energy, wear and the rest"};

/// Requests a second that a deployment was sent, and what it could carry.
struct CarriedLoad {
    double arrivals_s = 0;
    double capacity_s = 0;
};

/// Expected a year from the rates of outage processes, in closed form: data and edge planes.
struct VendorOutages {
    double per_year = 0;  ///< that strike some of the sites
    double any_h = 0;     ///< hours in which some site is out …
    double all_h = 0;     ///< … and in which all are
    double miss_h = 0;    ///< hours in which what is left cannot carry the mean load
};

/// What a vendor bills for compute before its discount, hours lost to its penalty included.
struct ComputeBill {
    double usd = 0;
    double off_usd = 0;  ///< the discount that its curve gives
};

/// One run, by the year.
struct VendorRun {
    std::array<double, kVendorCosts> parts{};  ///< USD
    std::map<std::string, double> spend;       ///< by vendor, those of one's own left out
    std::map<std::string, ComputeBill> bills;  ///< by vendor with an entry in `vendors`
    double miss_h = 0;         ///< hours in which some workload misses its SLO, but for those …
    double steady_miss_h = 0;  ///< likewise, of the hours that no outage struck
    double dated_miss_h = 0;   ///< … of the run itself that outages on a date struck
    double servers = 0;        ///< rented ones present in the mean
    int outages = 0;           ///< of the run, at a rate: data and edge planes
    double t_co2e = 0;         ///< location-based and embodied
    std::vector<CarriedLoad> loads;  ///< by deployment
    [[nodiscard]] double cost() const {
        double sum = 0;
        for (const double part : parts) sum += part;
        return sum;
    }
    [[nodiscard]] double part(VendorCost which) const {
        return parts[static_cast<std::size_t>(which)];
    }
};

/// Mean of paired differences to the reference, with a 95 % Student interval.
struct PairedDifference {
    double mean = 0;
    double half = 0;            ///< 0 with one run
    double sd = 0;              ///< of the differences …
    double sd_independent = 0;  ///< … and of two runs that share nothing
    /// By how much common random numbers cut the variance of the difference; 0: it does not vary.
    [[nodiscard]] double variance_ratio() const {
        return sd > 0 ? sd_independent * sd_independent / (sd * sd) : 0;
    }
};

struct VendorAlternative {
    std::vector<std::string> vendors;
    std::string name;             ///< "aws", "aws + nebius"
    std::string infeasible;       ///< why the demand has nowhere to go; empty: it has
    std::vector<VendorRun> runs;  ///< by replication
    double p50 = 0;
    double p90 = 0;
    double mean = 0;
    double servers = 0;                ///< rented ones present in the mean
    std::map<std::string, int> sized;  ///< servers of pools at most, where they were sized
    double miss_h = 0;                 ///< simulated, outages on a date apart
    double dated_miss_h = 0;           ///< in those: hours of a run, once
    double expected_miss_h = 0;        ///< without outages as simulated, in them as expected
    bool serves = true;                ///< misses its SLO in fewer than half of all hours
    VendorOutages outages;
    double t_co2e = 0;
    double hhi = 0;
    double hhi_through = 0;                    ///< look-through: by host and parent
    double over_budget = -1;                   ///< share of runs; −1: no budget
    std::array<double, kVendorCosts> parts{};  ///< means
    PairedDifference cost;                     ///< against the best single vendor
    PairedDifference missed;                   ///< hours
};

struct WalkAway {
    std::string vendor;
    bool curve = false;              ///< the user was offered a discount curve there
    std::string alternative;         ///< cheapest without it; empty: there is none
    std::optional<double> usd_year;  ///< its cost − that of all; none without curve or alternative
};

struct VendorResult {
    std::vector<VendorAlternative> alternatives;  ///< by number of vendors, then name
    std::size_t single = 0;  ///< cheapest feasible single vendor; of all alternatives: none
    std::size_t multi = 0;   ///< cheapest feasible with several; likewise
    std::size_t best = 0;    ///< least cost, SLO-miss hours included where their cost is known
    std::array<double, kVendorCosts> premium{};  ///< parts of multi − single
    double premium_usd = 0;                      ///< their sum
    double breakeven_miss_usd_h =
        0;                         ///< cost of a missed hour at which both cost the same; 0: none
    double breakeven_outages = 0;  ///< factor on the rate of outages likewise; 0: not known
    int outage_events = -1;  ///< seen in the runs of the alternative that saw most; −1: not counted
    bool expectation = false;  ///< too few: missed hours are the expected ones
    /// Off all compute of the single vendor, in place of what its curve gives (`curve_discount`),
    /// at the volume it has as the only one (`single_compute_usd`): both cost the same. 0: none.
    double breakeven_discount = 0;
    double curve_discount = 0;
    double single_compute_usd = 0;
    std::optional<VendorAlternative> as_is;  ///< the base as it stands, where others are sized
    std::vector<WalkAway> walk_away;
    int seeds = 0;
    /// Hours a year that the answer rests on; those of an outage on a date count once.
    [[nodiscard]] double missed(const VendorAlternative& a) const {
        return std::min(contracts::kHoursPerYear,
                        (expectation ? a.expected_miss_h : a.miss_h) + a.dated_miss_h);
    }
    [[nodiscard]] bool any_serves() const {
        return std::any_of(alternatives.begin(), alternatives.end(),
                           [](const auto& a) { return !a.runs.empty() && a.serves; });
    }
};
/// Fewer outages than these in all runs say nothing about their rate.
inline constexpr int kFewOutages = 5;

using PoolServers = std::map<std::string, int>;

/// The scenario with some vendors only: pools, deployments, contracts and facts of the others are
/// gone, and their demand goes to the rest. Pools that are named have so many servers at most (0:
/// none, and no deployments there), and replicas that fill them. `infeasible` says what has nowhere
/// to go.
Scenario with_vendors(const Scenario& scenario, const World& world,
                      const std::vector<std::string>& vendors, const PoolServers& servers,
                      std::string& infeasible);
/// Vendors that servers or tokens are had from, in name order; "own" is none.
std::vector<std::string> vendors_of(const World& world);

/// A ledger by parts and vendors, by the year, in USD.
VendorRun vendor_run(const World& world, const Ledger& ledger, const VendorQuestion& question);
/// The highest discount of a vendor's points that a year's spend reaches, terms as allowed.
double discount_at(const VendorSpec& vendor, double usd_year, Nanos longest_term);

PairedDifference paired(const std::vector<double>& values, const std::vector<double>& reference);
/// Premium, break-evens and walk-away values from the runs of the alternatives.
void judge_vendors(const World& world, const VendorQuestion& question, VendorResult& result);

/// Every single vendor, every pair and all of them; the same demand and seeds through each.
VendorResult study_vendors(const VendorQuestion& question, const World& world,
                           const Catalog& catalog, const CompileOptions& compile);

}  // namespace orrery
