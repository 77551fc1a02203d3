// The columns of a FOCUS cost and usage dataset: names, types, feature levels, allowed values.
// Facts of the FinOps Open Cost and Usage Specification 1.2 (FinOps Foundation, 2025-05-29).
#include "sim/ingest/focus_columns.hpp"

#include <algorithm>

namespace orrery {
namespace {

using T = FocusType;
using L = FocusLevel;

constexpr const char* kServiceCategories =
    "AI and Machine Learning|Analytics|Business Applications|Compute|Databases|Developer Tools|"
    "Identity|Integration|Internet of Things|Management and Governance|Media|Migration|Mobile|"
    "Multicloud|Networking|Security|Storage|Web|Other";

/// Each category with its subcategories; "Other (category)" belongs to all of them.
constexpr std::array<std::pair<const char*, const char*>, 19> kSubcategories{{
    {"AI and Machine Learning",
     "AI Platforms|Bots|Generative AI|Machine Learning|Natural Language Processing"},
    {"Analytics",
     "Analytics Platforms|Business Intelligence|Data Processing|Search|Streaming Analytics"},
    {"Business Applications", "Productivity and Collaboration"},
    {"Compute",
     "Containers|End User Computing|Quantum Compute|Serverless Compute|Virtual Machines"},
    {"Databases",
     "Caching|Data Warehouses|Ledger Databases|NoSQL Databases|Relational Databases|"
     "Time Series Databases"},
    {"Developer Tools",
     "Developer Platforms|Continuous Integration and Deployment|Development Environments|"
     "Source Code Management|Quality Assurance"},
    {"Identity", "Identity and Access Management"},
    {"Integration", "API Management|Messaging|Workflow Orchestration"},
    {"Internet of Things", "IoT Analytics|IoT Platforms"},
    {"Management and Governance",
     "Architecture|Compliance|Cost Management|Data Governance|Disaster Recovery|"
     "Endpoint Management|Observability|Support"},
    {"Media", "Content Creation|Gaming|Media Streaming|Mixed Reality"},
    {"Migration", "Data Migration|Resource Migration"},
    {"Mobile", ""},
    {"Multicloud", "Multicloud Integration"},
    {"Networking",
     "Application Networking|Content Delivery|Network Connectivity|Network Infrastructure|"
     "Network Routing|Network Security"},
    {"Security", "Secret Management|Security Posture Management|Threat Detection and Response"},
    {"Storage", "Backup Storage|Block Storage|File Storage|Object Storage|Storage Platforms"},
    {"Web", "Application Platforms"},
    {"Other", ""},
}};

constexpr std::array<FocusColumnInfo, kFocusFields> kColumns{{
    {"AvailabilityZone", T::text, L::recommended},
    {"BilledCost", T::number, L::mandatory, false},
    {"BillingAccountId", T::text, L::mandatory, false},
    {"BillingAccountName", T::text, L::mandatory},
    {"BillingAccountType", T::text, L::conditional},
    {"BillingCurrency", T::currency, L::mandatory, false},
    {"BillingPeriodEnd", T::date, L::mandatory, false},
    {"BillingPeriodStart", T::date, L::mandatory, false},
    {"CapacityReservationId", T::text, L::conditional},
    {"CapacityReservationStatus", T::choice, L::conditional, true, "Used|Unused"},
    {"ChargeCategory", T::choice, L::mandatory, false, "Usage|Purchase|Tax|Credit|Adjustment"},
    {"ChargeClass", T::choice, L::mandatory, true, "Correction"},
    {"ChargeDescription", T::text, L::mandatory},
    {"ChargeFrequency", T::choice, L::recommended, false, "One-Time|Recurring|Usage-Based"},
    {"ChargePeriodEnd", T::date, L::mandatory, false},
    {"ChargePeriodStart", T::date, L::mandatory, false},
    {"CommitmentDiscountCategory", T::choice, L::conditional, true, "Spend|Usage"},
    {"CommitmentDiscountId", T::text, L::conditional},
    {"CommitmentDiscountName", T::text, L::conditional},
    {"CommitmentDiscountQuantity", T::number, L::conditional},
    {"CommitmentDiscountStatus", T::choice, L::conditional, true, "Used|Unused"},
    {"CommitmentDiscountType", T::text, L::conditional},
    {"CommitmentDiscountUnit", T::unit, L::conditional},
    {"ConsumedQuantity", T::number, L::conditional},
    {"ConsumedUnit", T::unit, L::conditional},
    {"ContractedCost", T::number, L::mandatory, false},
    {"ContractedUnitPrice", T::number, L::conditional},
    {"EffectiveCost", T::number, L::mandatory, false},
    {"InvoiceId", T::text, L::recommended},
    {"InvoiceIssuerName", T::text, L::mandatory, false},
    {"ListCost", T::number, L::mandatory, false},
    {"ListUnitPrice", T::number, L::conditional},
    {"PricingCategory", T::choice, L::conditional, true, "Standard|Dynamic|Committed|Other"},
    {"PricingCurrency", T::currency, L::conditional},
    {"PricingCurrencyContractedUnitPrice", T::number, L::conditional},
    {"PricingCurrencyEffectiveCost", T::number, L::conditional},
    {"PricingCurrencyListUnitPrice", T::number, L::conditional},
    {"PricingQuantity", T::number, L::mandatory},
    {"PricingUnit", T::unit, L::mandatory},
    {"ProviderName", T::text, L::mandatory, false},
    {"PublisherName", T::text, L::mandatory, false},
    {"RegionId", T::text, L::conditional},
    {"RegionName", T::text, L::conditional},
    {"ResourceId", T::text, L::conditional},
    {"ResourceName", T::text, L::conditional},
    {"ResourceType", T::text, L::conditional},
    {"ServiceCategory", T::choice, L::mandatory, false, kServiceCategories},
    {"ServiceName", T::text, L::mandatory, false},
    {"ServiceSubcategory", T::text, L::recommended, false},
    {"SkuId", T::text, L::conditional},
    {"SkuMeter", T::text, L::conditional},
    {"SkuPriceDetails", T::json, L::conditional},
    {"SkuPriceId", T::text, L::conditional},
    {"SubAccountId", T::text, L::conditional},
    {"SubAccountName", T::text, L::conditional},
    {"SubAccountType", T::text, L::conditional},
    {"Tags", T::json, L::conditional},
}};

constexpr const char* kOtherColumns =
    "ServiceProviderName|HostProviderName|AllocatedMethodDetails|AllocatedMethodId|"
    "AllocatedResourceId|AllocatedResourceName|AllocatedTags|ContractApplied|"
    "CommitmentProgramEligibilityDetails|InvoiceDetailId";

/// ISO 4217, list one, active codes.
constexpr std::string_view kCurrencies =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP "
    "BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP "
    "GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS "
    "KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
    "MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF "
    "SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD "
    "TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG ";

}  // namespace

const FocusColumnInfo& focus_column(FocusField field) {
    return kColumns[static_cast<std::size_t>(field)];
}

const char* focus_type_name(FocusType type) {
    static constexpr std::array<const char*, 7> names{"String", "Decimal", "Date/Time", "String",
                                                      "String", "JSON",    "String"};
    return names[static_cast<std::size_t>(type)];
}

const char* focus_level_name(FocusLevel level) {
    static constexpr std::array<const char*, 4> names{"Mandatory", "Recommended", "Conditional",
                                                      "Custom"};
    return names[static_cast<std::size_t>(level)];
}

int find_focus_column(std::string_view name) {
    const auto found =
        std::lower_bound(kColumns.begin(), kColumns.end(), name,
                         [](const FocusColumnInfo& c, std::string_view n) { return c.name < n; });
    const bool known = found != kColumns.end() && name == found->name;
    return known ? static_cast<int>(found - kColumns.begin()) : -1;
}

bool other_focus_column(std::string_view name) {
    return focus_choice(kOtherColumns, name);
}

bool focus_choice(const char* choices, std::string_view text) {
    if (text.empty()) return false;
    std::string_view rest = choices;
    while (!rest.empty()) {
        const std::size_t bar = std::min(rest.find('|'), rest.size());
        if (rest.substr(0, bar) == text) return true;
        rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
    return false;
}

std::string_view focus_parent(std::string_view subcategory) {
    for (const auto& [category, list] : kSubcategories) {
        if (focus_choice(list, subcategory)) return category;
        if (subcategory == "Other (" + std::string(category) + ")") return category;
    }
    return {};
}

bool iso_currency(std::string_view code) {
    if (code.size() != 3 || code.find(' ') != std::string_view::npos) return false;
    for (std::size_t i = 0; i + 3 < kCurrencies.size(); i += 4) {
        if (kCurrencies.substr(i, 3) == code) return true;
    }
    return false;
}

}  // namespace orrery
