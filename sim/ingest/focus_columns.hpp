// The columns of a FOCUS cost and usage dataset: names, types, feature levels, allowed values.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace orrery {

/// Columns of version 1.2, in name order.
enum class FocusField : std::uint8_t {
    availability_zone,
    billed_cost,
    billing_account_id,
    billing_account_name,
    billing_account_type,
    billing_currency,
    billing_period_end,
    billing_period_start,
    capacity_reservation_id,
    capacity_reservation_status,
    charge_category,
    charge_class,
    charge_description,
    charge_frequency,
    charge_period_end,
    charge_period_start,
    commitment_category,
    commitment_id,
    commitment_name,
    commitment_quantity,
    commitment_status,
    commitment_type,
    commitment_unit,
    consumed_quantity,
    consumed_unit,
    contracted_cost,
    contracted_unit_price,
    effective_cost,
    invoice_id,
    invoice_issuer,
    list_cost,
    list_unit_price,
    pricing_category,
    pricing_currency,
    pricing_currency_contracted,
    pricing_currency_effective,
    pricing_currency_list,
    pricing_quantity,
    pricing_unit,
    provider,
    publisher,
    region_id,
    region_name,
    resource_id,
    resource_name,
    resource_type,
    service_category,
    service_name,
    service_subcategory,
    sku_id,
    sku_meter,
    sku_price_details,
    sku_price_id,
    sub_account_id,
    sub_account_name,
    sub_account_type,
    tags,
};
inline constexpr std::size_t kFocusFields = 57;

enum class FocusType : std::uint8_t { text, number, date, currency, unit, json, choice };
enum class FocusLevel : std::uint8_t { mandatory, recommended, conditional, custom };

struct FocusColumnInfo {
    const char* name;
    FocusType type = FocusType::text;
    FocusLevel level = FocusLevel::conditional;
    bool nullable = true;
    const char* choices = "";  ///< separated by |
};

[[nodiscard]] const FocusColumnInfo& focus_column(FocusField field);
[[nodiscard]] const char* focus_type_name(FocusType type);
[[nodiscard]] const char* focus_level_name(FocusLevel level);
/// Number of the column in FocusField, or −1; names are matched exactly.
[[nodiscard]] int find_focus_column(std::string_view name);
/// Columns that other versions (1.0 to 1.4) have; readers of bills know them, too.
[[nodiscard]] bool other_focus_column(std::string_view name);

/// Is the text one of `choices` ("Usage|Purchase")?
[[nodiscard]] bool focus_choice(const char* choices, std::string_view text);
/// The service category that a subcategory belongs to; empty: no such subcategory.
[[nodiscard]] std::string_view focus_parent(std::string_view subcategory);
/// Is it an ISO 4217 code of a currency in use?
[[nodiscard]] bool iso_currency(std::string_view code);

}  // namespace orrery
