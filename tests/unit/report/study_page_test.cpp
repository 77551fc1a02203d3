// Pages of the money studies: the sentence first, nothing made up where a number is missing.
#include "sim/report/study_page.hpp"

#include <nlohmann/json.hpp>

#include "sim/report/study_breakeven.hpp"
#include "sim/report/study_commitments.hpp"
#include "sim/report/study_exit.hpp"
#include "sim/report/study_order_by.hpp"
#include "sim/report/study_own_rent.hpp"
#include "sim/report/study_vendors.hpp"
#include "tests/support/catch.hpp"

namespace study_page_test {

using namespace orrery;

namespace {

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// The three forms of a page agree that there is an answer and a flip.
void check_forms(const StudyPage& page) {
    const std::string text = render_study_text(page, 140);
    CHECK(text.rfind("Answer: ", 0) == 0);
    CHECK(holds(text, "\nFlips if: "));
    const auto json = nlohmann::json::parse(render_study_json(page));
    CHECK(json["study"] == page.study);
    CHECK(json["answer"] == page.answer);
    CHECK(json["flips_if"] == page.flips_if);
    const std::string csv = render_study_csv(page);
    CHECK(std::count(csv.begin(), csv.end(), '\n') ==
          static_cast<std::ptrdiff_t>(page.tables[0].rows.size()) + 1);
    for (const StudyTable& table : page.tables) {
        for (const auto& row : table.rows) CHECK(row.size() == table.columns.size());
        CHECK(json[table.name].size() == table.rows.size());
    }
}

}  // namespace

TEST_CASE("pages: money in words, shares, dates, and nothing where nothing is known") {
    CHECK(money_words(12.345) == "12.35");
    CHECK(money_words(12345) == "12,345");
    CHECK(money_words(999999) == "999,999");
    CHECK(money_words(-1234567) == "−1,234,567");
    CHECK(money_words(2.5e9) == "2,500,000,000");
    CHECK(money_words(-1e-9) == "0.00");
    CHECK(share_words(.375) == "37.5 %");
    StudyPage page;
    page.study = "test";
    page.answer = "yes.";
    page.flips_if = "no.";
    page.tables = {{"t",
                    "T",
                    {{"when", "date", StudyFormat::date}, {"much", "usd", StudyFormat::money}},
                    {{0.0, StudyCell()}, {86400.0, 1500.0}},
                    ""}};
    check_forms(page);
    CHECK(render_study_csv(page) == "date,usd\n1970-01-01,\n1970-01-02,1500\n");
    CHECK(holds(render_study_text(page), "–"));
    CHECK(nlohmann::json::parse(render_study_json(page))["t"][0]["usd"].is_null());
}

TEST_CASE("page of commitments: the mix, its layers, and what turns it") {
    CommitmentQuestion q;
    for (int h = 0; h < 8760; ++h) q.hours.push_back(100 * (h + .5) / 8760);
    q.market = {1, -1, 0, "test"};
    q.levels = {{"1 y", .6, 8760, -1, 100000, "test"}};
    const StudyPage page = commitments_page(q, study_commitments(q));
    check_forms(page);
    CHECK(holds(page.answer, "commit to 40 servers on 1 y"));
    CHECK(holds(page.answer, "16.0 % less than all on demand"));
    CHECK(holds(page.flips_if, "50.0 %"));
    CHECK(holds(page.flips_if, "33.3 % higher"));
    // Nothing pays: the price from which it would is named.
    q.levels[0].usd_server_h = 2;
    const StudyPage none = commitments_page(q, study_commitments(q));
    check_forms(none);
    CHECK(holds(none.answer, "commit to nothing"));
    // One server is used in all but half of a hundredth of the hours: 0.995 USD, to the cent.
    CHECK(holds(none.flips_if, "1 y falls below 1.00 USD/h"));
}

TEST_CASE("page of break-evens: from which use and which volume") {
    BreakevenQuestion q;
    q.own = OwnCost{1.69, 0, "test"};
    q.rents = {{"1 y", 2.35, "test"}};
    check_forms(breakeven_page(q, study_breakeven(q)));
    SelfHost h;
    h.usd_h = 7.3;
    h.tokens_s = 10'000;
    h.error = .2;
    q.host = h;
    q.apis = {{"api", 1, "test"}};
    const StudyPage page = breakeven_page(q, study_breakeven(q));
    check_forms(page);
    CHECK(holds(page.answer, "from 71.9 % of the time"));
    CHECK(holds(page.answer, "from 5.33 billion tokens a month"));
}

TEST_CASE("page of order dates: too late is said, and no day of least cost without both costs") {
    OrderByQuestion q;
    q.from_unix_s = 1796083200;  // 2026-12-01
    q.servers = 64;
    q.needed = 60;
    q.growth.growth = demand::Growth::exponential;
    q.growth.per_year = 1;
    q.step = 32;
    q.lead = {100, 180};
    const StudyPage page = order_by_page(q, study_order_by(q));
    check_forms(page);
    CHECK(holds(page.answer, "even so P(stock-out) is"));
    CHECK(holds(page.notes.back(), "--stockout-cost"));
    q.growth.per_year = .1;
    CHECK(holds(order_by_page(q, study_order_by(q)).answer, "order 32 servers by 2027-"));
    q.growth.per_year = 0;
    CHECK(holds(order_by_page(q, study_order_by(q)).answer, "nothing has to be ordered"));
}

TEST_CASE("page of an exit: the bill now, the cheapest month, and what waiting costs") {
    ExitQuestion q;
    q.vendor = "aws";
    q.from_unix_s = 1796083200;
    q.months = 6;
    q.obligations = {{"reserved", 1000, 0, 1796083200 + 90 * 86400, 0, "test"}};
    const StudyPage page = exit_page(q, study_exit(q));
    check_forms(page);
    CHECK(holds(page.answer, "leaving aws on 2026-12-01 costs 2,959 USD"));
    CHECK(holds(page.answer, "cheapest on 2027-03-01: 0.00 USD"));
    q.obligations.clear();
    q.inputs = {{"exit fee", "500 USD", "scenario, vendor aws"}, {"saving", "1 USD", "assumed"}};
    StudyPage without = exit_page(q, study_exit(q));
    CHECK(holds(without.answer, "no later month is cheaper"));
    // Each input says what it rests on, and the page what they are together, once.
    without.rests_on = rests_on_assumptions(without);
    CHECK(without.rests_on == "Inputs of the answer: 2 modelled; the weakest is saving (assumed).");
    const auto json = nlohmann::json::parse(render_study_json(without));
    CHECK(json["rests_on"] == without.rests_on);
    CHECK(json["assumptions"][0]["basis"] == "modelled");
    CHECK(json["notes"].size() == without.notes.size());
    CHECK(remarks_of(without).back() == without.rests_on);
    CHECK(holds(render_study_text(without, 140), "\n" + without.rests_on + "\n"));
}

TEST_CASE("page of own, rent or mix: the cheapest, its crossing, and the exclusions") {
    OwnRentQuestion q;
    q.hours.assign(24, 10.0);
    q.market = {20, -1, 0, "test"};
    q.own.capex_usd = 200'000;
    q.own.kw_busy = 10;
    q.own.usd_kwh = .1;
    q.own.staff_usd_year = 100'000;
    q.own.life_years = 4;
    q.draws = 20;
    const StudyPage page = own_rent_page(q, study_own_rent(q));
    check_forms(page);
    CHECK(holds(page.answer, "\"own\" (own 10) costs least over 3 years"));
    CHECK(holds(page.answer, "from month"));
    CHECK(holds(page.flips_if, "rents are"));
    CHECK(holds(page.notes[0], "analytic projection"));
}

TEST_CASE("page of vendors: who wins, by how much, and the premium's parts with their sum") {
    VendorResult r;
    r.alternatives.resize(3);
    for (std::size_t i = 0; i < 3; ++i) {
        VendorAlternative& a = r.alternatives[i];
        a.vendors = i == 0   ? std::vector<std::string>{"a"}
                    : i == 1 ? std::vector<std::string>{"b"}
                             : std::vector<std::string>{"a", "b"};
        a.name = i == 0 ? "a" : i == 1 ? "b" : "a + b";
        VendorRun run;
        run.parts[0] = i == 2 ? 1200 : 1000 + 500.0 * static_cast<double>(i);
        run.miss_h = i == 2 ? 5 : 45;
        run.spend = {{"a", 1.0}};
        a.runs = {run, run};
    }
    World world;
    world.horizon = kDay;
    VendorQuestion q;
    q.budget_usd_year = 1100;
    judge_vendors(world, q, r);
    const StudyPage page = vendors_page(q, world, r);
    check_forms(page);
    CHECK(holds(page.answer, "a alone: 1,000 USD a year at P50, 16.7 % less than a + b"));
    CHECK(holds(page.answer, "P(> 1,100) 0.0 % instead of 100.0 %"));
    CHECK(holds(page.flips_if, "misses an SLO costs more than 5.00 USD"));
    const auto& premium = page.tables[1].rows;
    REQUIRE(premium.size() == kVendorCosts + 1);
    CHECK(*premium.back()[3].number == Approx(200));
}

}  // namespace study_page_test
