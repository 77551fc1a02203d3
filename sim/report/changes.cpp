// What a result says beside an earlier one of the same run: figures before and after.
#include "sim/report/changes.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/report/result_json.hpp"
#include "sim/report/text_page.hpp"

namespace orrery {
namespace {

bool begins(const std::string& path, const char* with) {
    return path.rfind(with, 0) == 0;
}

bool is_priced(const std::string& path) {
    for (const char* group : {"cost.", "carbon.", "energy.", "water.", "finance.", "unit."}) {
        if (begins(path, group)) return true;
    }
    return false;
}

bool is_row(const std::string& path) {
    return path == "cost.total" || begins(path, "cost.by_category.") ||
           path == "carbon.location_based" || path == "carbon.market_based" ||
           path == "finance.npv" || path == "finance.npv_cost";
}

/// "1,234,567.9"
std::string grouped(double value) {
    std::string text = fmt::format("{:.2f}", value < 0 ? -value : value);
    for (std::size_t at = text.find('.'); at > 3;) text.insert(at -= 3, 1, ',');
    return (value < 0 ? "-" : "") + text;
}

std::string percent(double before, double after) {
    if (before == 0) return after == 0 ? "0.0 %" : "new";
    return fmt::format("{:+.1f} %", 100 * (after - before) / (before < 0 ? -before : before));
}

/// "cost.by_category.energy" → "  energy"
std::string label(const std::string& path) {
    if (path == "cost.total") return "cost, effective";
    if (begins(path, "cost.by_category.")) return "  " + path.substr(17);
    if (path == "carbon.location_based") return "emissions, location-based";
    if (path == "carbon.market_based") return "emissions, market-based";
    return path == "finance.npv" ? "net present value" : "present value of cost";
}

}  // namespace

std::vector<FigureChange> figure_changes(const Metrics& before, const Metrics& after) {
    std::vector<FigureChange> out;
    for (const auto& [path, is] : after.all()) {
        if (!is_priced(path)) continue;
        const Metric* was = before.find(path);
        if (was && was->value == is.value && was->unit == is.unit) continue;
        out.push_back({path, was ? was->unit : "", is.unit, was ? was->value : 0, is.value});
    }
    for (const auto& [path, was] : before.all()) {
        if (is_priced(path) && !after.find(path)) {
            out.push_back({path, was.unit, "", was.value, 0});
        }
    }
    return out;
}

std::string render_changes(const Metrics& before, const Metrics& after, int width) {
    std::vector<std::vector<std::string>> rows{{"", "before", "after", "change", ""}};
    const auto add = [&](const std::string& path, const Metric* was, const Metric* is) {
        const double b = was ? was->value : 0;
        const double a = is ? is->value : 0;
        const std::string unit = is ? is->unit : was->unit;
        const bool same_unit = !was || !is || was->unit == is->unit;
        rows.push_back({label(path) + ", " + unit, grouped(b) + (same_unit ? "" : " " + was->unit),
                        grouped(a), same_unit ? grouped(a - b) : "",
                        same_unit ? percent(b, a) : ""});
    };
    for (const auto& [path, is] : after.all()) {
        if (is_row(path)) add(path, before.find(path), &is);
    }
    for (const auto& [path, was] : before.all()) {
        if (is_row(path) && !after.find(path)) add(path, &was, nullptr);
    }
    text::Page page(width);
    page.heading("Change against the stored result");
    page.table(rows);
    return page.out;
}

std::string render_repriced_json(const Findings& findings, const std::vector<FigureChange>& changes,
                                 const std::vector<std::string>& may_differ) {
    nlohmann::ordered_json root = result_json(findings);
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const FigureChange& c : changes) {
        list.push_back({{"path", c.path},
                        {"before", c.before},
                        {"unit_before", c.unit_before},
                        {"after", c.after},
                        {"unit", c.unit}});
    }
    root["repriced"] = {{"may_differ", may_differ}, {"changes", list}};
    return root.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace orrery
