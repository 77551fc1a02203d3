// The ledger: money in double entry with four costs, and energy and carbon beside it.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "orrery/base/money.hpp"
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

/// Energy and emissions of a pool in a month.
struct CarbonEntry {
    std::string month;
    std::string site;
    std::string pool;
    std::string source;  ///< "electricity", "cooling and losses", "embodied"
    std::string scope;   ///< "scope 2" own sites, "scope 3" cloud energy and embodied
    double kwh = 0;
    double gco2e = 0;
};

struct Ledger {
    std::string currency;
    std::vector<Posting> postings;
    std::vector<CarbonEntry> carbon;
    std::vector<Check> checks;

    /// 128-bit total of a column over all debits, as Money.
    [[nodiscard]] Money total(CostColumn column) const;
};

/// Applies prices and carbon to what was observed.
Ledger account(const World& world, const Observations& observations);

/// Calendar month (UTC) of an instant of the run.
std::string month_of(const World& world, Nanos t);

}  // namespace orrery
