// `import prices|demand`: overlays on an existing scenario.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/ingest/csv.hpp"
#include "sim/ingest/heads.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/import/rows.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

/// Names of scenarios: letters, digits, - and _; nothing that YAML would read as something else.
bool is_name(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

/// A trace is replayed row by row: that ids come again is told, and changes nothing.
void note_ids(const std::string& file, ImportResult& result) {
    CsvReader csv(file);
    const int column = csv.column({"request_id"});
    if (column < 0) return;
    std::map<std::string, std::int64_t> lines;
    std::vector<std::string> cells;
    std::int64_t again = 0;
    std::string first;
    while (csv.next(cells)) {
        const std::string id = cell(cells, column);
        const auto [at, fresh] = lines.emplace(id, csv.line());
        if (id.empty() || fresh || again++ > 0) continue;
        first = fmt::format("line {} that of line {}", csv.line(), at->second);
    }
    if (again == 0) return;
    result.not_understood.push_back(fmt::format(
        "{} rows have the request_id of an earlier row, the first is {}: a trace is replayed row "
        "by row, and each counts",
        again, first));
}

}  // namespace

ImportResult import_prices(const std::string& file) {
    ImportResult result;
    CsvReader csv(file);
    const int pool = csv.column({"pool", "name"});
    const int price = csv.column({"price_usd_h", "price_usd_per_hour", "price", "usd_per_hour"});
    const int list = csv.column({"list_price_usd_h", "list_price", "list_usd_per_hour"});
    note_unused_columns(csv, {pool, price, list}, result);
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
    if (const std::string other = csv.other_letters(); !other.empty()) {
        result.not_understood.push_back(other);
    }
    result.report = fmt::format("{} prices read\n", seen.size());
    if (!seen.empty()) result.yaml = yaml;
    return result;
}

ImportResult import_demand(const FileHead& head, const std::string& path_in_scenario,
                           const std::vector<std::string>& deployments) {
    ImportResult result;
    Diagnostics diagnostics;
    const TraceKind kind = recognise(head);
    const TraceScan scan = scan_trace(head.file, kind, Nanos{10 * kSecond.ns}, diagnostics);
    for (const Diagnostic& d : diagnostics.items()) {
        result.not_understood.push_back(fmt::format("line {}: {}", d.at.line, d.message));
    }
    if (scan.requests == 0 || diagnostics.has_errors()) return result;
    if (kind != TraceKind::mooncake) note_ids(head.file, result);
    std::string names;
    for (const std::string& name : deployments) names += (names.empty() ? "" : ", ") + name;
    result.span.length = scan.span;
    result.report = fmt::format("{} requests over {:.1f} s\n", scan.requests, scan.span.seconds());
    result.yaml = fmt::format(
        "# Written by `orrery import demand`.\nworkloads:\n  - name: imported\n    deployments: "
        "[{}]\n    demand: {{trace: {{file: {}}}}}\n",
        names, quoted(path_in_scenario));
    return result;
}

}  // namespace orrery
