// report.html of studies: all that the page holds is in it, twice, and no name becomes markup.
#include "sim/report/study_html.hpp"

#include <nlohmann/json.hpp>

#include "sim/report/page_parts.hpp"
#include "sim/report/study_charts.hpp"
#include "sim/report/study_document.hpp"
#include "tests/support/catch.hpp"

namespace study_html_test {

using namespace orrery;

namespace {

constexpr const char* kEvil = "</script><script>alert(1)</script><!--\"'&";
constexpr const char* kTemplate =
    "<t><!--TITLE--></t><h><!--HEADLINE--></h><m><!--CONTENT--></m><d><!--DATA--></d>"
    "<s><!--SCRIPT--></s>";

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string between(const std::string& text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from) + from.size();
    return text.substr(at, text.find(to, at) - at);
}

StudyPage page_named(const std::string& name) {
    StudyPage page;
    page.study = "forecast";
    page.question = "What does " + name + " cost?";
    page.answer = name + " costs 5 USD.";
    page.goal = "cost at most 6 USD: met.";
    page.goal_met = true;
    page.flips_if = name + " doubles.";
    page.tables = {{name,
                    "Cost of " + name,
                    {{"what", name}, {"cost", "cost_usd", StudyFormat::money, "Σ " + name}},
                    {{name, 1234.6}, {name, StudyCell()}},
                    ""}};
    StudyChart chart;
    chart.name = "cost";
    chart.title = "Cost of " + name;
    chart.labels = {name, "b"};
    chart.lines = {{name, {}, {1, 2}}};
    page.charts = {chart};
    page.assumptions = {{name, "3", "assumed"}};
    page.notes = {name};
    page.runs = 40;
    page.seed = 18446744073709551615U;
    return page;
}

}  // namespace

TEST_CASE("study page: the data hold answer, tables, charts, assumptions, runs and seed") {
    const std::string html = render_study_html(page_named("x"), kTemplate, "SCRIPT");
    const auto data = nlohmann::json::parse(between(html, "<d>", "</d>"));
    CHECK(data["question"] == "What does x cost?");
    CHECK(data["answer"] == "x costs 5 USD.");
    CHECK(data["goal_met"] == true);
    CHECK(data["flips_if"] == "x doubles.");
    CHECK(data["runs"] == 40);
    CHECK(data["seed"] == "18446744073709551615");
    CHECK(data["tables"][0]["columns"][1]["formula"] == "Σ x");
    CHECK(data["tables"][0]["columns"][1]["format"] == "money");
    CHECK(data["tables"][0]["rows"][0][1] == 1234.6);
    CHECK(data["tables"][0]["rows"][1][1].is_null());
    CHECK(data["charts"][0]["lines"][0]["y"][1] == 2);
    CHECK(data["assumptions"][0]["source"] == "assumed");
    CHECK(between(html, "<s>", "</s>") == "SCRIPT");
}

TEST_CASE("study page: what a browser without scripts shows is whole") {
    const std::string html = render_study_html(page_named("x"), kTemplate, "");
    const std::string content = between(html, "<m>", "</m>");
    CHECK(holds(content, "<p>x costs 5 USD.</p>"));
    CHECK(holds(content, "Flips if: x doubles."));
    CHECK(holds(content, "<td class=\"number\">1,235</td>"));  // 1234.6 in whole dollars
    CHECK(holds(content, "<td>–</td>"));
    CHECK(holds(content, "x: 3 (assumed)"));
    CHECK(between(html, "<t>", "</t>") == "What does x cost?");
}

TEST_CASE("study page: no name becomes markup") {
    const std::string html = render_study_html(page_named(kEvil), kTemplate, "");
    CHECK_FALSE(holds(html, "<script"));
    CHECK_FALSE(holds(html, "</script"));
    CHECK_FALSE(holds(html, "<!--"));
    const auto data = nlohmann::json::parse(between(html, "<d>", "</d>"));
    CHECK(data["charts"][0]["labels"][0] == kEvil);
    CHECK(data["tables"][0]["rows"][0][0] == kEvil);
    CHECK(escape_for_html("<a href='x'>&\"") == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
    CHECK(escape_for_script("\"a\xE2\x80\xA8") == "\"a\\u2028");
}

TEST_CASE("study page: a name with the template's mark stays text") {
    const std::string html = render_study_html(page_named("<!--DATA-->"), kTemplate, "");
    CHECK(nlohmann::json::parse(between(html, "<d>", "</d>"))["notes"][0] == "<!--DATA-->");
}

TEST_CASE("study page: long tables are cut, and it says by how much") {
    StudyPage page = page_named("x");
    page.tables[0].rows.assign(2500, {"row", 1.0});
    const std::string html = render_study_html(page, kTemplate, "");
    const auto table = nlohmann::json::parse(between(html, "<d>", "</d>"))["tables"][0];
    CHECK(table["rows"].size() == 2000);
    CHECK(table["left_out"] == 500);
}

TEST_CASE("study page: a study with its own text becomes a page of its JSON") {
    const std::string json = R"({"study": "power", "currency": "EUR", "site": "hall",
        "load": {"p50": {"value": 2, "unit": "kW", "formula": "median"},
                 "peak": {"value": 4, "unit": "kW", "formula": "most"}},
        "limit": {"value": 3, "unit": "kW", "formula": "least"},
        "days": {"value": 9, "unit": "d", "formula": "steps"},
        "rows": [{"cap": {"value": 4, "unit": "kW", "formula": "share × peak"}, "holds": true,
                  "lost_accelerator_hours": 1.5, "share_of_peak": 1, "steps": [{"n": 1}, {"n": 2}]},
                 {"cap": {"value": 2, "unit": "kW"}, "holds": false,
                  "lost_accelerator_hours": 9, "share_of_peak": 0.5}]})";
    StudyPage page = study_page_of(json,
                                   "Answer: it does not fit,\n1 kW is missing.\n"
                                   "Flips if: the cap falls.\n\n"
                                   "Load\n  load  p50\n  hall  2 kW\n\n"
                                   "A remark.\n\n"
                                   "Files: a folder/report.html, study.json\n");
    // Nothing is hung on the answer, and no folder of one machine is in the page.
    CHECK(page.answer == "it does not fit, 1 kW is missing.");
    CHECK(page.flips_if == "the cap falls.");
    CHECK(page.notes == std::vector<std::string>{"A remark."});
    CHECK(page.currency == "EUR");
    REQUIRE(page.tables.size() == 4);
    CHECK(page.tables[0].name == "rows");
    CHECK(page.tables[0].columns[0].title == "Cap (kW)");
    CHECK(page.tables[0].columns[0].formula == "share × peak");
    CHECK(page.tables[0].rows[1][1].text == "no");
    CHECK(page.tables[0].columns[2].title == "Lost accelerator hours");
    CHECK(page.tables[2].name == "rows_steps");
    CHECK(page.tables[3].name == "figures");
    add_planned_charts(page);
    REQUIRE(page.charts.size() == 2);
    CHECK(page.charts[0].labels == std::vector<std::string>{"P50", "Peak"});
    CHECK(page.charts[0].mark == 3);
    CHECK(page.charts[1].labels == std::vector<std::string>{"100.0 %", "50.0 %"});
    CHECK(page.charts[1].lines[0].y == std::vector<double>{1.5, 9});
}

TEST_CASE("study page: planned charts take parts of a whole, groups, and rows that are asked for") {
    StudyPage page;
    page.study = "redundancy";
    page.tables = {{"rows",
                    "",
                    {{"Design", "design"},
                     {"Availability", "availability"},
                     {"Cost", "cost_year"},
                     {"On frontier", "on_frontier"},
                     {"Nine", "cost_per_nine"}},
                    {{"N", .99, 10.0, "yes", 0.0},
                     {"N+1", .99, 12.0, "no", 0.0},
                     {"2N", .999, 20.0, "yes", 10.0}},
                    ""}};
    add_planned_charts(page);
    REQUIRE(page.charts.size() == 2);
    REQUIRE(page.charts[0].lines.size() == 2);
    CHECK(page.charts[0].lines[0].name == "On frontier");
    CHECK(page.charts[0].lines[0].x == std::vector<double>{10, 20});
    CHECK(page.charts[0].lines[1].x == std::vector<double>{12});
    CHECK(page.charts[1].labels == std::vector<std::string>{"N", "2N"});
}

}  // namespace study_html_test
