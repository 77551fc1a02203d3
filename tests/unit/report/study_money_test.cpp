// Pages of the money studies: what they say, and how they fit a terminal.
#include <algorithm>
#include <sstream>

#include "sim/report/study_exit.hpp"
#include "sim/report/study_own_rent.hpp"
#include "sim/report/study_vendors.hpp"
#include "sim/study/vendors/study.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace study_money_test {

using namespace orrery;

namespace {

bool says(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

/// Paragraphs are broken anywhere: as one line.
std::string unbroken(const std::string& text) {
    std::istringstream words(text);
    std::string line;
    for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
    return line;
}

bool has_column(const StudyTable& table, const char* key) {
    return std::any_of(table.columns.begin(), table.columns.end(),
                       [&](const StudyColumn& c) { return c.key == key; });
}

VendorAlternative vendor(std::vector<std::string> names, double usd, VendorOutages outages) {
    VendorAlternative a;
    for (const std::string& n : names) a.name += (a.name.empty() ? "" : " + ") + n;
    a.vendors = std::move(names);
    a.outages = outages;
    if (usd <= 0) return a;
    a.runs.emplace_back();
    a.runs[0].parts[0] = usd;
    return a;
}

}  // namespace

TEST_CASE("vendors: an alternative that does not compile keeps its name, its reason stands below") {
    VendorResult r;
    r.alternatives = {vendor({"aws"}, 0, {}), vendor({"nebius"}, 1000, {2, 10, 10, 10}),
                      vendor({"aws", "nebius"}, 1100, {3, 12, .5, .5})};
    r.alternatives[0].infeasible = "5 accelerators of the model do not fit a server of 4";
    r.outage_events = 1;
    const World world = test::small_world(1, 1, kHour);
    judge_vendors(world, {}, r);
    const std::string text = render_study_text(vendors_page({}, world, r), 80);
    CHECK(says(text, "\n  aws  "));
    CHECK_FALSE(says(text, "aws: 5 acc"));
    CHECK(says(unbroken(text),
               "aws cannot take it: 5 accelerators of the model do not fit a server of 4"));
    // The judgement rests on the rates, and says so with what was seen.
    CHECK(says(unbroken(text), "hold at most 1 outages at a rate, fewer than 5"));
    CHECK(says(unbroken(text), "hours a year miss an SLO (expected) instead of"));
}

TEST_CASE("exit: months that cost the same are one row, from the first to the last") {
    ExitQuestion q;
    q.vendor = "aws";
    q.from_unix_s = 1796083200;  // 1 December 2026
    q.months = 5;
    // 1000 USD a month until 1 March: three months differ, then nothing is owed.
    q.obligations = {{"reserved", 1000, 0, 1796083200 + 90 * 86400, 0, "test"}};
    q.porting_usd = 50;
    const StudyPage page = exit_page(q, study_exit(q));
    const auto& rows = page.tables[0].rows;
    REQUIRE(rows.size() == 4);
    CHECK_FALSE(rows[0][1].number);
    CHECK(*rows[3][0].number == 1796083200 + 90 * 86400.0);
    CHECK(*rows[3][1].number == 1796083200 + 151 * 86400.0);  // 1 May 2027
    CHECK(says(page.tables[0].note, "one row"));
    // What waiting forgoes grows by the month: nothing is alike.
    q.saving_usd_month = 10;
    CHECK(exit_page(q, study_exit(q)).tables[0].rows.size() == 6);
}

TEST_CASE("own-rent-mix: how many to own and to sign, and P10 to P90 only where something varies") {
    OwnRentQuestion q;
    q.hours.assign(100, 10.0);
    for (std::size_t h = 0; h < 40; ++h) q.hours[h] = 4;
    for (std::size_t h = 40; h < 50; ++h) q.hours[h] = 12;
    q.market = {10, -1, 0, "test"};
    q.levels = {{"1 y", 4, 8760, -1, 100000, "test"}};
    q.own.capex_usd = 100'000;
    q.own.life_years = 4;
    q.own.kw_busy = 10;
    q.own.usd_kwh = .1;
    q.draws = 20;
    StudyPage page = own_rent_page(q, study_own_rent(q));
    CHECK(says(unbroken(render_study_text(page, 80)), "Nothing in the base is uncertain"));
    CHECK_FALSE(has_column(page.tables[0], "pv_p10_usd"));
    CHECK_FALSE(says(page.answer, "futures"));
    // Four always work: owned; six more are wanted 60 % of the time at 40 % of the price: signed.
    CHECK(
        says(unbroken(render_study_text(page, 200)), "own 4, sign 6 for 1 y, up to 2 by the hour"));
    q.growth_sd = .2;
    page = own_rent_page(q, study_own_rent(q));
    CHECK(has_column(page.tables[0], "pv_p10_usd"));
    CHECK(says(page.answer, "of the futures"));
}

}  // namespace study_money_test
