// A sound FOCUS file made by hand, to be broken by tests of `validate focus`.
#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "sim/evidence/focus_validate.hpp"
#include "sim/ingest/focus_columns.hpp"
#include "tests/support/files.hpp"

namespace orrery::test {

using Cells = std::map<std::string, std::string>;

/// A table by column names; all rows have all columns.
struct Sheet {
    std::vector<std::string> columns;
    std::vector<Cells> rows;

    [[nodiscard]] std::string text() const {
        std::string out;
        for (const std::string& column : columns) out += (out.empty() ? "" : ",") + column;
        out += '\n';
        for (const Cells& row : rows) {
            bool first = true;
            for (const std::string& column : columns) {
                const auto cell = row.find(column);
                std::string value = cell == row.end() ? "" : cell->second;
                if (value.find_first_of(",\"") != std::string::npos) {
                    std::string quoted = "\"";
                    for (const char c : value) quoted += c == '"' ? "\"\"" : std::string(1, c);
                    value = quoted + "\"";
                }
                out += (first ? "" : ",") + value;
                first = false;
            }
            out += '\n';
        }
        return out;
    }
};

enum Line { kOnDemand, kBought, kUsed, kUnused, kReserved, kTax, kCredit, kAsset, kWear, kEnd };

inline Cells usage(double price, const std::string& sku) {
    const std::string p = std::to_string(price);
    return {{"BilledCost", p},
            {"BillingAccountId", "acct"},
            {"BillingAccountName", "Works"},
            {"BillingAccountType", "Simulated"},
            {"BillingCurrency", "EUR"},
            {"BillingPeriodStart", "2027-03-01T00:00:00Z"},
            {"BillingPeriodEnd", "2027-04-01T00:00:00Z"},
            {"ChargeCategory", "Usage"},
            {"ChargeFrequency", "Usage-Based"},
            {"ChargePeriodStart", "2027-03-02T10:00:00Z"},
            {"ChargePeriodEnd", "2027-03-02T11:00:00Z"},
            {"ConsumedQuantity", "1"},
            {"ConsumedUnit", "Server-Hours"},
            {"ContractedCost", p},
            {"ContractedUnitPrice", p},
            {"EffectiveCost", p},
            {"InvoiceIssuerName", "cloud"},
            {"ListCost", p},
            {"ListUnitPrice", p},
            {"PricingCategory", "Standard"},
            {"PricingQuantity", "1"},
            {"PricingUnit", "Server-Hours"},
            {"ProviderName", "cloud"},
            {"PublisherName", "cloud"},
            {"RegionId", "north"},
            {"RegionName", "North"},
            {"ResourceId", "pool"},
            {"ResourceName", "pool"},
            {"ResourceType", "Pool"},
            {"ServiceCategory", "Compute"},
            {"ServiceName", "Servers"},
            {"ServiceSubcategory", "Virtual Machines"},
            {"SkuId", sku},
            {"SkuPriceId", sku + "/od"},
            {"Tags", "{\"team\":\"search\"}"}};
}

inline void set(Cells& row, const Cells& changes) {
    for (const auto& [column, value] : changes) row[column] = value;
}

inline Cells committed(const std::string& status, const std::string& effective) {
    Cells row = usage(50, "gpu");
    set(row, {{"BilledCost", "0"},
              {"EffectiveCost", effective},
              {"PricingCategory", "Committed"},
              {"CommitmentDiscountId", "plan"},
              {"CommitmentDiscountCategory", "Usage"},
              {"CommitmentDiscountType", "Reserved"},
              {"CommitmentDiscountQuantity", "1"},
              {"CommitmentDiscountUnit", "Server-Hours"},
              {"CommitmentDiscountStatus", status}});
    return row;
}

inline Cells unpriced(const std::string& category, const std::string& amount) {
    Cells row = usage(1, "gpu");
    for (const char* column :
         {"ConsumedQuantity", "ConsumedUnit", "ContractedUnitPrice", "ListUnitPrice",
          "PricingCategory", "PricingQuantity", "PricingUnit", "ResourceId", "ResourceName",
          "ResourceType", "SkuId", "SkuPriceId"}) {
        row[column] = "";
    }
    set(row, {{"ChargeCategory", category},
              {"BilledCost", amount},
              {"ContractedCost", amount},
              {"EffectiveCost", amount},
              {"ListCost", amount}});
    return row;
}

inline Cells purchase(const std::string& quantity, const std::string& price,
                      const std::string& cost) {
    Cells row = usage(1, "gpu");
    set(row, {{"ChargeCategory", "Purchase"},
              {"ChargeFrequency", "One-Time"},
              {"ConsumedQuantity", ""},
              {"ConsumedUnit", ""},
              {"PricingQuantity", quantity},
              {"BilledCost", cost},
              {"ContractedCost", cost},
              {"ContractedUnitPrice", price},
              {"ListCost", cost},
              {"ListUnitPrice", price},
              {"EffectiveCost", "0"}});
    return row;
}

/// An hour: on demand; a commitment of two hours, one used, one not; a reservation; VAT; a credit;
/// an asset that is bought, worn and carried forward.
inline Sheet sound() {
    Sheet s;
    for (std::size_t f = 0; f < kFocusFields; ++f) {
        const std::string name = focus_column(static_cast<FocusField>(f)).name;
        if (name != "InvoiceId") s.columns.push_back(name);
    }
    s.columns.insert(s.columns.end(), {"x_AssetId", "x_Idle"});
    Cells bought = purchase("2", "30", "60");
    set(bought, {{"CommitmentDiscountId", "plan"},
                 {"CommitmentDiscountCategory", "Usage"},
                 {"CommitmentDiscountType", "Reserved"},
                 {"CommitmentDiscountQuantity", "2"},
                 {"CommitmentDiscountUnit", "Server-Hours"}});
    Cells unused = committed("Unused", "30");
    set(unused, {{"ConsumedQuantity", ""}, {"ConsumedUnit", ""}});
    Cells reserved = usage(50, "gpu");
    set(reserved, {{"CapacityReservationId", "block"},
                   {"CapacityReservationStatus", "Unused"},
                   {"ConsumedQuantity", "0"}});
    Cells asset = purchase("1", "1000", "1000");
    asset["x_AssetId"] = "node";
    Cells wear = usage(0, "node");
    set(wear, {{"x_AssetId", "node"}, {"EffectiveCost", "35.2E-2"}, {"PricingCategory", "Other"}});
    Cells end = unpriced("Adjustment", "0");
    set(end, {{"x_AssetId", "node"}, {"EffectiveCost", "999.648"}});
    s.rows = {usage(55.04, "gpu"),
              bought,
              committed("Used", "30"),
              unused,
              reserved,
              unpriced("Tax", "10.46"),
              unpriced("Credit", "-5"),
              asset,
              wear,
              end};
    return s;
}

inline FocusReport check(const Sheet& sheet) {
    const TemporaryFolder folder;
    return validate_focus(folder.write("focus.csv", sheet.text()));
}

inline bool caught(const FocusReport& report, const std::string& rule) {
    return std::any_of(report.violations.begin(), report.violations.end(),
                       [&](const FocusViolation& v) { return v.rule == rule; });
}

inline std::string listed(const FocusReport& report) {
    std::string out;
    for (const FocusViolation& v : report.violations) out += v.rule + " (" + v.example + ") ";
    return out;
}

}  // namespace orrery::test
