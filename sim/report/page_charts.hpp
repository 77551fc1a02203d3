// The report page with the lists that its charts alone need.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sim/analysis/findings_charts.hpp"

namespace orrery {

/// As render_html, with more charts.
std::string render_page(const Findings& findings, const ChartFindings& charts,
                        const std::vector<Origin>& assumptions, std::string_view page_template,
                        std::string_view bundle);

namespace page {

/// Adds `paid`, `contracts` (months of commitments), `carbon_free` (hour of the day by period) and,
/// of several replications, `cost_fan`.
void add_chart_lists(const ChartFindings& charts, nlohmann::ordered_json& data);

/// A list of objects that have the same keys as {"keys", "rows"}, which states each key once.
nlohmann::ordered_json as_table(const nlohmann::ordered_json& list);

/// As the page writes measured values: five digits, which nobody tells from more in a chart.
double shown(double value);

}  // namespace page
}  // namespace orrery
