// `validate focus`: a sound file passes, and each of many ways to break it is caught by its rule.
#include <chrono>

#include "orrery/base/diagnostics.hpp"
#include "sim/evidence/focus_format.hpp"
#include "sim/evidence/focus_validate.hpp"
#include "sim/ingest/focus_columns.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/evidence/focus_sheet.hpp"

namespace focus_test {

using namespace orrery;
using namespace orrery::test;

namespace {

struct Mutation {
    Line line;
    const char* column;
    const char* value;
    const char* rule;
};

}  // namespace

TEST_CASE("focus: columns are found by their exact names, and are in their order") {
    std::string before;
    for (std::size_t f = 0; f < kFocusFields; ++f) {
        const std::string name = focus_column(static_cast<FocusField>(f)).name;
        CHECK(before < name);  // find_focus_column searches by halves
        CHECK(find_focus_column(name) == static_cast<int>(f));
        before = name;
    }
    CHECK(find_focus_column("billedcost") == -1);
    CHECK(std::string(focus_column(FocusField::pricing_quantity).name) == "PricingQuantity");
    CHECK(std::string(focus_column(FocusField::tags).name) == "Tags");
    CHECK(other_focus_column("ServiceProviderName"));
    CHECK(focus_parent("Generative AI") == "AI and Machine Learning");
    CHECK(focus_parent("Other (Storage)") == "Storage");
    CHECK(focus_parent("Storage").empty());
}

TEST_CASE("focus: formats of cells") {
    using namespace focus;
    CHECK(read_number("35.2E-7") == 35.2e-7);
    CHECK(read_number("-0.5") == -0.5);
    for (const char* text : {"+1", "1,000", "1 000", "$5", "1.", ".", "1e", "0x1F", "inf", "nan"}) {
        CHECK_FALSE(read_number(text));
    }
    // 2027-01-01 is 20,819 days after 1970-01-01: 57 years of 365 days and 14 leap days.
    CHECK(read_date("2027-01-01T00:00:01Z") == 20819 * 86400 + 1);
    for (const char* text : {"2027-02-29T00:00:00Z", "2027-01-01", "2027-01-01 00:00:00Z",
                             "2027-01-01T00:00:00+01:00", "2027-01-01T24:00:00Z"}) {
        CHECK_FALSE(read_date(text));
    }
    for (const char* text :
         {"Hours", "GB-Hours", "1000 Tokens", "Units/3 Months", "GiB", "Virtual Machine-Hours"}) {
        CHECK(is_unit(text));
    }
    for (const char* text : {"hours", "Hours ", "0 Tokens", "GB/h", "", "Tokens/"}) {
        CHECK_FALSE(is_unit(text));
    }
    CHECK(is_key_values("{\"a\":1,\"b\":\"x\"}"));
    CHECK_FALSE(is_key_values("{\"a\":{\"b\":1}}"));
    CHECK_FALSE(is_key_values("a=1"));
    CHECK(is_custom_name("x_AssetId"));
    CHECK_FALSE(is_custom_name("x_assetId"));
    CHECK_FALSE(is_custom_name("x_Asset_Id"));
}

TEST_CASE("focus: a sound file has no violation, and its sums are compared") {
    const FocusReport report = check(sound());
    INFO(listed(report));
    CHECK(report.valid());
    CHECK(report.rows == 10);
    CHECK(report.identities == 2);  // plan: 30 + 30 = 60; node: 0.352 + 999.648 = 1,000
    CHECK(report.skipped.empty());
    CHECK(focus_report_text(report).find("No violation.") != std::string::npos);
    CHECK(focus_report_json(report).find("\"valid\": true") != std::string::npos);
}

TEST_CASE("focus: each broken cell is caught by its rule") {
    const Mutation mutations[]{
        {kOnDemand, "BilledCost", "", "BilledCost.not_null"},
        {kOnDemand, "BilledCost", "1,234.5", "BilledCost.type"},
        {kOnDemand, "ListCost", "+55.04", "ListCost.type"},
        {kOnDemand, "EffectiveCost", "EUR 55", "EffectiveCost.type"},
        {kOnDemand, "RegionName", "NULL", "RegionName.null_text"},
        {kOnDemand, "BillingAccountName", "N/A", "BillingAccountName.null_text"},
        {kOnDemand, "ChargePeriodStart", "2027-03-02", "ChargePeriodStart.format"},
        {kOnDemand, "ChargePeriodEnd", "2027-02-30T00:00:00Z", "ChargePeriodEnd.format"},
        {kOnDemand, "ChargePeriodEnd", "2027-03-02T10:00:00Z", "ChargePeriod.order"},
        {kOnDemand, "BillingPeriodEnd", "2027-02-01T00:00:00Z", "BillingPeriod.order"},
        {kOnDemand, "BillingCurrency", "Euro", "BillingCurrency.format"},
        {kOnDemand, "BillingCurrency", "ABC", "BillingCurrency.format"},
        {kOnDemand, "ChargeCategory", "Fee", "ChargeCategory.allowed"},
        {kOnDemand, "ChargeClass", "Fix", "ChargeClass.allowed"},
        {kOnDemand, "PricingCategory", "Spot", "PricingCategory.allowed"},
        {kOnDemand, "PricingCategory", "", "PricingCategory.sold"},
        {kOnDemand, "ServiceCategory", "Accelerators", "ServiceCategory.allowed"},
        {kOnDemand, "ServiceSubcategory", "Object Storage", "ServiceSubcategory.parent"},
        {kOnDemand, "PricingUnit", "server hours", "PricingUnit.format"},
        {kOnDemand, "PricingUnit", "", "PricingUnit.with_quantity"},
        {kOnDemand, "ConsumedUnit", "", "ConsumedUnit.with_quantity"},
        {kOnDemand, "ConsumedQuantity", "", "ConsumedQuantity.usage"},
        {kOnDemand, "ListUnitPrice", "55.05", "ListUnitPrice.product"},
        {kOnDemand, "ContractedUnitPrice", "55.03", "ContractedUnitPrice.product"},
        {kOnDemand, "ListUnitPrice", "", "ListUnitPrice.sold"},
        {kOnDemand, "SkuPriceId", "", "SkuPriceId.sold"},
        {kOnDemand, "SkuId", "", "SkuId.with_price"},
        {kOnDemand, "InvoiceIssuerName", "reseller", "BilledCost.issuer"},
        {kOnDemand, "BilledCost", "-1", "BilledCost.sign"},
        {kOnDemand, "RegionName", "", "RegionName.with_id"},
        {kOnDemand, "ResourceType", "", "ResourceType.with_id"},
        {kOnDemand, "SubAccountName", "team", "SubAccountName.with_id"},
        {kOnDemand, "Tags", "team=search", "Tags.format"},
        {kBought, "ChargeFrequency", "Usage-Based", "ChargeFrequency.purchase"},
        {kBought, "EffectiveCost", "60", "EffectiveCost.purchase"},
        {kUsed, "CommitmentDiscountStatus", "", "CommitmentDiscountStatus.usage"},
        {kUsed, "CommitmentDiscountStatus", "Active", "CommitmentDiscountStatus.allowed"},
        {kUsed, "PricingCategory", "Standard", "PricingCategory.committed"},
        {kUsed, "CommitmentDiscountCategory", "", "CommitmentDiscountCategory.with_id"},
        {kUsed, "CommitmentDiscountUnit", "", "CommitmentDiscountUnit.with_quantity"},
        {kUsed, "EffectiveCost", "29", "Commitment.identity"},
        {kUnused, "ConsumedQuantity", "1", "ConsumedQuantity.unused"},
        {kBought, "CommitmentDiscountStatus", "Used", "CommitmentDiscountStatus.other"},
        {kReserved, "CapacityReservationStatus", "", "CapacityReservationStatus.usage"},
        {kReserved, "CapacityReservationId", "", "CapacityReservationStatus.without_id"},
        {kTax, "PricingQuantity", "1", "PricingQuantity.tax"},
        {kTax, "PricingCategory", "Standard", "PricingCategory.tax"},
        {kCredit, "ConsumedQuantity", "1", "ConsumedQuantity.not_usage"},
        {kWear, "EffectiveCost", "0.4", "Asset.identity"},
    };
    for (const Mutation& m : mutations) {
        Sheet sheet = sound();
        sheet.rows[m.line][m.column] = m.value;
        const FocusReport report = check(sheet);
        INFO(m.column << " = \"" << m.value << "\": " << listed(report));
        CHECK(caught(report, m.rule));
    }
}

TEST_CASE("focus: broken headers and rows") {
    Sheet missing = sound();
    missing.columns.erase(missing.columns.begin() + 1);  // BilledCost
    CHECK(caught(check(missing), "BilledCost.present"));
    Sheet half = sound();
    half.columns.erase(std::find(half.columns.begin(), half.columns.end(), "ConsumedUnit"));
    CHECK(caught(check(half), "ConsumedUnit.present"));
    Sheet order = sound();
    std::rotate(order.columns.begin(), order.columns.end() - 1, order.columns.end());
    CHECK(caught(check(order), "Column.order"));
    Sheet twice = sound();
    twice.columns.insert(twice.columns.begin(), "Tags");
    CHECK(caught(check(twice), "Column.unique"));
    Sheet own = sound();
    own.columns.back() = "idle";
    CHECK(caught(check(own), "Column.custom_name"));
    Sheet newer = sound();
    newer.columns.insert(newer.columns.begin(), "HostProviderName");
    CHECK(caught(check(newer), "Column.version"));
    const TemporaryFolder folder;
    const FocusReport cut = validate_focus(folder.write("cut.csv", sound().text() + "1,2,3\n"));
    CHECK(caught(cut, "Row.width"));
    CHECK(cut.violations.back().lines == std::vector<std::int64_t>{12});
    CHECK_THROWS_AS(validate_focus(folder.file("none.csv")), EnvironmentError);
}

TEST_CASE("focus: sums are not compared where the term or the life is not whole in the file") {
    Sheet part = sound();
    part.rows.erase(part.rows.begin() + kUnused);
    part.rows.pop_back();  // the asset's end
    const FocusReport report = check(part);
    INFO(listed(report));
    CHECK(report.valid());
    CHECK(report.identities == 0);
    REQUIRE(report.skipped.size() == 2);
    CHECK(report.skipped[0].what == "Commitment.identity of plan");
    CHECK(report.skipped[1].why == "the end of its life is not in the file");
}

TEST_CASE("focus: many rows are counted, few are named") {
    Sheet sheet = sound();
    for (int i = 0; i < 20; ++i) {
        sheet.rows.push_back(usage(1, "gpu"));
        sheet.rows.back()["ChargeCategory"] = "Fee";
    }
    const FocusReport report = check(sheet);
    const auto found =
        std::find_if(report.violations.begin(), report.violations.end(),
                     [](const FocusViolation& v) { return v.rule == "ChargeCategory.allowed"; });
    REQUIRE(found != report.violations.end());
    CHECK(found->count == 20);
    CHECK(found->lines == std::vector<std::int64_t>{12, 13, 14, 15, 16});
}

TEST_CASE("focus: the recorded example has no violation") {
    ORRERY_NEEDS_DATA(data);
    const auto file = data / "oracles" / "billing" / "focus_example_1.2.csv";
    const FocusReport report = validate_focus(file.string());
    INFO(listed(report));
    CHECK(report.valid());
    CHECK(report.rows == 11);
    CHECK(report.identities == 1);  // cd-1: 30 used + 30 unused = 60 bought
    REQUIRE(report.skipped.size() == 1);
    CHECK(report.skipped[0].what == "Asset.identity of asset-1");
}

}  // namespace focus_test
