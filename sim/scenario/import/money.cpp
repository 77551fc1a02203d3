// `import prices|bill|demand`: overlays on an existing scenario.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "sim/ingest/csv.hpp"
#include "sim/ingest/trace.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

std::string cell(const std::vector<std::string>& cells, int column) {
    const auto i = static_cast<std::size_t>(column);
    return column >= 0 && i < cells.size() ? cells[i] : std::string();
}

void note_columns(const CsvReader& csv, const std::set<int>& used, ImportResult& result) {
    for (std::size_t i = 0; i < csv.header().size(); ++i) {
        if (used.count(static_cast<int>(i)) > 0) continue;
        result.not_understood.push_back("column \"" + csv.header()[i] + "\": not used");
    }
}

struct BillSum {
    double cost = 0;
    double quantity = 0;
    std::string unit;
};

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
    int rows = 0;
    while (csv.next(cells)) {
        const auto value = parse_number(cell(cells, price));
        const std::string name = cell(cells, pool);
        if (!value || *value < 0 || name.empty()) {
            result.not_understood.push_back(fmt::format("line {}: \"{}\" is not a price of \"{}\"",
                                                        csv.line(), cell(cells, price), name));
            continue;
        }
        ++rows;
        yaml += fmt::format("  - {{name: {}, price: {} USD/h", name, print_number(*value));
        const auto listed = parse_number(cell(cells, list));
        if (listed) yaml += fmt::format(", list_price: {} USD/h", print_number(*listed));
        yaml += "}\n";
    }
    result.report = fmt::format("{} prices read\n", rows);
    if (rows > 0) result.yaml = yaml;
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
        names, path_in_scenario);
    return result;
}

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
    note_columns(csv, {cost, start, service, region, resource, quantity, unit}, result);
    if (cost < 0 || start < 0) {
        result.not_understood.push_back("columns BilledCost and ChargePeriodStart are wanted");
        return result;
    }
    std::map<std::array<std::string, 3>, BillSum> sums;
    std::map<std::pair<std::string, std::string>, BillSum> offers;
    std::vector<std::string> cells;
    double total = 0;
    while (csv.next(cells)) {
        const auto amount = parse_number(cell(cells, cost));
        const std::string month = cell(cells, start).substr(0, 7);
        if (!amount || month.size() != 7) {
            result.not_understood.push_back(fmt::format("line {}: cost \"{}\", start \"{}\"",
                                                        csv.line(), cell(cells, cost),
                                                        cell(cells, start)));
            continue;
        }
        total += *amount;
        sums[{month, cell(cells, service), cell(cells, region)}].cost += *amount;
        BillSum& offer = offers[{cell(cells, region), cell(cells, resource)}];
        offer.cost += *amount;
        offer.quantity += parse_number(cell(cells, quantity)).value_or(0);
        offer.unit = cell(cells, unit);
    }
    result.report =
        fmt::format("{:<9}{:<34}{:<20}{:>14}\n", "month", "service", "region", "billed");
    for (const auto& [key, sum] : sums) {
        result.report += fmt::format("{:<9}{:<34}{:<20}{:>14.2f}\n", key[0], key[1].substr(0, 33),
                                     key[2].substr(0, 19), sum.cost);
    }
    result.report += fmt::format("{:<63}{:>14.2f}\n", "total", total);
    std::string yaml =
        "# Written by `orrery import bill`: prices as billed, a catalog overlay.\noffers:\n";
    bool any = false;
    for (const auto& [key, sum] : offers) {
        for (const auto& [name, offer] : catalog.offers) {
            const bool same =
                offer.sku == key.second && offer.region == offer.vendor + "/" + key.first;
            if (!same || sum.quantity <= 0) continue;
            any = true;
            yaml += fmt::format(
                "  {}:\n    vendor: {}\n    region: {}\n    server: {}\n    sku: {}\n    price: {} "
                "USD/h\n    source: the bill {}\n    as_of: {}-01\n    confidence: measured\n",
                name, offer.vendor, offer.region, offer.server, offer.sku,
                print_number(sum.cost / sum.quantity), csv.file(), sums.rbegin()->first[0]);
        }
    }
    if (any) result.yaml = yaml;
    return result;
}

}  // namespace orrery
