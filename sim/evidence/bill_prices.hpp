// Contract prices from a FOCUS bill: list, contracted and effective by SKU and region, commitments.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "sim/scenario/catalog.hpp"
#include "sim/scenario/scenario.hpp"

namespace orrery {

/// Money of usage by its three prices; the bill's currency.
struct PricedUse {
    double quantity = 0;
    double list = 0;
    double contracted = 0;
    double effective = 0;
};

struct SkuPrices {
    std::string sku;
    std::string region;                         ///< as billed: "us-east-1"
    std::string unit;                           ///< of the quantity
    bool hours = false;                         ///< servers by the hour
    std::map<std::string, PricedUse> standard;  ///< by month: what no commitment covered
    PricedUse covered;                          ///< by commitments
    /// The contracted price since it last changed, from that month on.
    struct Since {
        std::string month;
        double list = 0;
        double contracted = 0;
    };
    [[nodiscard]] std::vector<Since> steps() const;  ///< a change of less than 0.1 % is none
};

/// A commitment's usage: what it took off the contracted on-demand price.
struct CommitmentUse {
    std::string name;  ///< CommitmentDiscountName, else its id
    std::string type;  ///< as billed
    std::string region;
    std::string provider;
    PricedUse use;
    [[nodiscard]] double discount() const {
        const double base = use.contracted > 0 ? use.contracted : use.list;
        return base > 0 ? 1 - use.effective / base : 0;
    }
};

struct BillPrices {
    std::string file;  ///< without folder
    std::string currency;
    std::string first;  ///< day
    std::string last;
    std::vector<SkuPrices> skus;  ///< by SKU and region
    std::vector<CommitmentUse> commitments;
    std::vector<std::string> not_understood;
};

/// Rows of usage with a SKU and a quantity. Unit prices follow from costs over quantities;
/// ListUnitPrice and ContractedUnitPrice fill in where the costs are missing. Missing columns
/// E0874, mixed currencies E0876.
BillPrices read_bill_prices(const std::string& file, Diagnostics& diagnostics);

/// In 80 columns.
std::string render_bill_prices(const BillPrices& prices);
/// A catalog overlay: offers of the catalog at the contracted price of the last months, and the
/// commitments as programs ("own/NAME"), with the bill and its period as their source. Empty where
/// it prices nothing.
std::string bill_catalog_yaml(const BillPrices& prices, const Catalog& catalog);
/// A scenario overlay: price and list price of the pools on demand that those offers stand for.
std::string bill_pools_yaml(const BillPrices& prices, const Catalog& catalog,
                            const Scenario& scenario);

}  // namespace orrery
