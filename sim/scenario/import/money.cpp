// `import prices|bill|demand`: overlays on an existing scenario.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "sim/ingest/csv.hpp"
#include "sim/ingest/focus_columns.hpp"
#include "sim/ingest/trace.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

std::string cell(const std::vector<std::string>& cells, int column) {
    const auto i = static_cast<std::size_t>(column);
    return column >= 0 && i < cells.size() ? cells[i] : std::string();
}

/// Columns of FOCUS (1.0 to 1.4) that tell nothing of prices are counted, all others named.
void note_columns(const CsvReader& csv, const std::set<int>& used, ImportResult& result) {
    int known = 0;
    for (std::size_t i = 0; i < csv.header().size(); ++i) {
        if (used.count(static_cast<int>(i)) > 0) continue;
        const std::string& name = csv.header()[i];
        const bool focus = find_focus_column(name) >= 0 || other_focus_column(name);
        known += focus ? 1 : 0;
        if (!focus) result.not_understood.push_back("column \"" + name + "\": not used");
    }
    if (known == 0) return;
    result.not_understood.push_back(
        fmt::format("{} columns of FOCUS are not used: they tell nothing of prices", known));
}

/// Names of scenarios: letters, digits, - and _; nothing that YAML would read as something else.
bool is_name(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

/// Any text as a YAML scalar.
std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + "\"";
}

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

}  // namespace

ImportResult import_prices(const std::string& file) {
    ImportResult result;
    CsvReader csv(file);
    const int pool = csv.column({"pool", "name"});
    const int price = csv.column({"price_usd_h", "price_usd_per_hour", "price", "usd_per_hour"});
    const int list = csv.column({"list_price_usd_h", "list_price", "list_usd_per_hour"});
    note_columns(csv, {pool, price, list}, result);
    if (pool < 0 || price < 0) {
        result.not_understood.push_back("columns pool and price_usd_h are wanted");
        return result;
    }
    std::string yaml = "# Written by `orrery import prices`.\npools:\n";
    std::vector<std::string> cells;
    std::set<std::string> seen;
    const auto note = [&](const std::string& why) {
        result.not_understood.push_back(fmt::format("line {}: {}", csv.line(), why));
    };
    while (csv.next(cells)) {
        const std::string name = cell(cells, pool);
        const auto value = parse_number(cell(cells, price));
        if (!is_name(name)) {
            note("\"" + name + "\" is not the name of a pool");
            continue;
        }
        if (!value || *value < 0) {
            note("\"" + cell(cells, price) + "\" is not a price");
            continue;
        }
        if (!seen.insert(name).second) {
            note("pool \"" + name + "\" has a price in an earlier row");
            continue;
        }
        yaml += fmt::format("  - {{name: {}, price: {} USD/h", name, print_number(*value));
        const std::string list_text = cell(cells, list);
        const auto listed = parse_number(list_text);
        if (listed && *listed >= 0) {
            yaml += fmt::format(", list_price: {} USD/h", print_number(*listed));
        } else if (!list_text.empty()) {
            note("\"" + list_text + "\" is not a list price; the price is taken");
        }
        yaml += "}\n";
    }
    result.report = fmt::format("{} prices read\n", seen.size());
    if (!seen.empty()) result.yaml = yaml;
    return result;
}

ImportResult import_demand(const std::string& file, const std::string& path_in_scenario,
                           const std::vector<std::string>& deployments) {
    ImportResult result;
    Diagnostics diagnostics;
    const TraceScan scan =
        scan_trace(file, TraceKind::automatic, Nanos{10 * kSecond.ns}, diagnostics);
    for (const Diagnostic& d : diagnostics.items()) {
        result.not_understood.push_back(fmt::format("line {}: {}", d.at.line, d.message));
    }
    if (scan.requests == 0 || diagnostics.has_errors()) return result;
    std::string names;
    for (const std::string& name : deployments) names += (names.empty() ? "" : ", ") + name;
    result.report = fmt::format("{} requests over {:.1f} s\n", scan.requests, scan.span.seconds());
    result.yaml = fmt::format(
        "# Written by `orrery import demand`.\nworkloads:\n  - name: imported\n    deployments: "
        "[{}]\n    demand: {{trace: {{file: {}}}}}\n",
        names, quoted(path_in_scenario));
    return result;
}

namespace {

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

}  // namespace

ImportResult import_bill(const std::string& file, const Catalog& catalog) {
    ImportResult result;
    CsvReader csv(file);
    const int cost = csv.column({"BilledCost", "EffectiveCost", "cost", "amount"});
    const int start = csv.column({"ChargePeriodStart", "BillingPeriodStart", "date"});
    const int service = csv.column({"ServiceName", "service"});
    const int region = csv.column({"RegionId", "RegionName", "region"});
    const int resource = csv.column({"SkuId", "ResourceType", "ResourceName", "sku"});
    const int quantity = csv.column({"ConsumedQuantity", "PricingQuantity", "quantity"});
    const int unit = csv.column({"ConsumedUnit", "PricingUnit", "unit"});
    const int category = csv.column({"ChargeCategory"});
    const int pricing = csv.column({"PricingCategory"});
    const int provider = csv.column({"ServiceProviderName", "ProviderName", "provider"});
    note_columns(
        csv, {cost, start, service, region, resource, quantity, unit, category, pricing, provider},
        result);
    if (cost < 0 || start < 0) {
        result.not_understood.push_back("columns BilledCost and ChargePeriodStart are wanted");
        return result;
    }
    std::map<std::array<std::string, 4>, double> sums;
    BilledSkus skus;
    std::vector<std::string> cells;
    double total = 0;
    while (csv.next(cells)) {
        const auto amount = parse_number(cell(cells, cost));
        const std::string date = cell(cells, start).substr(0, 10);
        if (!amount || !parse_date(date)) {
            result.not_understood.push_back(fmt::format("line {}: cost \"{}\", start \"{}\"",
                                                        csv.line(), cell(cells, cost),
                                                        cell(cells, start)));
            continue;
        }
        total += *amount;
        sums[{date.substr(0, 7), cell(cells, provider), cell(cells, service),
              cell(cells, region)}] += *amount;
        const std::string sku = cell(cells, resource);
        if (!has_standard_price(cell(cells, category), cell(cells, pricing))) continue;
        if (sku.empty() || !is_hours(cell(cells, unit))) continue;
        Billed& billed = skus[{cell(cells, region), sku}];
        billed.cost += *amount;
        billed.hours += parse_number(cell(cells, quantity)).value_or(0);
    }
    result.report = bill_table(sums, total);
    if (sums.empty()) return result;
    const std::string offers =
        billed_offers(skus, catalog, csv.file(), sums.rbegin()->first[0], result.not_understood);
    if (!offers.empty()) {
        result.yaml =
            "# Written by `orrery import bill`: prices as billed, a catalog overlay.\noffers:\n" +
            offers;
    }
    return result;
}

}  // namespace orrery
