// Markdown for pull requests: whatever a name holds is shown as text, tables keep their columns.
#include "sim/report/markdown.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

namespace markdown_test {

using namespace orrery;

namespace {

const std::string kEvil =
    "a|b <script>x</script> [link](http://x.y) **b** `c`\n# d @team #12 \x1b[0m";

/// Bars that end a cell, in each line of a table.
std::size_t cells(const std::string& line) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '|' && (i == 0 || line[i - 1] != '\\')) ++n;
    }
    return n;
}

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

void check_harmless(const std::string& text) {
    CHECK(text.find("<script") == std::string::npos);
    CHECK(text.find("[link](") == std::string::npos);
    CHECK(text.find("://x") == std::string::npos);
    CHECK(text.find("@team") == std::string::npos);
    CHECK(text.find("#12") == std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\n# d") == std::string::npos);
    CHECK(text.find("**b**") == std::string::npos);
}

Metric metric(double value, const std::string& unit = "") {
    Metric m;
    m.value = value;
    m.unit = unit;
    return m;
}

}  // namespace

TEST_CASE("text is text in Markdown") {
    CHECK(markdown_text("a|b") == "a\\|b");
    CHECK(markdown_text("<b>&") == "&lt;b&gt;&amp;");
    CHECK(markdown_text("a_b*c`d") == "a\\_b\\*c\\`d");
    CHECK(markdown_text("x\ny") == "x y");
    CHECK(markdown_text("www.evil.com") == "www<!-- -->.evil.com");
    check_harmless(markdown_text(kEvil));
}

TEST_CASE("tables stand right but for their first column, and are bounded") {
    CHECK(markdown_table({{"", "cost"}, {"hall", "1,200"}}) ==
          "|  | cost |\n|:--|--:|\n| hall | 1,200 |\n");
    CHECK(markdown_table({{"a", "b", "c"}, {"x", "words", "−5 s"}, {"y", "2 words", "–"}}) ==
          "| a | b | c |\n|:--|:--|--:|\n| x | words | −5 s |\n| y | 2 words | – |\n");
    CHECK(markdown_table({{"a", "b"}, {"x", "--flag"}}).find("|:--|:--|") != std::string::npos);
    CHECK(markdown_table({}).empty());
    const std::string evil = markdown_table({{"a", "b"}, {kEvil, kEvil}});
    for (const std::string& line : lines(evil)) CHECK(cells(line) == 3);
    std::vector<std::vector<std::string>> many(1001, {"x", "1"});
    const std::string text = markdown_table(many);
    CHECK(text.find("… and 940 more rows.") != std::string::npos);
    CHECK(lines(text).size() < 70);
}

TEST_CASE("a run begins with its answer, and says what its figures rest on") {
    Findings f;
    f.name = kEvil;
    f.currency = "EUR";
    f.answer = {"It costs 1,200 EUR.", "Second."};
    Metric cost = metric(1200, "EUR");
    cost.lo = 1100;
    cost.hi = 1300;
    f.metrics.set("cost.total", cost);
    f.metrics.set("cost.by_site." + kEvil, metric(900, "EUR"));
    f.metrics.set("cost.by_site.b", metric(300, "EUR"));
    f.metrics.set("latency.ttft.p99", metric(0.25, "s"));
    Metric measured = metric(2.5, "s");
    measured.basis = "measured";
    f.metrics.set("latency.e2e.p99", measured);
    AssertRow broken;
    broken.text = "cost.total < 1000 EUR";
    broken.value = 1200;
    broken.unit = "EUR";
    f.asserts.push_back(broken);
    const std::string text = render_markdown(f);
    check_harmless(text);
    CHECK(text.find("\n**It costs 1,200 EUR.**\n") != std::string::npos);
    CHECK(text.find("| cost, effective | 1,200 EUR | 1,100 EUR to 1,300 EUR | modelled |") !=
          std::string::npos);
    CHECK(text.find("| first token (TTFT), P99 | 250 ms |  | modelled |") != std::string::npos);
    CHECK(text.find("| whole answer (E2E), P99 | 2.5 s |  | measured |") != std::string::npos);
    CHECK(text.find("❌ cost.total &lt; 1000 EUR") != std::string::npos);
    CHECK(text.find("75.0 %") != std::string::npos);  // 900 of 1,200
    CHECK(text.find("5 figures: 1 measured, 4 modelled") != std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '<') == std::count(text.begin(), text.end(), '>'));
}

TEST_CASE("an empty result is a short comment") {
    const std::string text = render_markdown({});
    CHECK(text.find("0 figures") != std::string::npos);
    CHECK(text.find("|") == std::string::npos);
    CHECK(text.find("<details>") == std::string::npos);
}

TEST_CASE("a study shows its first table and folds the rest") {
    StudyPage page;
    page.study = "x";
    page.question = "Which " + kEvil + "?";
    page.answer = "the first.";
    page.flips_if = "prices double.";
    StudyTable table;
    table.name = "first";
    table.columns = {{"name", "name", StudyFormat::words},
                     {"cost", "cost_usd", StudyFormat::money}};
    table.rows = {{StudyCell("own"), StudyCell(1234.0)}, {StudyCell(kEvil), StudyCell()}};
    page.tables.push_back(table);
    table.title = "More";
    page.tables.push_back(table);
    page.assumptions.push_back({"price", "2 USD", kEvil});
    page.notes.push_back("a note");
    const std::string text = render_study_markdown(page);
    check_harmless(text);
    CHECK(text.find("**the first.**") != std::string::npos);
    CHECK(text.find("\n| own | 1,234 |\n") < text.find("<details>"));
    CHECK(text.find("<details><summary>More</summary>") != std::string::npos);
    CHECK(text.find("<summary>Assumptions (1)</summary>") != std::string::npos);
    CHECK(text.find("- a note") != std::string::npos);
    const std::string after = render_study_markdown(page, "DIFF\n");
    CHECK(after.find("DIFF") < after.find("<details>"));
    CHECK(after.find("<summary>first</summary>") != std::string::npos);
}

}  // namespace markdown_test
