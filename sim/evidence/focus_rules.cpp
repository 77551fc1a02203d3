// What rows of a FOCUS dataset must satisfy beyond the format of each cell: prices, quantities,
// dates, parties, services. Our own list, after the prose of FOCUS 1.2.
#include "sim/evidence/focus_rules.hpp"

#include <cmath>
#include <iterator>

#include "sim/evidence/focus_rules_parts.hpp"

namespace orrery::focus {
namespace {

using F = FocusField;
using R = const CheckedRow&;

template <F column>
bool not_negative(R r) {
    return !r.filled(column) || r.number(column) >= 0;
}
template <F start, F end>
bool ordered(R r) {
    return !r.filled(start) || !r.filled(end) || r.date(start) < r.date(end);
}
template <F price, F cost>
bool has_product(R r) {
    return !correction(r) && r.filled(price) && r.filled(cost) && r.filled(F::pricing_quantity);
}
template <F price, F cost>
bool product(R r) {
    return product_is(r.number(price), r.number(F::pricing_quantity), r.number(cost));
}
template <F own, F billing>
bool one_currency(R r) {
    return r.filled(own) && r.filled(billing) &&
           r.text(F::pricing_currency) == r.text(F::billing_currency);
}
template <F own, F billing>
bool same_number(R r) {
    return std::fabs(r.number(own) - r.number(billing)) <= 1e-6 + 1e-9 * std::fabs(r.number(own));
}

constexpr const char* kSold = "usage and purchases have it; only corrections may leave it out";
constexpr const char* kTax = "leave the cell empty: a tax is not priced by quantity";
constexpr const char* kSign =
    "book what is paid back as a row of its own with ChargeCategory Credit, or as a Correction";

const RowRule kRules[]{
    {"ChargePeriod.order", F::charge_period_end, always,
     ordered<F::charge_period_start, F::charge_period_end>,
     "ChargePeriodEnd is exclusive and lies after ChargePeriodStart"},
    {"BillingPeriod.order", F::billing_period_end, always,
     ordered<F::billing_period_start, F::billing_period_end>,
     "BillingPeriodEnd is exclusive and lies after BillingPeriodStart"},
    {"ChargeFrequency.purchase", F::charge_frequency, purchase,
     [](R r) { return !r.is(F::charge_frequency, "Usage-Based"); },
     "a purchase is One-Time or Recurring"},
    {"PricingQuantity.sold", F::pricing_quantity, sold, not_null<F::pricing_quantity>, kSold},
    {"PricingQuantity.tax", F::pricing_quantity, tax, is_null<F::pricing_quantity>, kTax},
    {"PricingUnit.with_quantity", F::pricing_unit, always,
     alike<F::pricing_quantity, F::pricing_unit>,
     "PricingUnit is empty where PricingQuantity is, and only there"},
    {"PricingCategory.sold", F::pricing_category, sold, not_null<F::pricing_category>, kSold},
    {"PricingCategory.tax", F::pricing_category, tax, is_null<F::pricing_category>, kTax},
    {"PricingCategory.committed", F::pricing_category,
     [](R r) { return usage(r) && !correction(r) && !r.null(F::commitment_id); },
     [](R r) { return r.is(F::pricing_category, "Committed"); },
     "usage under a commitment discount has the PricingCategory Committed"},
    {"ListUnitPrice.sold", F::list_unit_price, sold, not_null<F::list_unit_price>, kSold},
    {"ListUnitPrice.tax", F::list_unit_price, tax, is_null<F::list_unit_price>, kTax},
    {"ListUnitPrice.sign", F::list_unit_price, always, not_negative<F::list_unit_price>, kSign},
    {"ListUnitPrice.product", F::list_unit_price, has_product<F::list_unit_price, F::list_cost>,
     product<F::list_unit_price, F::list_cost>,
     "ListUnitPrice × PricingQuantity must be ListCost: round the price to more digits"},
    {"ContractedUnitPrice.sold", F::contracted_unit_price, sold, not_null<F::contracted_unit_price>,
     kSold},
    {"ContractedUnitPrice.tax", F::contracted_unit_price, tax, is_null<F::contracted_unit_price>,
     kTax},
    {"ContractedUnitPrice.sign", F::contracted_unit_price, always,
     not_negative<F::contracted_unit_price>, kSign},
    {"ContractedUnitPrice.product", F::contracted_unit_price,
     has_product<F::contracted_unit_price, F::contracted_cost>,
     product<F::contracted_unit_price, F::contracted_cost>,
     "ContractedUnitPrice × PricingQuantity must be ContractedCost: round the price to more "
     "digits"},
    {"BilledCost.sign", F::billed_cost, sold, not_negative<F::billed_cost>, kSign},
    {"EffectiveCost.sign", F::effective_cost, sold, not_negative<F::effective_cost>, kSign},
    {"BilledCost.issuer", F::billed_cost,
     [](R r) {
         return r.filled(F::provider) && r.filled(F::invoice_issuer) && !correction(r) &&
                r.text(F::provider) != r.text(F::invoice_issuer);
     },
     [](R r) { return r.number(F::billed_cost) == 0; },
     "where somebody else issues the invoice the provider's row bills 0"},
    {"PricingCurrencyEffectiveCost.same", F::pricing_currency_effective,
     one_currency<F::pricing_currency_effective, F::effective_cost>,
     same_number<F::pricing_currency_effective, F::effective_cost>,
     "in one currency it equals EffectiveCost"},
    {"PricingCurrencyListUnitPrice.same", F::pricing_currency_list,
     one_currency<F::pricing_currency_list, F::list_unit_price>,
     same_number<F::pricing_currency_list, F::list_unit_price>,
     "in one currency it equals ListUnitPrice"},
    {"PricingCurrencyContractedUnitPrice.same", F::pricing_currency_contracted,
     one_currency<F::pricing_currency_contracted, F::contracted_unit_price>,
     same_number<F::pricing_currency_contracted, F::contracted_unit_price>,
     "in one currency it equals ContractedUnitPrice"},
    {"ServiceSubcategory.parent", F::service_subcategory,
     [](R r) { return r.filled(F::service_subcategory); },
     [](R r) {
         return focus_parent(r.text(F::service_subcategory)) == r.text(F::service_category);
     },
     "take a subcategory of the row's ServiceCategory"},
};

}  // namespace

bool product_is(double price, double quantity, double cost) {
    return std::fabs(price * quantity - cost) <= 1e-6 + 1e-9 * std::fabs(cost);
}

const std::vector<RowRule>& row_rules() {
    static const std::vector<RowRule> rules = [] {
        std::vector<RowRule> all(std::begin(kRules), std::end(kRules));
        for (const auto& part : {id_rules(), commitment_rules()}) {
            all.insert(all.end(), part.begin(), part.end());
        }
        return all;
    }();
    return rules;
}

}  // namespace orrery::focus
