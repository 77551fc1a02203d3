// Predicted beside measured: rows, what was skipped and why, errors by metric; text and JSON.
#include "sim/evidence/validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

namespace orrery {
namespace {

nlohmann::ordered_json json_of(const NamedErrors& s) {
    return {{"name", s.name},         {"rows", s.rows},
            {"mape_pct", s.mape_pct}, {"median_pct", s.median_pct},
            {"p90_pct", s.p90_pct},   {"bias_pct", s.bias_pct}};
}

nlohmann::ordered_json json_of(const std::vector<NamedErrors>& list) {
    nlohmann::ordered_json array = nlohmann::ordered_json::array();
    for (const NamedErrors& s : list) array.push_back(json_of(s));
    return array;
}

void table(std::string& out, const std::string& title, const std::vector<NamedErrors>& list) {
    out += fmt::format("\n{:<34}{:>8}{:>9}{:>9}{:>9}{:>9}\n", title, "rows", "mean %", "median",
                       "p90", "bias");
    for (const NamedErrors& s : list) {
        out += fmt::format("{:<34}{:>8}{:>9.2f}{:>9.2f}{:>9.2f}{:>+9.2f}\n", s.name.substr(0, 33),
                           s.rows, s.mape_pct, s.median_pct, s.p90_pct, s.bias_pct);
    }
}

}  // namespace

double quantile_of(const std::vector<double>& ascending, double q) {
    if (ascending.empty()) return 0;
    const double at = q * static_cast<double>(ascending.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    const std::size_t high = std::min(low + 1, ascending.size() - 1);
    return ascending[low] + (at - static_cast<double>(low)) * (ascending[high] - ascending[low]);
}

NamedErrors summarise(const std::string& name, const std::vector<const ValidationRow*>& rows) {
    NamedErrors s;
    s.name = name;
    s.rows = static_cast<std::int64_t>(rows.size());
    std::vector<double> sizes;
    double bias = 0;
    double mean = 0;
    for (const ValidationRow* row : rows) {
        sizes.push_back(std::fabs(row->error_pct()));
        mean += sizes.back();
        bias += row->error_pct();
    }
    if (rows.empty()) return s;
    std::sort(sizes.begin(), sizes.end());
    s.mape_pct = mean / static_cast<double>(rows.size());
    s.bias_pct = bias / static_cast<double>(rows.size());
    s.median_pct = quantile_of(sizes, 0.5);
    s.p90_pct = quantile_of(sizes, 0.9);
    return s;
}

std::vector<NamedErrors> summarise_by(const ValidationReport& report, int group) {
    std::map<std::string, std::vector<const ValidationRow*>> parts;
    for (const ValidationRow& row : report.rows) {
        parts[group < 0 ? row.metric : row.groups[static_cast<std::size_t>(group)]].push_back(&row);
    }
    std::vector<NamedErrors> list;
    for (const auto& [name, rows] : parts) list.push_back(summarise(name, rows));
    return list;
}

std::vector<NamedErrors> summarise_parts(const ValidationReport& report) {
    std::vector<std::string> names;
    std::map<std::string, std::vector<const ValidationRow*>> parts;
    for (const ValidationRow& row : report.rows) {
        if (parts[row.part].empty()) names.push_back(row.part);
        parts[row.part].push_back(&row);
    }
    std::vector<NamedErrors> list;
    if (names.size() < 2) return list;
    for (const std::string& name : names) list.push_back(summarise(name, parts[name]));
    return list;
}

std::string validation_text(const ValidationReport& report) {
    std::vector<const ValidationRow*> all;
    for (const ValidationRow& row : report.rows) all.push_back(&row);
    std::string out;
    std::vector<NamedErrors> whole = summarise_parts(report);
    ValidationReport first = report;
    if (!whole.empty()) {
        std::erase_if(first.rows,
                      [&](const ValidationRow& row) { return row.part != report.rows[0].part; });
    }
    const std::string of = whole.empty() ? "" : ", " + report.rows[0].part;
    whole.push_back(summarise("all rows", all));
    table(out, "all", whole);
    table(out, "by metric", summarise_by(report, -1));
    for (std::size_t g = 0; g < report.group_names.size(); ++g) {
        table(out, "by " + report.group_names[g] + of, summarise_by(first, static_cast<int>(g)));
    }
    std::map<std::string, int> reasons;
    for (const SkippedRow& row : report.skipped) ++reasons[row.reason];
    if (!reasons.empty()) out += fmt::format("\nskipped {} rows\n", report.skipped.size());
    for (const auto& [reason, n] : reasons) out += fmt::format("{:>8}  {}\n", n, reason);
    return out;
}

std::string validation_json(const ValidationReport& report) {
    nlohmann::ordered_json j{{"kind", report.kind}, {"against", report.against}};
    std::vector<const ValidationRow*> all;
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const ValidationRow& row : report.rows) {
        all.push_back(&row);
        nlohmann::ordered_json r{{"id", row.id},
                                 {"metric", row.metric},
                                 {"measured", row.measured},
                                 {"predicted", row.predicted},
                                 {"error_pct", row.error_pct()}};
        for (std::size_t g = 0; g < report.group_names.size(); ++g) {
            r[report.group_names[g]] = row.groups[g];
        }
        rows.push_back(std::move(r));
    }
    j["rows"] = std::move(rows);
    j["summary"] = json_of(summarise("all", all));
    const std::vector<NamedErrors> parts = summarise_parts(report);
    if (!parts.empty()) j["by_part"] = json_of(parts);
    j["by_metric"] = json_of(summarise_by(report, -1));
    for (std::size_t g = 0; g < report.group_names.size(); ++g) {
        j["by_" + report.group_names[g]] = json_of(summarise_by(report, static_cast<int>(g)));
    }
    nlohmann::ordered_json skipped = nlohmann::ordered_json::array();
    for (const SkippedRow& row : report.skipped) {
        skipped.push_back({{"id", row.id}, {"reason", row.reason}});
    }
    j["skipped"] = std::move(skipped);
    return j.dump(2) + "\n";
}

}  // namespace orrery
