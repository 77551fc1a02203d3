// The study `match` as text, JSON and CSV.
#include "sim/report/study_match.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/report/report.hpp"

namespace orrery {
namespace {

constexpr const char* kFormula =
    "price of a server × servers for ⌈rate / closed-form rate of a replica⌉ replicas";

std::string answer(const MatchResult& r) {
    std::string text = "Answer: ";
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        const int c = r.best.column[i];
        if (c < 0) continue;
        text += fmt::format("{}{} on {}", text.size() > 8 ? ", " : "", r.rows[i],
                            r.columns[static_cast<std::size_t>(c)]);
    }
    text += fmt::format(": {:.2f} USD/h", r.best.cost);
    if (r.uniform >= 0) {
        text += fmt::format("; one kind for all, {}, would be {:.2f} ({:+.0f} %)",
                            r.columns[static_cast<std::size_t>(r.uniform)], r.uniform_usd_h,
                            100 * (r.uniform_usd_h / r.best.cost - 1));
    }
    text += ".\n";
    for (const std::string& name : r.unmatched) {
        text += fmt::format("No kind is left for {}.\n", name);
    }
    return text;
}

}  // namespace

std::string render_match_text(const MatchResult& r) {
    std::string text = answer(r) + fmt::format("\n{:<18}", "USD/h");
    for (const std::string& column : r.columns) text += fmt::format("{:>18}", column.substr(0, 17));
    text += "\n";
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        text += fmt::format("{:<18}", r.rows[i].substr(0, 17));
        for (std::size_t c = 0; c < r.columns.size(); ++c) {
            const MatchCell& cell = r.cells[i][c];
            const bool chosen = r.best.column[i] == static_cast<int>(c);
            text += std::isinf(cell.usd_h)
                        ? fmt::format("{:>18}", "–")
                        : fmt::format("{:>18}", fmt::format("{}{:.2f} ({})", chosen ? "* " : "",
                                                            cell.usd_h, cell.replicas));
        }
        text += "\n";
    }
    text +=
        "\n* chosen; in brackets replicas; bursts, failures and spare servers are not in it: "
        "size what is chosen\nwith `study size`.\n";
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        for (std::size_t c = 0; c < r.columns.size(); ++c) {
            const MatchCell& cell = r.cells[i][c];
            if (std::isinf(cell.usd_h)) {
                text +=
                    fmt::format("  {} on {}: {}\n", r.rows[i], r.columns[c],
                                cell.why.empty() ? "no offer whose accelerators have its number "
                                                   "format and whose count its heads divide"
                                                 : cell.why);
            }
        }
    }
    return text;
}

std::string render_match_json(const MatchResult& r) {
    using Json = nlohmann::ordered_json;
    Json rows = Json::array();
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        Json cells = Json::array();
        for (std::size_t c = 0; c < r.columns.size(); ++c) {
            const MatchCell& cell = r.cells[i][c];
            Json j{{"hardware", r.columns[c]}};
            if (std::isinf(cell.usd_h)) {
                j["why"] = cell.why;
            } else {
                j["cost"] = {{"value", cell.usd_h}, {"unit", "USD/h"}, {"formula", kFormula}};
                j["layout"] = cell.layout;
                j["replicas"] = cell.replicas;
                j["chosen"] = r.best.column[i] == static_cast<int>(c);
            }
            cells.push_back(std::move(j));
        }
        rows.push_back({{"deployment", r.rows[i]}, {"cells", std::move(cells)}});
    }
    const Json all{{"schema_version", 1},
                   {"study", "match"},
                   {"answer", answer(r)},
                   {"cost", {{"value", r.best.cost}, {"unit", "USD/h"}, {"formula", "sum"}}},
                   {"unmatched", r.unmatched},
                   {"rows", std::move(rows)}};
    return all.dump(2) + "\n";
}

std::string render_match_csv(const MatchResult& r) {
    std::string out = "deployment,hardware,usd_h,layout,replicas,chosen\n";
    for (std::size_t i = 0; i < r.rows.size(); ++i) {
        for (std::size_t c = 0; c < r.columns.size(); ++c) {
            const MatchCell& cell = r.cells[i][c];
            const bool fits = !std::isinf(cell.usd_h);
            out += fmt::format("{},{},{},{},{},{}\n", csv_cell(r.rows[i]), csv_cell(r.columns[c]),
                               fits ? fmt::format("{}", cell.usd_h) : "", csv_cell(cell.layout),
                               fits ? fmt::format("{}", cell.replicas) : "",
                               fits && r.best.column[i] == static_cast<int>(c) ? 1 : 0);
        }
    }
    return out;
}

}  // namespace orrery
