// Contract prices from a FOCUS bill: list, contracted and effective by SKU and region, commitments.
#include "sim/evidence/bill_prices.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/ingest/csv.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

constexpr double kSamePrice = 1e-3;

bool is_hours(const std::string& unit) {
    static const std::set<std::string> names{"Hrs",  "hrs", "Hours", "hours",          "Hour",
                                             "hour", "h",   "H",     "Instance-Hours", "VM-Hours"};
    return names.count(unit) > 0;
}

class PriceReader {
public:
    PriceReader(const std::string& file, Diagnostics& diagnostics)
        : csv_(file), diagnostics_(diagnostics) {
        prices_.file = file.substr(file.find_last_of('/') + 1);
        sku_ = csv_.column({"SkuId", "SkuPriceId"});
        region_ = csv_.column({"RegionId", "RegionName"});
        quantity_ = csv_.column({"PricingQuantity", "ConsumedQuantity"});
        unit_ = csv_.column({"PricingUnit", "ConsumedUnit"});
        start_ = csv_.column({"ChargePeriodStart", "BillingPeriodStart"});
        category_ = csv_.column({"ChargeCategory"});
        pricing_ = csv_.column({"PricingCategory"});
        currency_ = csv_.column({"BillingCurrency"});
        provider_ = csv_.column({"ServiceProviderName", "ProviderName"});
        billed_ = csv_.column({"BilledCost"});
        list_cost_ = csv_.column({"ListCost"});
        list_price_ = csv_.column({"ListUnitPrice"});
        contracted_cost_ = csv_.column({"ContractedCost"});
        contracted_price_ = csv_.column({"ContractedUnitPrice"});
        effective_ = csv_.column({"EffectiveCost", "BilledCost"});
        commitment_ = csv_.column({"CommitmentDiscountName", "CommitmentDiscountId"});
        commitment_id_ = csv_.column({"CommitmentDiscountId"});
        type_ = csv_.column({"CommitmentDiscountType", "CommitmentDiscountCategory"});
    }

    BillPrices read() {
        for (const auto& [column, name] :
             {std::pair{sku_, "SkuId"}, std::pair{quantity_, "PricingQuantity"},
              std::pair{start_, "ChargePeriodStart"}, std::pair{effective_, "EffectiveCost"}}) {
            if (column < 0) {
                complain("E0874", 1, std::string("the column ") + name + " is missing",
                         "export the bill as FOCUS 1.0 or later, with this column");
            }
        }
        if (diagnostics_.has_errors()) return {};
        while (csv_.next(cells_)) take();
        for (auto& [key, sku] : skus_) prices_.skus.push_back(std::move(sku));
        for (auto& [key, use] : commitments_) prices_.commitments.push_back(std::move(use));
        return std::move(prices_);
    }

private:
    void complain(const char* code, std::int64_t line, std::string message, std::string hint) {
        Diagnostic d;
        d.code = code;
        d.at = {csv_.file(), static_cast<int>(line), 0};
        d.message = std::move(message);
        d.hint = std::move(hint);
        diagnostics_.add(std::move(d));
    }
    [[nodiscard]] std::string at(int column) const {
        const auto i = static_cast<std::size_t>(column);
        return column >= 0 && i < cells_.size() ? cells_[i] : std::string();
    }
    /// A cost, else quantity times a unit price, else what else is known.
    [[nodiscard]] double cost(int cost, int price, double quantity, double otherwise) const {
        if (const auto c = parse_number(at(cost))) return *c;
        const auto p = parse_number(at(price));
        return p ? *p * quantity : otherwise;
    }

    void take() {
        const std::string category = at(category_);
        const std::string sku = at(sku_);
        if (sku.empty() || (!category.empty() && category != "Usage")) return;
        const auto quantity = parse_number(at(quantity_));
        const auto effective = parse_number(at(effective_));
        const std::string date = at(start_).substr(0, 10);
        if (!quantity || *quantity <= 0 || !effective || !parse_date(date)) {
            prices_.not_understood.push_back("line " + std::to_string(csv_.line()) +
                                             ": a quantity, a cost and a date are wanted");
            return;
        }
        check_currency();
        prices_.first = prices_.first.empty() ? date : std::min(prices_.first, date);
        prices_.last = std::max(prices_.last, date);
        PricedUse use;
        use.quantity = *quantity;
        use.effective = *effective;
        const double billed = parse_number(at(billed_)).value_or(*effective);
        use.contracted =
            cost(contracted_cost_, contracted_price_, *quantity, committed() ? 0 : billed);
        use.list = cost(list_cost_, list_price_, *quantity, use.contracted);
        SkuPrices& s = skus_[{sku, at(region_)}];
        s.sku = sku;
        s.region = at(region_);
        s.unit = at(unit_);
        s.hours = is_hours(s.unit);
        if (committed()) {
            add(s.covered, use);
            commit(use);
            return;
        }
        const std::string pricing = at(pricing_);
        if (pricing.empty() || pricing == "Standard") add(s.standard[date.substr(0, 7)], use);
    }

    [[nodiscard]] bool committed() const {
        return !at(commitment_id_).empty() || !at(commitment_).empty() ||
               at(pricing_) == "Committed";
    }

    void commit(const PricedUse& use) {
        std::string name = at(commitment_);
        if (name.empty()) name = at(commitment_id_);
        if (name.empty()) name = "commitment";
        CommitmentUse& c = commitments_[{name, at(region_)}];
        c.name = name;
        c.type = at(type_);
        c.region = at(region_);
        c.provider = at(provider_);
        add(c.use, use);
    }

    void check_currency() {
        const std::string currency = at(currency_);
        if (prices_.currency.empty()) prices_.currency = currency;
        if (prices_.currency == currency) return;
        complain("E0876", csv_.line(),
                 "the row is in \"" + currency + "\", those before it in " + prices_.currency,
                 "give one bill a currency, converted at the rate that was booked");
    }

    static void add(PricedUse& to, const PricedUse& use) {
        to.quantity += use.quantity;
        to.list += use.list;
        to.contracted += use.contracted;
        to.effective += use.effective;
    }

    CsvReader csv_;
    Diagnostics& diagnostics_;
    int sku_, region_, quantity_, unit_, start_, category_, pricing_, currency_, provider_, billed_;
    int list_cost_, list_price_, contracted_cost_, contracted_price_, effective_, commitment_;
    int commitment_id_, type_;
    std::vector<std::string> cells_;
    std::map<std::pair<std::string, std::string>, SkuPrices> skus_;
    std::map<std::pair<std::string, std::string>, CommitmentUse> commitments_;
    BillPrices prices_;
};

bool differs(double a, double b) {
    return std::fabs(a - b) > kSamePrice * std::max(std::fabs(a), std::fabs(b));
}

}  // namespace

std::vector<SkuPrices::Since> SkuPrices::steps() const {
    std::vector<Since> out;
    for (const auto& [month, use] : standard) {
        const Since now{month, use.list / use.quantity, use.contracted / use.quantity};
        const bool same = !out.empty() && !differs(out.back().contracted, now.contracted) &&
                          !differs(out.back().list, now.list);
        if (!same) out.push_back(now);
    }
    return out;
}

BillPrices read_bill_prices(const std::string& file, Diagnostics& diagnostics) {
    return PriceReader(file, diagnostics).read();
}

}  // namespace orrery
