// Agreements with vendors as the user means them: commitments, reservations, support, taxes.
#pragma once
#include <string>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/time.hpp"

namespace orrery {

enum class Upfront { none, partial, all };
/// What a savings plan covers: one family of servers in one region, or any of the vendor's.
enum class PlanScope { family, vendor };
/// Tiers: each part at its own price, or all at the price of the tier that the total reaches.
enum class TierLaw { graduated, all_units };

/// Servers of pools for a term, used or not (P3, and P5 with `scope: resource`).
struct ReservedSpec {
    SourcePosition where;
    std::string name;
    std::vector<std::string> pools;  ///< that it covers, in this order
    double servers = 0;              ///< committed at any time
    Nanos start{0};
    Nanos term{365 * kDay.ns};
    Upfront upfront = Upfront::none;
    double upfront_share = .5;  ///< of the whole, with `partial`
    double usd_server_h = -1;   ///< effective price of a committed server hour …
    double discount = -1;       ///< … or off the pool's on-demand price; exactly one of both, or
    std::string program;        ///< catalog commitment that says discount and upfront
    bool resource = false;      ///< of resources in a region (P5): the same arithmetic
    std::string renewal;        ///< "none" or "market": then on demand again
    std::string currency;       ///< its amounts follow this currency's rate; empty: fixed in USD
};

/// What a savings plan takes off the price of one pool.
struct PlanRateSpec {
    SourcePosition where;
    std::string pool;
    double discount = -1;  ///< off on-demand …
    std::string program;   ///< … or the catalog commitment that says it
};

/// So many USD an hour, applied to the eligible usage with the highest discount first (P4).
struct SavingsPlanSpec {
    SourcePosition where;
    std::string name;
    std::string vendor;
    PlanScope scope = PlanScope::vendor;
    std::vector<std::string> pools;  ///< eligible; empty: all on-demand pools of the vendor
    double usd_hour = 0;             ///< committed, at the plan's prices
    Nanos start{0};
    Nanos term{365 * kDay.ns};
    Upfront upfront = Upfront::none;
    double upfront_share = .5;
    double discount = -1;             ///< off on-demand, of every eligible pool …
    std::vector<PlanRateSpec> rates;  ///< … but of these
    std::string program;              ///< catalog commitment instead
    std::string currency;
};

/// Monthly steps by the share of the month in which servers ran (P6).
struct SustainedUseSpec {
    SourcePosition where;
    std::string name;
    std::string vendor;
    std::vector<std::string> pools;  ///< eligibility is data: some accelerators are not
    std::vector<double> steps;       ///< price factors of equal parts of the month: 1, .8, .6, .4
};

/// Servers held for a span: a capacity block (paid ahead, ends on its date) or an on-demand
/// reservation (paid at the on-demand price, used or not) (P7).
struct CapacitySpec {
    SourcePosition where;
    std::string name;
    std::string pool;
    double servers = 0;
    Nanos start{0};
    Nanos duration{kDay};
    double usd_server_h = -1;  ///< of a block; −1: a reservation, at the on-demand price
    bool prepaid = true;
    std::string currency;
};

/// So much a year or term with a vendor; what is missing is paid at its end (P8: discontinuous).
struct SpendSpec {
    SourcePosition where;
    std::string name;
    std::string vendor;
    std::vector<double> usd_year;  ///< committed in each year of the term
    Nanos start{0};
    double discount = 0;                  ///< off list prices of all that counts
    std::vector<std::string> categories;  ///< that count; empty: all of the vendor
    bool carry_over = false;              ///< spend beyond one year's commitment counts in the next
    double spent_usd = -1;  ///< before the run, in its running year; −1: in proportion to time
    std::string currency;
};

/// Capacity of a GPU cloud for a term, taken or not, part of it prepaid (P9).
struct TakeOrPaySpec {
    SourcePosition where;
    std::string name;
    std::string pool;
    double servers = 0;
    Nanos start{0};
    Nanos term{365 * kDay.ns};
    double prepay = 0;         ///< share; the rest falls due in equal monthly invoices
    double usd_server_h = -1;  ///< −1: by ceiling and floor …
    double ceiling_usd_server_h = -1;
    double floor_usd_server_h = -1;
    double term_weight = .7;  ///< … rate = ceiling − (ceiling − floor)·(weight·term + (1 −
    double prepay_weight = .3;  ///< weight)·prepay), term as a share of `longest`
    Nanos longest{5 * (365 * kDay.ns)};
    double sublease = 0;  ///< share of the price that unused capacity brings back
    std::string currency;
};

struct TierSpec {
    SourcePosition where;
    double up_to = 0;   ///< of the month's total; 0: the rest
    double factor = 1;  ///< of the price
};

/// Prices that fall with the volume of a month (P10).
struct VolumeSpec {
    SourcePosition where;
    std::string name;
    std::string vendor;
    std::vector<std::string> pools;  ///< empty: all on-demand pools of the vendor
    TierLaw law = TierLaw::graduated;
    std::vector<TierSpec> tiers;  ///< by accelerator-hours
};

/// Data at rest (P12). Data sets and checkpoints of jobs are volumes of their own.
struct StorageSpec {
    SourcePosition where;
    std::string name;
    std::string site;
    std::string price;         ///< catalog storage class …
    double usd_gb_month = -1;  ///< … or its price
    double size_bytes = 0;
    std::vector<std::string> datasets;  ///< counted with it
    double replication = 1;
    Nanos minimum{0};  ///< shortest time that is paid
    double requests_month = 0;
    double usd_1000_requests = 0;
    double retrieval_bytes_month = 0;
    double usd_gb_retrieval = 0;
    double growth_bytes_month = 0;
    double checkpoints = 0;  ///< kept of each job at home at the site
    std::string currency;
};

/// The greater of a minimum and graduated shares of a vendor's spend of the month (P13).
struct SupportSpec {
    SourcePosition where;
    std::string name;
    std::string vendor;
    double minimum_usd_month = 0;
    std::vector<TierSpec> tiers;  ///< `factor` is a share, `up_to` USD of the month's spend
    std::string currency;
};

/// Software by the accelerator, server, site or month (P14).
struct LicenceSpec {
    SourcePosition where;
    std::string name;
    std::string vendor;
    std::vector<std::string> pools;
    double usd_accelerator_year = 0;
    double usd_server_year = 0;
    double usd_year = 0;
    std::string tenant;  ///< whose alone it is
    std::string currency;
};

/// Tax on what a vendor bills; recoverable tax is cash, not cost (P16).
struct TaxSpec {
    SourcePosition where;
    std::string name;
    std::vector<std::string> vendors;  ///< empty: all
    double rate = -1;
    std::string country;  ///< whose standard rate the catalog knows, instead of `rate`
    bool recoverable = false;
};

/// What a vendor pays back where a month's availability falls below a threshold (P17).
struct SlaStep {
    SourcePosition where;
    double below = 0;   ///< availability of the month
    double credit = 0;  ///< share of the month's spend on the pool
};
struct SlaSpec {
    SourcePosition where;
    std::string name;
    std::string vendor;
    std::vector<std::string> pools;
    std::vector<SlaStep> steps;
};

/// From a date on prices are others (P18): of a pool, of all of a vendor, of the tokens of an API.
struct PriceChangeSpec {
    SourcePosition where;
    std::string vendor;
    std::string pool;
    Nanos at;
    double usd_server_h = -1;  ///< new price, or
    double change = 0;         ///< relative: −0.2 is 20 % less
    double cap = -1;           ///< contract's bounds on the sum of changes, relative
    double floor = -1;
};

/// Servers that stand ready for a premium and are paid when they are called (B 42).
struct StandbySpec {
    SourcePosition where;
    std::string name;
    std::string pool;
    double servers = 0;
    double premium_usd_server_h = 0;  ///< from start to end, called or not
    double usd_server_h = 0;          ///< when they are called
    Nanos start{0};
    Nanos term{365 * kDay.ns};
    Nanos notice{kHour};  ///< from the call until they serve
    std::string currency;
};

struct ContractsSpec {
    std::vector<ReservedSpec> reserved;
    std::vector<SavingsPlanSpec> savings_plans;
    std::vector<SustainedUseSpec> sustained_use;
    std::vector<CapacitySpec> capacity;
    std::vector<SpendSpec> spend;
    std::vector<TakeOrPaySpec> take_or_pay;
    std::vector<VolumeSpec> volume;
    std::vector<StorageSpec> storage;
    std::vector<SupportSpec> support;
    std::vector<LicenceSpec> licences;
    std::vector<TaxSpec> taxes;
    std::vector<SlaSpec> sla;
    std::vector<PriceChangeSpec> price_changes;
    std::vector<StandbySpec> standby;
};

/// What a unit of a currency is worth from a date on.
struct FxSpec {
    SourcePosition where;
    std::string currency;
    double usd = 0;
    Nanos at{0};
};

}  // namespace orrery
