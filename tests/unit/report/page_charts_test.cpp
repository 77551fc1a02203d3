// What only the page has: lists of its charts, and the tables of browsers that run no script.
#include "sim/report/page_charts.hpp"

#include <nlohmann/json.hpp>

#include "sim/report/page_tables.hpp"
#include "sim/report/report.hpp"
#include "tests/support/catch.hpp"

namespace page_charts_test {

using namespace orrery;

namespace {

nlohmann::json data_of(const Findings& f, const ChartFindings& charts) {
    return nlohmann::json::parse(render_page(f, charts, {}, "<!--DATA-->", ""));
}

Findings with_cost(const std::string& name) {
    Findings f;
    f.name = name;
    f.answer = {name + " costs 1,200 USD."};
    f.currency = "USD";
    Metric m;
    m.value = 1200;
    m.unit = "USD";
    m.lo = 1100;
    m.hi = 1300;
    m.formula = "Σ effective cost";
    f.metrics.set("cost.total", m);
    f.metrics.set("cost.by_site." + name, m);
    return f;
}

}  // namespace

TEST_CASE("five digits are what a chart shows") {
    CHECK(page::shown(1.23456789) == 1.2346);
    CHECK(page::shown(-123456789) == -123460000);
    CHECK(page::shown(0) == 0);
}

TEST_CASE("the page has what its charts alone need") {
    ChartFindings charts;
    charts.events_omitted = 7;
    charts.paid = {{"hall", "2026-01", 12.5}};
    charts.contracts = {{"held", "2026-01", 100, 60, 40, -1, 0},
                        {"deal", "2026-01", 130, 130, 0, 0, 100}};
    charts.carbon_free = {{"2026-01-01", 22, 2, 1}};
    const auto data = data_of({}, charts);
    CHECK(data["events_omitted"] == 7);
    CHECK(data["paid"][0]["amount"] == 12.5);
    CHECK(data["contracts"][0]["unused"] == 40);
    CHECK_FALSE(data["contracts"][0].contains("committed"));
    CHECK(data["contracts"][1]["committed"] == 100);
    CHECK(data["contracts"][1]["year"] == 0);
    const auto& free = data["carbon_free"];
    CHECK(free["keys"].dump() == R"(["period","hour","load_kwh","free_kwh"])");
    CHECK(free["rows"].dump() == R"([["2026-01-01",22,2.0,1.0]])");
    CHECK(data_of({}, {})["paid"].empty());
}

TEST_CASE("many lines over years are thinned until the page stays small") {
    Findings f;
    f.interval_s = 3600;
    for (int i = 0; i < 10; ++i) {
        const std::string where = "site-" + std::to_string(i);
        std::vector<double> values;
        for (int h = 0; h < 43824; ++h) values.push_back(1.0 / (h + 3 + i));
        for (const char* name : {"utilisation", "arrivals", "power", "ready replicas"}) {
            f.series.push_back({name, where, "", values});
        }
    }
    const std::string page = render_page(f, {}, {}, "<!--DATA-->", "");
    CHECK(page.size() < 300000);  // 40 lines, at most 500 points of 12 bytes, and keys
    const auto data = nlohmann::json::parse(page);
    // 20,000 values over 40 lines are 500 points; ⌈43,824 / 500⌉ = 88 hours a point.
    CHECK(data["interval_s"] == 88 * 3600);
    CHECK(data["series"][0]["values"].size() == 498);
}

TEST_CASE("of a queue that is thinned the longest is shown") {
    Findings f;
    f.interval_s = 3600;
    std::vector<double> values(4801, 1.0);
    values[4] = 9;
    f.series = {{"longest queue", "chat", "", values}};
    CHECK(data_of(f, {})["series"][0]["values"][1] == 9);  // of hours 3, 4, 5
}

TEST_CASE("of many events outages stay, and scaling is thinned over the whole run") {
    Findings f;
    for (int i = 0; i < 1000; ++i) {
        f.events.push_back({kSecond * i, kSecond * i, "scale_up", "pool", "one"});
    }
    f.events.push_back({kSecond * 1000, kSecond * 1001, "outage", "hall", "dark"});
    const auto events = data_of(f, {})["result"]["events"];
    REQUIRE(events.size() <= 401);
    CHECK(events.size() > 300);
    CHECK(events.back()["kind"] == "outage");
    CHECK(events[events.size() - 2]["at_s"] > 990);
}

TEST_CASE("without scripts the answer and its figures are tables, their texts escaped") {
    const std::string tables = page::key_tables(with_cost("<b>\"x\"&'y'"));
    CHECK(tables.find("<b>") == std::string::npos);
    CHECK(tables.find("&lt;b&gt;&quot;x&quot;&amp;&#39;y&#39; costs 1,200 USD.") !=
          std::string::npos);
    CHECK(tables.find("<td>Total cost (effective)</td><td>1,200</td><td>USD</td>"
                      "<td>1,100 to 1,300</td><td>modelled</td><td>Σ effective cost</td>") !=
          std::string::npos);
    CHECK(tables.find("<h2>Alternatives") == std::string::npos);
}

TEST_CASE("tables have a long span in the unit that people would choose") {
    Findings f;
    Metric m;
    m.unit = "s";
    m.value = 9000;
    m.lo = 7200;
    m.hi = 10800;
    f.metrics.set("latency.e2e.p99", m);
    m.value = 0.5;
    m.lo = m.hi = std::nullopt;
    f.metrics.set("latency.ttft.p99", m);
    const std::string tables = page::key_tables(f);
    INFO(tables);
    CHECK(tables.find("<td>2.5</td><td>h</td><td>2 to 3</td>") != std::string::npos);
    CHECK(tables.find("<td>0.5</td><td>s</td>") != std::string::npos);
}

TEST_CASE("a long table without scripts ends with how many rows there are") {
    Findings f;
    for (int i = 0; i < 50; ++i) {
        f.bottlenecks.push_back({"b" + std::to_string(i), "slots", "d", 1, .02, "more"});
    }
    const std::string tables = page::key_tables(f);
    CHECK(tables.find("<td>b39</td>") != std::string::npos);
    CHECK(tables.find("<td>b40</td>") == std::string::npos);
    CHECK(tables.find("10 further rows") != std::string::npos);
}

TEST_CASE("a template has the tables before data and script, or none of its marks") {
    const Findings f = with_cost("x");
    const std::string page =
        render_page(f, {}, {}, "<noscript><!--TABLES--></noscript><!--DATA-->|<!--SCRIPT-->", "S");
    CHECK(page.find("<noscript><h1>x</h1>") == 0);
    CHECK(page.substr(page.size() - 2) == "|S");
    CHECK(render_page(f, {}, {}, "nothing", "S") == "nothing");
}

TEST_CASE("the fan of cost is in the page where several runs have one, and nowhere else") {
    CHECK_FALSE(data_of({}, {}).contains("cost_fan"));
    ChartFindings charts;
    charts.replications = 5;
    charts.cost_fan = {{"2026-01", 14.123456, 30, 46}};
    const auto data = data_of({}, charts);
    CHECK(data["replications"] == 5);
    CHECK(data["cost_fan"] ==
          nlohmann::json::parse(R"([{"part": "2026-01", "p10": 14.123, "p50": 30, "p90": 46}])"));
}

TEST_CASE("what figures rest on is in the page, with and without its script") {
    Findings f = with_cost("<b>hall</b>");
    for (int i = 0; i < 30; ++i) {
        if (f.bases.empty()) f.bases.push_back({"cost", {"cost"}, RestsOn::calibrated, 4.14, {}});
        f.bases[0].inputs.push_back({"price " + std::to_string(i), RestsOn::measured, 0, "<i>"});
    }
    const auto bases = data_of(f, {})["result"]["bases"];
    REQUIRE(bases.size() == 1);
    CHECK(bases[0]["basis"] == "calibrated");
    CHECK(bases[0]["error_pct"] == 4.14);
    CHECK(bases[0]["inputs"].size() == 20);
    CHECK(bases[0]["more_inputs"] == 10);
    const std::string tables = page::key_tables(f);
    CHECK(tables.find("calibrated ±4.1 %") != std::string::npos);
    CHECK(tables.find("<b>hall") == std::string::npos);
}

}  // namespace page_charts_test
