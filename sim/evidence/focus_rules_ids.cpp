// Row rules of FOCUS: ids and what stands beside them, consumption, commitments; and what is
// waived.
#include "sim/evidence/focus_rules_parts.hpp"

namespace orrery::focus {
namespace {

using F = FocusField;
using R = const CheckedRow&;

bool unused(R r) {
    return r.is(F::commitment_status, "Unused");
}
bool committed_usage(R r) {
    return usage(r) && !r.null(F::commitment_id);
}
bool not_committed_usage(R r) {
    return !committed_usage(r);
}
bool reserved_usage(R r) {
    return usage(r) && !r.null(F::capacity_reservation_id);
}
bool not_reserved(R r) {
    return r.null(F::capacity_reservation_id);
}
bool covers_later_usage(R r) {
    return purchase(r) && !correction(r) && (!r.null(F::commitment_id) || !r.asset.empty());
}

constexpr const char* kBeside = "both cells are filled, or both are empty";

}  // namespace

std::vector<RowRule> id_rules() {
    return {
        {"SkuPriceId.sold", F::sku_price_id, sold, not_null<F::sku_price_id>,
         "usage and purchases name the price that they have"},
        {"SkuPriceId.tax", F::sku_price_id, tax, is_null<F::sku_price_id>,
         "leave the cell empty: a tax has no SKU"},
        {"SkuId.with_price", F::sku_id, [](R r) { return !r.null(F::sku_price_id); },
         not_null<F::sku_id>, "a price is one of a SKU: fill SkuId"},
        {"SkuMeter.with_sku", F::sku_meter, is_null<F::sku_id>, is_null<F::sku_meter>,
         "no SkuMeter without SkuId"},
        {"SkuPriceDetails.with_price", F::sku_price_details, is_null<F::sku_price_id>,
         is_null<F::sku_price_details>, "no SkuPriceDetails without SkuPriceId"},
        {"RegionName.with_id", F::region_name, always, alike<F::region_id, F::region_name>,
         kBeside},
        {"ResourceName.with_id", F::resource_name, is_null<F::resource_id>,
         is_null<F::resource_name>, "no ResourceName without ResourceId"},
        {"ResourceType.with_id", F::resource_type, always, alike<F::resource_id, F::resource_type>,
         kBeside},
        {"SubAccountName.with_id", F::sub_account_name, is_null<F::sub_account_id>,
         is_null<F::sub_account_name>, "no SubAccountName without SubAccountId"},
        {"SubAccountType.with_id", F::sub_account_type, always,
         alike<F::sub_account_id, F::sub_account_type>, kBeside},
        {"ConsumedQuantity.usage", F::consumed_quantity,
         [](R r) { return usage(r) && !unused(r) && !correction(r); },
         not_null<F::consumed_quantity>, "usage says how much was consumed"},
        {"ConsumedQuantity.not_usage", F::consumed_quantity, [](R r) { return !usage(r); },
         is_null<F::consumed_quantity>, "leave the cell empty: only usage is consumed"},
        {"ConsumedQuantity.unused", F::consumed_quantity, unused, is_null<F::consumed_quantity>,
         "leave the cell empty: of an unused commitment nothing is consumed"},
        {"ConsumedUnit.with_quantity", F::consumed_unit, always,
         alike<F::consumed_quantity, F::consumed_unit>, kBeside},
    };
}

std::vector<RowRule> commitment_rules() {
    return {
        {"CommitmentDiscountCategory.with_id", F::commitment_category, always,
         alike<F::commitment_id, F::commitment_category>, kBeside},
        {"CommitmentDiscountType.with_id", F::commitment_type, always,
         alike<F::commitment_id, F::commitment_type>, kBeside},
        {"CommitmentDiscountName.with_id", F::commitment_name, is_null<F::commitment_id>,
         is_null<F::commitment_name>, "no name without CommitmentDiscountId"},
        {"CommitmentDiscountStatus.usage", F::commitment_status, committed_usage,
         not_null<F::commitment_status>, "usage under a commitment is Used or Unused"},
        {"CommitmentDiscountStatus.other", F::commitment_status, not_committed_usage,
         is_null<F::commitment_status>,
         "leave the cell empty: only usage under a commitment has a status"},
        {"CommitmentDiscountQuantity.with_id", F::commitment_quantity,
         [](R r) { return sold(r) && !r.null(F::commitment_id); }, not_null<F::commitment_quantity>,
         "say what the row takes of the commitment"},
        {"CommitmentDiscountQuantity.without_id", F::commitment_quantity, is_null<F::commitment_id>,
         is_null<F::commitment_quantity>, "no quantity without CommitmentDiscountId"},
        {"CommitmentDiscountUnit.with_quantity", F::commitment_unit, always,
         alike<F::commitment_quantity, F::commitment_unit>, kBeside},
        {"CapacityReservationStatus.usage", F::capacity_reservation_status, reserved_usage,
         not_null<F::capacity_reservation_status>, "reserved usage is Used or Unused"},
        {"CapacityReservationStatus.without_id", F::capacity_reservation_status, not_reserved,
         is_null<F::capacity_reservation_status>, "no status without CapacityReservationId"},
        {"EffectiveCost.purchase", F::effective_cost, covers_later_usage,
         [](R r) { return r.number(F::effective_cost) == 0; },
         "a purchase that covers later usage has EffectiveCost 0: the usage carries it"},
    };
}

const std::vector<PairRule>& pair_rules() {
    static const std::vector<PairRule> pairs{
        {F::consumed_quantity, F::consumed_unit},
        {F::consumed_unit, F::consumed_quantity},
        {F::commitment_id, F::commitment_category},
        {F::commitment_id, F::commitment_type},
        {F::commitment_id, F::commitment_status},
        {F::commitment_status, F::commitment_id},
        {F::commitment_quantity, F::commitment_unit},
        {F::capacity_reservation_id, F::capacity_reservation_status},
        {F::capacity_reservation_status, F::capacity_reservation_id},
        {F::list_unit_price, F::contracted_unit_price},
        {F::sku_price_id, F::sku_id},
        {F::resource_id, F::resource_type},
        {F::region_id, F::region_name},
        {F::sub_account_id, F::sub_account_type},
        {F::pricing_currency_list, F::pricing_currency},
    };
    return pairs;
}

const std::vector<Waiver>& waivers() {
    static const std::vector<Waiver> list{
        {"CommitmentDiscountStatus-C-003-C",
         "inverted in the rule file; the prose is applied: a status exactly on usage under a "
         "commitment"},
        {"CommitmentDiscountStatus-C-004-C",
         "bound to the wrong condition in the rule file; the prose is applied"},
        {"CommitmentDiscountStatus-C-005-C",
         "the rule file allows Active, Expired, Pending; the prose allows Used, Unused"},
        {"BilledCost-C-005-C",
         "applied as written, to rows that are no corrections: exports of ours have one party as "
         "provider and issuer"},
        {"InvoiceId-C-004-C",
         "without a condition in the rule file it excludes C-005; a projection has no invoice, the "
         "column is left out"},
        {"InvoiceId-C-005-C", "see InvoiceId-C-004-C"},
        {"CapacityReservationStatus, rules with a bare AND",
         "their condition is lost in the rule file; the prose is applied: a status exactly on "
         "reserved usage"}};
    return list;
}

}  // namespace orrery::focus
