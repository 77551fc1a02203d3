// What stands in each column of a FOCUS export: one table a version.
#include "sim/report/focus_columns.hpp"

#include <array>
#include <iterator>

#include "sim/accounts/sku.hpp"

namespace orrery::focus {
namespace {

std::string none(bool there, std::string text) {
    return there ? std::move(text) : std::string();
}

std::int64_t unix_of(const World& world, Nanos t) {
    return world.start_unix_s + t.ns / kSecond.ns;
}

/// The end is exclusive: a cut second counts as a whole one.
std::int64_t unix_until(const World& world, Nanos t) {
    return world.start_unix_s + (t.ns + kSecond.ns - 1) / kSecond.ns;
}

std::string month_begin(std::int32_t month) {
    return month_name(month) + "-01T00:00:00Z";
}

std::string vendor(const Row& r) {
    return r.charge.vendor.empty() ? r.world.name : r.charge.vendor;
}

std::string cost(const Row& r, CostColumn column) {
    return amount(r.of(column));
}

std::string price(const Row& r, CostColumn column) {
    return none(r.priced(),
                r.quantity > 0 ? unit_price(r.of(column), r.quantity) : std::string("0"));
}

std::string priced_unit(const Row& r) {
    return r.in_units ? "Units" : r.facts.unit;
}

bool committed(const Row& r) {
    return !r.facts.commitment.empty() && r.priced();
}

bool reserved(const Row& r) {
    return r.charge.reservation && !r.charge.contract.empty() && r.priced();
}

const char* status(const Row& r) {
    return r.charge.status == CommitmentStatus::unused ? "Unused" : "Used";
}

std::string category(const Row& r) {
    static constexpr std::array<const char*, 5> names{"Usage", "Purchase", "Tax", "Credit",
                                                      "Adjustment"};
    return names[static_cast<std::size_t>(r.kind)];
}

/// A purchase is never usage-based.
std::string frequency(const Row& r) {
    static constexpr std::array<const char*, 3> names{"Usage-Based", "Recurring", "One-Time"};
    if (r.kind == ChargeKind::purchase && r.charge.frequency == Frequency::usage_based) {
        return "One-Time";
    }
    return names[static_cast<std::size_t>(r.charge.frequency)];
}

std::string pricing(const Row& r) {
    static constexpr std::array<const char*, 4> names{"Standard", "Dynamic", "Committed", "Other"};
    if (!r.priced()) return {};
    if (committed(r) && r.usage()) return "Committed";
    const bool stray = r.charge.pricing == Pricing::committed;  // of something that is none
    return stray ? "Standard" : names[static_cast<std::size_t>(r.charge.pricing)];
}

std::string price_id(const Row& r) {
    static constexpr std::array<const char*, 4> names{"od", "spot", "committed", "own"};
    const std::string of = r.facts.commitment.empty() ? "" : "/" + r.charge.contract;
    return sku_of(r.charge) + "/" + names[static_cast<std::size_t>(r.charge.pricing)] + of;
}

/// Money is what a commitment to spend is counted in.
bool spends(const Row& r) {
    return r.facts.type == "Savings Plan" || r.charge.unit == r.currency;
}

/// What of it the row takes: in hours as they are priced; of a plan, what it costs.
std::string committed_quantity(const Row& r) {
    if (!spends(r) || r.charge.unit == r.currency) return number(r.quantity);
    return amount(r.of(r.usage() ? CostColumn::effective : CostColumn::billed));
}

/// Of an unused commitment nothing can be said; of an unused reservation nothing was consumed.
bool consumed(const Row& r) {
    return r.usage() && (r.charge.status != CommitmentStatus::unused || !committed(r));
}

std::string consumed_quantity(const Row& r) {
    const bool unused = r.charge.status == CommitmentStatus::unused;
    return none(consumed(r), unused ? "0" : number(r.line.posting.quantity));
}

/// Of an asset or contract: Σ brought forward + Σ billed = Σ effective + Σ carried forward.
std::string carried(const Row& r, const char* category) {
    return none(r.charge.category == category, amount(round_money(r.line.posting.quantity)));
}

using C = CostColumn;
using R = const Row&;

const Column kColumns12[]{
    {"BilledCost", false, [](R r) { return cost(r, C::billed); }},
    {"BillingAccountId", true, [](R r) { return r.world.name; }},
    {"BillingAccountName", true, [](R r) { return r.world.name; }},
    {"BillingAccountType", true, [](R) { return std::string("Simulated"); }},
    {"BillingCurrency", true, [](R r) { return r.currency; }},
    {"BillingPeriodEnd", false, [](R r) { return month_begin(r.line.posting.month + 1); }},
    {"BillingPeriodStart", false, [](R r) { return month_begin(r.line.posting.month); }},
    {"CapacityReservationId", true, [](R r) { return none(reserved(r), r.charge.contract); }},
    {"CapacityReservationStatus", true,
     [](R r) { return none(reserved(r) && r.usage(), status(r)); }},
    {"ChargeCategory", true, category},
    {"ChargeClass", true, [](R) { return std::string(); }},
    {"ChargeDescription", true, [](R r) { return r.charge.formula; }},
    {"ChargeFrequency", true, frequency},
    {"ChargePeriodEnd", false,
     [](R r) { return date_time(unix_until(r.world, r.line.posting.until)); }},
    {"ChargePeriodStart", false,
     [](R r) { return date_time(unix_of(r.world, r.line.posting.from)); }},
    {"CommitmentDiscountCategory", true,
     [](R r) { return none(committed(r), spends(r) ? "Spend" : "Usage"); }},
    {"CommitmentDiscountId", true, [](R r) { return none(committed(r), r.facts.commitment); }},
    {"CommitmentDiscountName", true, [](R r) { return none(committed(r), r.facts.commitment); }},
    {"CommitmentDiscountQuantity", false,
     [](R r) { return none(committed(r), committed_quantity(r)); }},
    {"CommitmentDiscountStatus", true,
     [](R r) { return none(committed(r) && r.usage(), status(r)); }},
    {"CommitmentDiscountType", true, [](R r) { return none(committed(r), r.facts.type); }},
    {"CommitmentDiscountUnit", true,
     [](R r) { return none(committed(r), spends(r) ? r.currency : r.facts.unit); }},
    {"ConsumedQuantity", false, consumed_quantity},
    {"ConsumedUnit", true, [](R r) { return none(consumed(r), r.facts.unit); }},
    {"ContractedCost", false, [](R r) { return cost(r, C::contracted); }},
    {"ContractedUnitPrice", false, [](R r) { return price(r, C::contracted); }},
    {"EffectiveCost", false, [](R r) { return cost(r, C::effective); }},
    {"InvoiceIssuerName", true, vendor},
    {"ListCost", false, [](R r) { return cost(r, C::list); }},
    {"ListUnitPrice", false, [](R r) { return price(r, C::list); }},
    {"PricingCategory", true, pricing},
    {"PricingCurrency", true, [](R r) { return r.currency; }},
    {"PricingCurrencyContractedUnitPrice", false, [](R r) { return price(r, C::contracted); }},
    {"PricingCurrencyEffectiveCost", false, [](R r) { return cost(r, C::effective); }},
    {"PricingCurrencyListUnitPrice", false, [](R r) { return price(r, C::list); }},
    {"PricingQuantity", false, [](R r) { return none(r.priced(), number(r.quantity)); }},
    {"PricingUnit", false, [](R r) { return none(r.priced(), priced_unit(r)); }},
    {"ProviderName", true, vendor},
    {"PublisherName", true, vendor},
    {"RegionId", true, [](R r) { return r.facts.region; }},
    {"RegionName", true, [](R r) { return r.facts.region; }},
    {"ResourceId", true, [](R r) { return none(r.priced(), r.facts.resource); }},
    {"ResourceName", true, [](R r) { return none(r.priced(), r.facts.resource); }},
    {"ResourceType", true,
     [](R r) { return none(r.priced() && !r.facts.resource.empty(), r.facts.resource_type); }},
    {"ServiceCategory", true, [](R r) { return std::string(r.facts.category); }},
    {"ServiceName", true, [](R r) { return r.facts.service; }},
    {"ServiceSubcategory", true, [](R r) { return std::string(r.facts.subcategory); }},
    {"SkuId", true, [](R r) { return none(r.priced(), sku_of(r.charge)); }},
    {"SkuMeter", true, [](R r) { return none(r.priced(), r.facts.service); }},
    {"SkuPriceId", true, [](R r) { return none(r.priced(), price_id(r)); }},
    {"SubAccountId", false,
     [](R r) { return r.line.split ? r.line.split->resource : r.charge.tenant; }},
    {"SubAccountName", false,
     [](R r) { return r.line.split ? r.line.split->resource : r.charge.tenant; }},
    {"SubAccountType", false,
     [](R r) {
         const bool there =
             r.line.split ? !r.line.split->resource.empty() : !r.charge.tenant.empty();
         return none(there, "Tenant");
     }},
    {"Tags", true, [](R r) { return r.facts.tags; }, FocusType::json},
    {"x_AssetId", true, [](R r) { return r.charge.asset; }},
    {"x_BroughtForward", false, [](R r) { return carried(r, "brought forward"); },
     FocusType::number},
    {"x_CarbonLocationKg", false, [](R r) { return none(r.line.kg > 0, number(r.line.kg)); },
     FocusType::number},
    {"x_CarriedForward", false, [](R r) { return carried(r, "carried forward"); },
     FocusType::number},
    {"x_ContractId", true, [](R r) { return r.charge.contract; }},
    {"x_EnergyKwh", false, [](R r) { return none(r.line.kwh > 0, number(r.line.kwh)); },
     FocusType::number},
    {"x_Idle", false, [](R r) { return std::string(r.line.idle ? "true" : "false"); }},
    {"x_LedgerCategory", true, [](R r) { return r.charge.category; }},
    {"x_Pool", true, [](R r) { return r.charge.pool; }},
    {"x_Purpose", true, [](R r) { return r.charge.purpose; }},
    {"x_Replication", true, [](R) { return std::string("1"); }, FocusType::number},
    {"x_Scenario", true, [](R r) { return r.world.name; }},
    {"x_Site", true, [](R r) { return r.charge.site; }}};

}  // namespace

const std::vector<Column>& columns_12() {
    static const std::vector<Column> columns(std::begin(kColumns12), std::end(kColumns12));
    return columns;
}

const std::vector<Column>& split_columns() {
    static const std::vector<Column> columns{
        {"x_AllocatedMethodId", false, [](R r) { return r.line.split->method; }},
        {"x_AllocatedPart", false, [](R r) { return r.line.split->part; }},
        {"x_AllocatedResourceId", false, [](R r) { return r.line.split->resource; }},
        {"x_AllocatedTags", false, [](R r) { return r.line.split->tags; }, FocusType::json}};
    return columns;
}

Row row_of(const World& world, const Ledger& ledger, const std::vector<ChargeFacts>& facts,
           const FocusLine& line) {
    const Posting& p = line.posting;
    const Charge& charge = ledger.of(p);
    Row row{world, charge, facts[p.charge], line, charge.kind, p.quantity, false, ledger.currency};
    bool negative = false;
    bool costs = false;
    for (const Money& m : p.amount) {
        negative = negative || m.micros < 0;
        costs = costs || m.micros != 0;
    }
    if (negative && row.priced()) row.kind = ChargeKind::credit;
    if (p.quantity <= 0 && costs) {
        row.quantity = 1;
        row.in_units = true;
    }
    return row;
}

}  // namespace orrery::focus
