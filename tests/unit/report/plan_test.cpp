// Plans: a fact a line in a stable order, safe to show, and what two of them have otherwise.
#include "sim/analysis/analyse.hpp"
#include "sim/report/plan_document.hpp"
#include "sim/report/plan_facts.hpp"
#include "tests/support/chat.hpp"

namespace plan_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// A chat service on bought servers with a lease of a room, an assumption and a gate.
World planned() {
    World world = chat_world(8, 100000);
    world.start_unix_s = 1767225600;  // 2026-01-01
    Pool& pool = world.pools[0];
    pool.server.name = "dgx-h100";
    pool.terms.kind = contracts::ComputeKind::owned;
    pool.terms.capex_usd_server = 300000;
    pool.terms.price_source = "/home/someone/plan.yaml:7";
    pool.purchase.emplace();
    pool.purchase->ordered = Nanos{kDay.ns * 10};
    pool.purchase->lead_time.p50 = Nanos{kDay.ns * 90};
    pool.purchase->lead_time.p90 = Nanos{kDay.ns * 180};
    world.assumptions.push_back(
        {{}, "demand", "doubles a year", "", "board", "2026-01-01", "2026-07-01"});
    world.asserts.push_back({{}, "cost.total < 1 MUSD", "cost.total", "<", 1e6, "MUSD"});
    world.asserts.push_back({{}, "arrived > 40", "requests.arrived", ">", 40, ""});
    return world;
}

std::string document(const World& world) {
    const Observations o = simulate(world, load(world, .5, 100, 20), {});
    Findings f = analyse(world, o, account(world, o));
    analysis::add_bases(world, f);
    return render_plan(world, f);
}

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("a plan says what is bought, when it is decided, who supposes what, and what flips it") {
    const std::string plan = document(planned());
    INFO(plan);
    CHECK(has_line(plan,
                   "- pool: 2 × dgx-h100 at hall, 300,000 USD a server (stated in the scenario), "
                   "life 5 years, ordered 2026-01-11, lead time 90 days (P90 180 days)"));
    CHECK(has_line(plan, "- 2026-01-11: order of pool"));
    CHECK(has_line(plan, "- 2026-04-11: delivery of pool (at the median lead time)"));
    CHECK(has_line(plan, "- 2026-07-01: assumption demand expires (confirm or replace it)"));
    CHECK(has_line(plan,
                   "- demand: doubles a year, nobody owns it, source board, as of 2026-01-01, "
                   "valid until 2026-07-01"));
    CHECK(has_line(plan, "- cost.total \\< 1 MUSD: must hold"));
    // The servers come after the run: nothing is paid, nothing served, 3,661 requests arrive.
    CHECK(
        has_line(plan, "- cost.total \\< 1 MUSD: turns once the figure, now 0, passes the limit"));
    CHECK(has_line(plan, "- arrived \\> 40: fails once the figure falls by 98.9 %"));
    CHECK(plan.find("## Risks\n") != std::string::npos);
    CHECK(plan.find("- cost: modelled; weakest input: ") != std::string::npos);
    CHECK(plan.find("/home/someone") == std::string::npos);  // the same on any machine
    CHECK(plan == document(planned()));
}

TEST_CASE("dates stand in order of time, all else in order of name") {
    const std::vector<PlanFact> facts = plan_facts(planned());
    std::string last;
    int dates = 0;
    for (const PlanFact& f : facts) {
        if (f.section != "Dates") continue;
        CHECK(last <= f.text.substr(0, 10));
        last = f.text.substr(0, 10);
        ++dates;
    }
    CHECK(dates == 3);
}

TEST_CASE("no name of a user breaks a line of the plan, or marks it up") {
    World world = planned();
    world.name = "# <script>alert(1)</script>\n\n## Risks";
    world.description = "a [link](http://x) | `code` & more\r\n- not a fact";
    world.assumptions[0].owner = std::string(1000, 'x');
    world.assumptions[0].value = "x\n- forged: fact";
    const std::string plan = document(world);
    for (std::size_t at = plan.find_first_of("<[]`"); at != std::string::npos;
         at = plan.find_first_of("<[]`", at + 1)) {
        CHECK(plan[at - 1] == '\\');
    }
    CHECK(plan.find("\n- forged") == std::string::npos);
    CHECK(plan.find("\n- not a fact") == std::string::npos);
    CHECK(plan.find(std::string(1000, 'x')) != std::string::npos);  // and nothing is lost
    CHECK(plan.rfind("# Plan: \\# \\<script\\>", 0) == 0);
}

TEST_CASE("two plans differ where what is planned does, and nowhere else") {
    const World before = planned();
    CHECK(plan_changes(plan_facts(before), plan_facts(planned())).empty());
    World after = planned();
    after.pools[0].servers = 3;
    after.pools[0].purchase->ordered = Nanos{kDay.ns * 20};
    after.assumptions.clear();
    const auto changes = plan_changes(plan_facts(before), plan_facts(after));
    REQUIRE(changes.size() == 5);
    CHECK(changes[0] ==
          "Bought and owned, pool: 2 × dgx-h100 at hall → 3 × dgx-h100 at hall; ordered 2026-01-11 "
          "→ ordered 2026-01-21");
    CHECK(changes[1] == "Dates, order of pool: 2026-01-11 → 2026-01-21");
    CHECK(changes[2] == "Dates, delivery of pool: 2026-04-11 → 2026-04-21");
    CHECK(changes[3].rfind("Dates, assumption demand expires: gone: ", 0) == 0);
    CHECK(changes[4].rfind("Assumptions, demand: gone: doubles a year", 0) == 0);
}

TEST_CASE("a plan of nothing is a plan") {
    World world;
    world.name = "empty";
    const std::string plan = render_plan(world, Findings{});
    CHECK(has_line(plan, "# Plan: empty"));
    CHECK(has_line(plan, "- none stands out in this run"));
}

}  // namespace plan_test
