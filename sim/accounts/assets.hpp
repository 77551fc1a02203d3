// Purchases in the books: parts of an order, what is due when, what wears off, what is left.
#pragma once
#include <string>
#include <vector>

#include "models/finance/depreciation.hpp"
#include "sim/accounts/posting.hpp"

namespace orrery {

/// One depreciable part of a purchase: servers that came together, an item, engineering.
struct AssetPart {
    PoolId pool;
    std::string name;  ///< "own", "own delivery 2", "own network", "own engineering"
    bool servers = false;
    double usd = 0;
    double deposit_usd = 0;  ///< of those: due with the order
    Nanos ordered;
    Nanos delivered;
    Nanos in_service;
    Nanos retired;
    finance::DepreciationTerms book;  ///< USD
    finance::DepreciationTerms tax;
    double market_usd = 0;  ///< what a sale brings when it is retired
    Nanos sale_lag{0};      ///< from then to the money

    [[nodiscard]] double years_at(Nanos t) const;
};

/// Parts of a bought pool as they were delivered; empty for rented, leased and undescribed pools.
/// Items and engineering come into service with the first servers.
std::vector<AssetPart> asset_parts(const World& world, const Observations& o, PoolId pool);

/// Who else is paid for what stands under a vendor's name.
inline constexpr const char* kLender = "payable:lender";
inline constexpr const char* kInsurer = "payable:insurer";
inline constexpr const char* kProjects = "payable:projects";
inline constexpr const char* kStaff = "payable:staff";
inline constexpr const char* kManagedService = "payable:managed service";
/// Who pays for what is not used of a contract.
inline constexpr const char* kSubtenant = "receivable:sublease";

/// A posting whose amounts were rounded already.
void add_exact(Ledger& ledger, std::uint32_t charge, const Period& period, double quantity,
               const std::array<Money, kCostColumns>& amount);
/// USD as the reporting currency's units.
double reporting_units(const World& world, double usd);

/// Purchase, wear, sale and what is carried forward of one pool; the check that each part's
///   brought forward + Σ billed = Σ effective + carried forward
/// exactly. With insurance, loan or lease where the purchase has them.
void account_purchase(const World& world, const Observations& o, PoolId pool, Ledger& ledger);
/// Leased servers: payments, and how their expense is spread.
void account_lease(const World& world, const Observations& o, PoolId pool, Ledger& ledger);
/// Borrowed money: drawn on delivery, paid back in equal months. Financing is no cost; interest is.
void account_loan(const World& world, const Observations& o, PoolId pool, Ledger& ledger);
/// Roles of the staff: salaries of those that are there, hiring and training, services.
void account_people(const World& world, const Observations& o, Ledger& ledger);
/// Demand charge, minimum take, levies and standing charge of each site with a tariff, by month.
void account_tariffs(const World& world, const Observations& o, Ledger& ledger);
/// Contracted power of rooms, remote hands, cross connects, setup, by month.
void account_rooms(const World& world, const Observations& o, Ledger& ledger);

/// What is carried over the run's start or end is a row without an amount: its quantity is what is
/// carried, in the reporting currency. `like` says whose it is: asset or contract, site, vendor.
enum class Carried { brought, forward };
void note_carried(Ledger& ledger, Charge like, Carried which, Money value, const Period& period);
/// The end of use or of a term, with what is gained or lost by it: a row even of nothing, so that
/// whoever sums the asset's rows knows that they are all there.
void note_disposal(Ledger& ledger, Charge like, Money loss, const Period& period);

/// What of an amount that is billed at once in advance stays for later; for the checks.
void check_asset(Ledger& ledger, const std::string& asset, Money brought, Money carried);

/// Share of each of a site's pools in its energy over a period; by servers where there was none;
/// one entry without a pool where the site has none. In order of pools; they sum to 1.
struct PoolShare {
    std::string pool;
    std::string vendor;
    double share = 0;
};
std::vector<PoolShare> pool_shares(const World& world, const Ledger& ledger, SiteId site,
                                   const Period& period);

}  // namespace orrery
