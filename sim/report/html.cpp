// report.html: the page template with the script and the data inside; nothing else is loaded.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/report/page_charts.hpp"
#include "sim/report/page_limits.hpp"
#include "sim/report/page_parts.hpp"
#include "sim/report/page_tables.hpp"
#include "sim/report/report.hpp"
#include "sim/report/result_json.hpp"

namespace orrery {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostCdfPoints = 300;
constexpr std::size_t kMostDurationSites = 12;  ///< more lines cannot be told apart

/// Every n-th point, the first and the last kept.
Json points_json(const std::vector<Sketch::Point>& points) {
    Json list = Json::array();
    const std::size_t step = points.size() / kMostCdfPoints + 1;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (i % step != 0 && i + 1 != points.size()) continue;
        list.push_back({page::shown(points[i].seconds), page::shown(points[i].share)});
    }
    return list;
}

/// Share of time and kW, of the sites with the highest peaks.
Json durations_json(const Findings& f) {
    std::vector<const LoadDuration*> sites;
    for (const LoadDuration& d : f.load_durations) {
        if (!d.kw.empty()) sites.push_back(&d);
    }
    std::stable_sort(sites.begin(), sites.end(), [](const LoadDuration* a, const LoadDuration* b) {
        return a->kw.front() > b->kw.front();
    });
    if (sites.size() > kMostDurationSites) sites.resize(kMostDurationSites);
    Json list = Json::array();
    for (const LoadDuration* d : sites) {
        // Interval i of n is drawn from i/n to (i+1)/n: a step, closed at 1.
        const std::size_t n = d->kw.size();
        const std::size_t step = n / kMostCdfPoints + 1;
        Json points = Json::array();
        for (std::size_t i = 0; i < n; i += step) {
            points.push_back({page::shown(static_cast<double>(i) / static_cast<double>(n)),
                              page::shown(d->kw[i])});
        }
        points.push_back({1.0, page::shown(d->kw.back())});
        list.push_back({{"site", d->site}, {"points", points}, {"cap_kw", d->cap_kw}});
    }
    return list;
}

/// Where energy goes, how the load is spread over time, emissions by scope.
void add_energy(const Findings& f, Json& j) {
    j["energy_flows"] = Json::array();
    for (const EnergyFlow& e : page::energy_flows(f)) {
        j["energy_flows"].push_back(
            {{"site", e.site}, {"from", e.from}, {"to", e.to}, {"kwh", e.kwh}});
    }
    j["load_durations"] = durations_json(f);
    j["carbon_boundary"] = f.carbon_boundary;
    j["groups"] = Json::array();
    for (const Group& g : f.groups) {
        // Larger ones are one place already.
        const bool small = g.members.size() <= page::kMostMembers;
        if (g.kind == "site" && small)
            j["groups"].push_back({{"name", g.name}, {"members", g.members}});
    }
    j["scopes"] = Json::array();
    for (const ScopeRow& s : f.scopes) {
        j["scopes"].push_back({{"reporter", s.reporter},
                               {"scope", s.scope},
                               {"what", s.what},
                               {"location_g", s.location_g},
                               {"market_annual_g", s.market_annual_g},
                               {"market_hourly_g", s.market_hourly_g}});
    }
}

/// Data flows of classed data, and the ways that residency took away.
Json data_flows_json(const Findings& f) {
    Json list = Json::array();
    for (const FlowRow& r : f.data_flows) {
        list.push_back({{"subject", r.subject},
                        {"data_class", r.data_class},
                        {"what", r.what},
                        {"from", r.from},
                        {"to", r.to},
                        {"country", r.country},
                        {"operator", r.operated_by},
                        {"jurisdiction", r.jurisdiction},
                        {"encrypted", r.encrypted},
                        {"confidential", r.confidential},
                        {"allowed", r.allowed},
                        {"rule", r.rule}});
    }
    return list;
}

/// Meter intervals that a point of the page's series stands for: charts draw a few hundred points,
/// and a file of years by the hour would be megabytes.
std::size_t intervals_a_point(const Findings& f, std::size_t lines) {
    constexpr std::size_t kMostPoints = 2400;
    constexpr std::size_t kLeastPoints = 400;
    constexpr std::size_t kMostValues = 20000;  ///< of all lines
    const std::size_t points =
        std::clamp(kMostValues / std::max<std::size_t>(lines, 1), kLeastPoints, kMostPoints);
    std::size_t most = 1;
    for (const Series& s : f.series) most = std::max(most, s.values.size());
    return (most + points - 1) / points;
}

/// Of groups of `step` values the means, of queues the longest; the last group may be shorter.
Json thinned(const Series& s, std::size_t step) {
    const bool longest = s.name == "longest queue";
    Json list = Json::array();
    for (std::size_t i = 0; i < s.values.size(); i += step) {
        const std::size_t end = std::min(s.values.size(), i + step);
        double sum = 0;
        for (std::size_t k = i; k < end; ++k) {
            sum = longest ? std::max(sum, s.values[k]) : sum + s.values[k];
        }
        list.push_back(page::shown(longest ? sum : sum / static_cast<double>(end - i)));
    }
    return list;
}

/// Lines over time, as many of them as the page draws.
void add_series(const Findings& f, Json& j) {
    const std::vector<Series> lines = page::series(f);
    const std::size_t step = intervals_a_point(f, lines.size());
    j["interval_s"] = f.interval_s * static_cast<double>(step);
    j["series"] = Json::array();
    for (const Series& s : lines) {
        j["series"].push_back(
            {{"name", s.name}, {"where", s.where}, {"unit", s.unit}, {"values", thinned(s, step)}});
    }
}

/// Amounts to the micro-unit, as postings have them.
Json costs_json(const Findings& f) {
    Json list = Json::array();
    for (const CostCell& c : page::cost_cells(f)) {
        list.push_back({{"site", c.site},
                        {"vendor", c.vendor},
                        {"month", c.month},
                        {"category", c.category},
                        {"amount", std::round(c.amount * 1e6) / 1e6}});
    }
    return list;
}

Json charts_json(const Findings& f, const ChartFindings& charts,
                 const std::vector<Origin>& assumptions) {
    Json j{{"result", result_json(f)}};
    j["left_out"] = page::cut_result(f, j["result"]);
    if (j["result"].contains("assets")) j["result"]["assets"] = assets_json(page::assets(f));
    j["cdfs"] = Json::array();
    for (const Cdf& c : f.cdfs) {
        j["cdfs"].push_back({{"name", c.name},
                             {"workload", c.workload},
                             {"points", points_json(c.points)},
                             {"slo_s", c.slo_s}});
    }
    add_series(f, j);
    j["costs"] = page::as_table(costs_json(f));
    j["carbon"] = Json::array();
    for (const CarbonCell& c : page::carbon_cells(f)) {
        j["carbon"].push_back({{"site", c.site},
                               {"source", c.source},
                               {"scope", c.scope},
                               {"gco2e", c.gco2e},
                               {"kwh", c.kwh}});
    }
    add_energy(f, j);
    page::add_chart_lists(charts, j);
    j["data_flows"] = data_flows_json(f);
    j["assumptions"] = Json::array();
    for (const Origin& o : assumptions) {
        j["assumptions"].push_back({{"path", o.path}, {"value", o.value}, {"origin", o.origin}});
    }
    return j;
}

}  // namespace

std::string render_page(const Findings& findings, const ChartFindings& charts,
                        const std::vector<Origin>& assumptions, std::string_view page_template,
                        std::string_view bundle) {
    const std::string data =
        escape_for_script(charts_json(findings, charts, assumptions)
                              .dump(-1, ' ', false, Json::error_handler_t::replace));
    return fill_page(page_template, {{"<!--TABLES-->", page::key_tables(findings)},
                                     {"<!--DATA-->", data},
                                     {"<!--SCRIPT-->", bundle}});
}

std::string render_html(const Findings& findings, const std::vector<Origin>& assumptions,
                        std::string_view page_template, std::string_view bundle) {
    return render_page(findings, {}, assumptions, page_template, bundle);
}

}  // namespace orrery
