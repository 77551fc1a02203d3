// What compare says first: signs, months, percents and causes by hand; equal figures are counted.
#include "sim/report/compare_diff.hpp"

#include "sim/report/compare_once.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

namespace compare_diff_test {

using namespace orrery;

namespace {

/// A month of 730 hours long, so that money is as it is.
const CompareFrame kMonth{"USD", 730 * 3600.0};

std::vector<ComparedPlan> plans() {
    return {{"now",
             {{"cost.by_site.cloud-a", 12300},
              {"cost.by_site.hall", 500},
              {"cost.by_site.old", 900},
              {"cost.total", 13700},
              {"cost.by_category.compute", 13000},
              {"cost.by_category.energy", 700},
              {"slo.attainment", 0.986},
              {"latency.ttft.p99", 1.2},
              {"carbon.total", 42000},
              {"jobs.completed", 3}}},
            {"then",
             {{"cost.by_site.cloud-a", 15100},
              {"cost.by_site.hall", 500},
              {"cost.by_site.new", 50},
              {"cost.total", 15650},
              {"cost.by_category.compute", 15000},
              {"cost.by_category.energy", 650},
              {"slo.attainment", 0.991},
              {"latency.ttft.p99", 0.9},
              {"carbon.total", 42000},
              {"jobs.completed", 3}}}};
}

}  // namespace

TEST_CASE("a diff says what differs, is new and is gone, with the total and its causes") {
    const std::string text = render_diff_text(plans(), kMonth);
    const auto has = [&](const char* line) {
        INFO(text);
        INFO(line);
        CHECK(text.find(line) != std::string::npos);
    };
    // 15,100 − 12,300 = 2,800; of 12,300 it is 22.8 %.
    has("  ~ site cloud-a: 12,300 → 15,100 USD/month (+2,800, +23 %)\n");
    has("  - site old: 900 USD/month (gone)\n");
    has("  + site new: 50.00 USD/month (new)\n");
    // 1,950 of 13,700 is 14.2 %; compute +2,000 and energy −50 sum to it.
    has("  ~ total: 13,700 → 15,650 USD/month (+1,950, +14 %)\n");
    has("by: compute +2,000, energy −50");
    has("  ~ SLO attainment: 98.6 % → 99.1 % (+0.5 points)\n");
    has("  ~ TTFT P99: 1.2 s → 900 ms (−25 %)\n");
    has("  3 figures are equal and not shown\n");  // hall, CO2e, jobs
    CHECK(text.find("hall") == std::string::npos);
    CHECK(text.find("CO2e") == std::string::npos);
}

TEST_CASE("money is told by a month of 730 hours") {
    CompareFrame day{"EUR", 24 * 3600.0};
    const std::vector<ComparedPlan> two{{"a", {{"cost.total", 10}}}, {"b", {{"cost.total", 20}}}};
    // 10 in 24 hours: 304.17 in 730.
    CHECK(render_diff_text(two, day).find("~ total: 304 → 608 EUR/month (+304, +100 %)") !=
          std::string::npos);
}

TEST_CASE("what the causes leave is told") {
    const std::vector<ComparedPlan> two{
        {"a", {{"cost.total", 100}, {"cost.by_category.energy", 10}}},
        {"b", {{"cost.total", 200}, {"cost.by_category.energy", 40}}}};
    CHECK(render_diff_text(two, kMonth).find("by: energy +30") != std::string::npos);
    CHECK(render_diff_text(two, kMonth).find("not in these +70") != std::string::npos);
}

TEST_CASE("what is paid once is no part of a month, and stands apart") {
    // Half a month's run: the rent doubles in a month, porting does not.
    const CompareFrame half{"USD", 365 * 3600.0};
    const std::vector<ComparedPlan> two{
        {"one",
         {{"cost.total", 85100},
          {"cost.by_site.hall", 90},
          {"cost.by_site.no site", 85010},
          {"cost.by_category.compute", 90},
          {"cost.by_category.tooling", 10},
          {"cost.by_category.porting", 60000},
          {"cost.by_category.qualification", 25000}}},
        {"other",
         {{"cost.total", 120}, {"cost.by_site.hall", 120}, {"cost.by_category.compute", 120}}}};
    const std::string text = render_diff_text(two, half);
    INFO(text);
    const auto has = [&](const char* line) { CHECK(text.find(line) != std::string::npos); };
    has("  ~ site hall: 180 → 240 USD/month (+60.00, +33 %)\n");
    has("  - no site: 20.00 USD/month (gone)\n");
    has("  ~ total: 200 → 240 USD/month (+40.00, +20 %)\n    by: compute +60.00, tooling −20.00\n");
    has("  - once: 85,000 USD (gone)\n    by: porting −60,000, qualification −25,000\n");
    const std::string table = render_diff_markdown(two, half);
    INFO(table);
    CHECK(table.find("| \\~ total, USD/month | 200 | 240 | +40.00, +20 % |\n") !=
          std::string::npos);
    CHECK(table.find("| - once, USD | 85,000 |  | gone |\n") != std::string::npos);
    CHECK(table.find("What is paid once changes by: porting −60,000, qualification −25,000") !=
          std::string::npos);
    const auto once = once_table(two, half);
    REQUIRE(once);
    REQUIRE(once->rows.size() == 2);
    CHECK(*once->rows[0][1].number == 200);  // a month
    CHECK(*once->rows[0][2].number == 85000);
    CHECK(*once->rows[1][1].number == 240);
    CHECK(*once->rows[1][2].number == 0);
    // The answer is of the whole run: it names what is in it once, and who is cheapest without.
    CHECK(
        once_sentence(two, half) ==
        " These are costs of 15.21 days, with what is paid once in it: one 85,000 USD, other 0.00 "
        "USD. Without that one costs least: 100 USD.");
    CHECK(once_sentence(plans(), half).empty());
    CHECK_FALSE(once_table(plans(), half));
}

TEST_CASE("a single equal figure, and names that are too long for one line") {
    const std::string name(40, 'n');
    const std::vector<ComparedPlan> two{{name + "-a", {{"slo.attainment", 0.9}}},
                                        {name + "-b", {{"slo.attainment", 0.9}}}};
    const std::string text = render_diff_text(two, kMonth, 80);
    INFO(text);
    CHECK(text.find("  1 figure is equal and not shown\n") != std::string::npos);
    CHECK(text.find("…") == std::string::npos);
    CHECK(text.find("730 hours\n") != std::string::npos);
}

TEST_CASE("equal plans have no lines but the count") {
    const auto one = plans()[0];
    const std::string text = render_diff_text({one, {"same", one.figures}}, kMonth);
    CHECK(text.find("10 figures are equal and not shown") != std::string::npos);
    for (const char* sign : {"  ~ ", "  + ", "  - "}) CHECK(text.find(sign) == std::string::npos);
    CHECK(render_diff_text({one}, kMonth).empty());
    CHECK(render_diff_text({}, kMonth).empty());
}

TEST_CASE("what is less than a cent beside dollars is no difference, beside millionths it is one") {
    const std::vector<ComparedPlan> dust{
        {"a", {{"cost.total", 240}, {"cost.by_category.compute", 240}}},
        {"b",
         {{"cost.total", 250},
          {"cost.by_category.compute", 250},
          {"cost.by_category.egress", 3e-6}}}};
    const std::string text = render_diff_text(dust, kMonth);
    INFO(text);
    CHECK(text.find("by: compute +10.00\n") != std::string::npos);
    CHECK(text.find("egress") == std::string::npos);
    const std::vector<ComparedPlan> tiny{{"a", {{"cost.total", 3e-6}}},
                                         {"b", {{"cost.total", 5e-6}}}};
    CHECK(render_diff_text(tiny, kMonth).find("~ total: 3e-06 → 5e-06") != std::string::npos);
    // Half a micro-unit is what rounding leaves.
    const std::vector<ComparedPlan> rounding{{"a", {{"cost.total", 3e-6}}},
                                             {"b", {{"cost.total", 3.3e-6}}}};
    CHECK(render_diff_text(rounding, kMonth).find("~ total") == std::string::npos);
}

TEST_CASE("many and long names fit the window and sum up") {
    ComparedPlan a{std::string(200, 'a'), {}};
    ComparedPlan b{std::string(200, 'b'), {}};
    for (int i = 0; i < 100; ++i) {
        b.figures["cost.by_site." + std::to_string(i) + std::string(300, 'x')] = 100 + i;
    }
    for (const int width : {40, 80}) {
        const std::string text = render_diff_text({a, b}, kMonth, width);
        CHECK(test::widest(text) <= static_cast<std::size_t>(width));
    }
    // The 80 smallest: 100 … 179, 11,160 in all.
    CHECK(render_diff_text({a, b}, kMonth).find("and 80 smaller changes: +11,160") !=
          std::string::npos);
}

TEST_CASE("the same as a table for a pull request") {
    const std::string text = render_diff_markdown(plans(), kMonth);
    INFO(text);
    CHECK(text.find("|  | now | then | change |\n|:--|--:|--:|--:|\n") == 0);
    CHECK(text.find("| \\~ site cloud-a, USD/month | 12,300 | 15,100 | +2,800, +23 % |\n") !=
          std::string::npos);
    CHECK(text.find("| + site new, USD/month |  | 50.00 | new |\n") != std::string::npos);
    CHECK(text.find("The total changes by: compute +2,000, energy −50") != std::string::npos);
}

}  // namespace compare_diff_test
