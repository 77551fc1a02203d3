// `import bill`: what was billed by month and SKU, as prices of a catalog or of a scenario's pools.
#include "sim/scenario/import/bill.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <set>

#include "orrery/base/math.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/import/rows.hpp"
#include "sim/scenario/import/splice.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

bool is_hours(const std::string& unit) {
    static const std::set<std::string> names{"Hrs",  "hrs",  "Hours", "hours",
                                             "Hour", "hour", "h",     "H"};
    static const std::set<std::string> servers{"Server", "Instance", "Node", "VM",
                                               "Virtual Machine"};
    const std::size_t hyphen = unit.rfind('-');
    if (hyphen == std::string::npos) return names.count(unit) > 0;
    return servers.count(unit.substr(0, hyphen)) > 0 && names.count(unit.substr(hyphen + 1)) > 0;
}

/// What a bill's row counts for a price an hour: usage at a standard price. Purchases, taxes,
/// credits, spot and committed usage are only summed.
bool has_standard_price(const std::string& category, const std::string& pricing) {
    return (category.empty() || category == "Usage") && (pricing.empty() || pricing == "Standard");
}

/// Money and hours of one SKU in one region.
struct Billed {
    double cost = 0;
    double hours = 0;
};
using BilledSkus = std::map<std::pair<std::string, std::string>, Billed>;

std::string offer_yaml(const Offer& offer, double price, const std::string& source,
                       const std::string& month) {
    return fmt::format(
        "  {}:\n    vendor: {}\n    region: {}\n    server: {}\n    sku: {}\n    price: {} USD/h\n"
        "    source: {}\n    as_of: {}-01\n    confidence: measured\n",
        offer.name, offer.vendor, offer.region, offer.server, offer.sku, print_number(price),
        quoted(source), month);
}

/// Entries of the catalog with the price that was billed; SKUs without one are listed.
std::string billed_offers(const BilledSkus& skus, const Catalog& catalog, const std::string& file,
                          const std::string& month, std::vector<std::string>& unknown) {
    std::string out;
    const std::string source = "the bill " + file.substr(file.find_last_of('/') + 1);
    for (const auto& [key, sum] : skus) {
        bool found = false;
        for (const auto& [name, offer] : catalog.offers) {
            const bool same =
                offer.sku == key.second && offer.region == offer.vendor + "/" + key.first;
            if (!same) continue;
            found = sum.hours > 0 && sum.cost >= 0;
            if (found) out += offer_yaml(offer, sum.cost / sum.hours, source, month);
        }
        if (found) continue;
        unknown.push_back(
            fmt::format("\"{}\" in \"{}\": no price an hour, or no such offer in the "
                        "catalog; only summed",
                        key.second, key.first));
    }
    return out;
}

/// Sums by month, provider, service and region.
std::string bill_table(const std::map<std::array<std::string, 4>, double>& sums, double total) {
    std::string out = fmt::format("{:<9}{:<20}{:<30}{:<18}{:>14}\n", "month", "provider", "service",
                                  "region", "billed");
    for (const auto& [key, sum] : sums) {
        out += fmt::format("{:<9}{:<20}{:<30}{:<18}{:>14.2f}\n", key[0], key[1].substr(0, 19),
                           key[2].substr(0, 29), key[3].substr(0, 17), sum);
    }
    return out + fmt::format("{:<77}{:>14.2f}\n", "total", total);
}

/// What a bill says of prices, beside its sums.
struct BilledUse {
    ImportResult result;  ///< report, and what was not understood
    BilledSkus skus;
    std::string last_month;
    std::set<std::string> currencies;
    std::string file;
    [[nodiscard]] bool empty() const { return last_month.empty(); }
};

class UseReader {
public:
    explicit UseReader(const std::string& file) : csv_(file) {
        out_.file = csv_.file();
        cost_ = csv_.column({"BilledCost", "EffectiveCost", "cost", "amount"});
        start_ = csv_.column({"ChargePeriodStart", "BillingPeriodStart", "date"});
        service_ = csv_.column({"ServiceName", "service"});
        region_ = csv_.column({"RegionId", "RegionName", "region"});
        sku_ = csv_.column({"SkuId", "ResourceType", "ResourceName", "sku"});
        quantity_ = csv_.column({"ConsumedQuantity", "PricingQuantity", "quantity"});
        unit_ = csv_.column({"ConsumedUnit", "PricingUnit", "unit"});
        category_ = csv_.column({"ChargeCategory"});
        pricing_ = csv_.column({"PricingCategory"});
        provider_ = csv_.column({"ServiceProviderName", "ProviderName", "provider"});
        currency_ = csv_.column({"BillingCurrency"});
    }

    BilledUse read() {
        note_unused_columns(csv_,
                            {cost_, start_, service_, region_, sku_, quantity_, unit_, category_,
                             pricing_, provider_, currency_},
                            out_.result);
        if (cost_ < 0 || start_ < 0) {
            out_.result.not_understood.emplace_back(
                "columns BilledCost and ChargePeriodStart are wanted");
            return std::move(out_);
        }
        while (csv_.next(cells_)) take();
        if (const std::string other = csv_.other_letters(); !other.empty()) {
            out_.result.not_understood.push_back(other);
        }
        out_.result.report = bill_table(sums_, total_);
        if (!sums_.empty()) out_.last_month = sums_.rbegin()->first[0];
        return std::move(out_);
    }

private:
    [[nodiscard]] std::string at(int column) const { return cell(cells_, column); }

    void take() {
        const auto amount = parse_number(at(cost_));
        const std::string date = at(start_).substr(0, 10);
        if (!amount || !parse_date(date)) {
            out_.result.not_understood.push_back(fmt::format("line {}: cost \"{}\", start \"{}\"",
                                                             csv_.line(), at(cost_), at(start_)));
            return;
        }
        total_ += *amount;
        sums_[{date.substr(0, 7), at(provider_), at(service_), at(region_)}] += *amount;
        if (currency_ >= 0) out_.currencies.insert(at(currency_));
        const std::string sku = at(sku_);
        if (!has_standard_price(at(category_), at(pricing_))) return;
        if (sku.empty() || !is_hours(at(unit_))) return;
        Billed& billed = out_.skus[{at(region_), sku}];
        billed.cost += *amount;
        billed.hours += parse_number(at(quantity_)).value_or(0);
    }

    CsvReader csv_;
    int cost_, start_, service_, region_, sku_, quantity_, unit_, category_, pricing_, provider_,
        currency_;
    std::vector<std::string> cells_;
    std::map<std::array<std::string, 4>, double> sums_;
    double total_ = 0;
    BilledUse out_;
};

/// The pools that an offer of the catalog is rented for.
std::vector<const PoolSpec*> pools_of(const Offer& offer, const Scenario& scenario) {
    std::vector<const PoolSpec*> pools;
    for (const PoolSpec& pool : scenario.pools) {
        if (pool.contract != ContractKind::on_demand || pool.server != offer.server) continue;
        for (const SiteSpec& site : scenario.sites) {
            if (site.name == pool.site && site.region == offer.region) pools.push_back(&pool);
        }
    }
    return pools;
}

/// Writes the billed prices into the text, and says what has none.
class Pricer {
public:
    Pricer(BilledUse& use, const Catalog& catalog, const Scenario& scenario, std::string text)
        : use_(use), catalog_(catalog), scenario_(scenario), text_(std::move(text)) {}

    std::string run() {
        for (const auto& [key, sum] : use_.skus) {
            const std::size_t before = priced_;
            std::string why = "no such offer in the catalog";
            for (const auto& [name, offer] : catalog_.offers) {
                const bool same =
                    offer.sku == key.second && offer.region == offer.vendor + "/" + key.first;
                if (!same) continue;
                why = "no pool of the scenario is rented by it";
                for (const PoolSpec* pool : pools_of(offer, scenario_)) price(*pool, sum, why);
            }
            if (priced_ == before) {
                note(fmt::format("\"{}\" in \"{}\": {}; only summed", key.second, key.first, why));
            }
        }
        return text_;
    }

private:
    void note(std::string text) { use_.result.not_understood.push_back(std::move(text)); }

    void price(const PoolSpec& pool, const Billed& sum, std::string& why) {
        if (!(sum.hours > 0) || sum.cost < 0) {
            why = "no price an hour";
            return;
        }
        const std::string value = print_number(round_price(sum.cost / sum.hours)) + " USD/h";
        const auto changed =
            with_key_of_entry(text_, "pools", pool.name, "price", "price: " + value + "\n");
        if (!changed) {
            why = "pool " + pool.name + " is written so that its price cannot be changed";
            return;
        }
        text_ = *changed;
        ++priced_;
        use_.result.report += fmt::format("pool {}: price {} as billed\n", pool.name, value);
    }

    /// Six decimals: bills round their rows.
    static double round_price(double price) {
        return static_cast<double>(math::round_to_int64(price * 1e6)) / 1e6;
    }

    BilledUse& use_;
    const Catalog& catalog_;
    const Scenario& scenario_;
    std::string text_;
    std::size_t priced_ = 0;
};

}  // namespace

ImportResult import_bill(const std::string& file, const Catalog& catalog) {
    BilledUse use = UseReader(file).read();
    if (use.empty()) return use.result;
    const std::string offers =
        billed_offers(use.skus, catalog, use.file, use.last_month, use.result.not_understood);
    if (!offers.empty()) {
        use.result.yaml =
            "# Written by `orrery import bill`: prices as billed, a catalog overlay.\noffers:\n" +
            offers;
    }
    return use.result;
}

ImportResult import_bill_into(const std::string& file, const std::string& path_in_scenario,
                              const Catalog& catalog, const Scenario& scenario,
                              const std::string& text) {
    BilledUse use = UseReader(file).read();
    if (use.empty()) return use.result;
    std::string changed = text;
    const bool dollars = use.currencies.empty() || use.currencies == std::set<std::string>{"USD"};
    if (dollars) {
        changed = Pricer(use, catalog, scenario, text).run();
    } else {
        use.result.not_understood.emplace_back(
            "the bill is not in USD alone: its prices are not taken over");
    }
    use.result.yaml = with_key(changed, "actuals", quoted(path_in_scenario));
    return use.result;
}

}  // namespace orrery
