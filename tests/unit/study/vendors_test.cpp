// Vendors: parts that sum to the whole, paired differences, demand that moves, walk-away values.
#include <cmath>

#include "sim/accounts/posting.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/study/vendors/outages.hpp"
#include "sim/study/vendors/pools.hpp"
#include "sim/study/vendors/run.hpp"
#include "sim/study/vendors/sizing.hpp"
#include "sim/study/vendors/study.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/support/vendor_results.hpp"
#include "tests/support/world.hpp"

namespace vendors_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const char* const kTwoVendors = R"(orrery: 1
name: two
start: 2026-12-01
horizon: 2 h
warmup: 10 min
sites:
  - {name: north, kind: neocloud, region: nebius/eu-north1}
  - {name: east, kind: cloud, region: aws/us-east-1}
pools:
  - {name: a, site: north, server: hgx-h100, servers: 1, contract: on_demand, price: 24 USD/h}
  - {name: b, site: east, server: aws-p5-48xlarge, servers: 2, contract: on_demand, price: 40 USD/h}
deployments:
  - {name: llm-a, model: llama-3.1-8b, pool: a, tp: 1, replicas: 4}
  - {name: llm-b, model: llama-3.1-8b, pool: b, tp: 1, replicas: 8}
workloads:
  - name: chat
    origin: users
    deployments: [llm-a, llm-b]
    slo: {ttft: 2 s, target: 95 %}
    demand:
      synthetic:
        rate: 3 /s
        prompt: {lognormal: {mean: 500, cv: 1}}
        output: {lognormal: {mean: 100, cv: 1}}
network:
  rtt:
    - {from: users, to: north, rtt: 20 ms}
    - {from: users, to: east, rtt: 90 ms}
)";

}  // namespace

TEST_CASE("premium: its parts sum to the whole, and break even where a missed hour pays for it") {
    VendorResult r = three();
    VendorQuestion q;
    judge_vendors(two_vendors(), q, r);
    CHECK(r.single == 0);
    CHECK(r.multi == 2);
    CHECK(r.best == 0);
    CHECK(r.premium_usd == Approx(134 - 110));
    CHECK(r.premium[static_cast<std::size_t>(VendorCost::compute)] == Approx(18));
    CHECK(r.premium[static_cast<std::size_t>(VendorCost::support)] == Approx(6));
    CHECK(r.breakeven_miss_usd_h == Approx(24.0 / 30));
    // At one USD an hour several win, and would at .8 times the outages.
    q.miss_usd_h = 1;
    r = three();
    judge_vendors(two_vendors(), q, r);
    CHECK(r.best == 2);
    CHECK(r.breakeven_outages == Approx(.8));
    // 110 + 40 against 134 + 10, but none of it is billed by a vendor that could give a discount.
    CHECK(r.breakeven_discount == 0);
}

TEST_CASE("break-even discount: through the curve, on hours lost to the penalty as well") {
    // a alone is billed 200 of compute, 20 of them lost to its penalty, of which its curve takes
    // 5 %: 190. Both: 120 at a without a tier, and 40 at b: 160, that is 30 less. a would have to
    // take off 10 + 30 of 200: 20 %. At its volume as one of two nothing changes.
    VendorResult r;
    VendorRun alone = run_of(180, 0, 0, "a");
    alone.parts[static_cast<std::size_t>(VendorCost::penalty)] = 20;
    alone.parts[static_cast<std::size_t>(VendorCost::discount)] = -10;
    alone.bills["a"] = {200, 10};
    VendorRun both = run_of(160, 0, 0, "a");
    both.bills["a"] = {120, 0};
    r.alternatives = {alternative({"a"}, {alone}), alternative({"b"}, {run_of(900, 0, 0, "b")}),
                      alternative({"a", "b"}, {both})};
    judge_vendors(two_vendors(), {}, r);
    CHECK(r.single == 0);
    CHECK(r.best == 2);
    CHECK(r.breakeven_discount == Approx(.2).epsilon(1e-6));
    CHECK(r.curve_discount == Approx(.05));
    CHECK(r.single_compute_usd == Approx(200));
    // As many as with both would earn the same discount there: 80 of the 200 are left to win on.
    r.alternatives[2].runs[0].bills["a"] = {200, 10};
    VendorResult same = r;
    for (VendorAlternative& a : same.alternatives) a.mean = 0;
    judge_vendors(two_vendors(), {}, same);
    CHECK(same.breakeven_discount == 0);
}

TEST_CASE("what misses its SLO in most hours is not best, however cheap") {
    VendorResult r = three();
    for (VendorRun& run : r.alternatives[0].runs) run.miss_h = 4381;
    judge_vendors(two_vendors(), {}, r);
    CHECK_FALSE(r.alternatives[0].serves);
    CHECK(r.single == 1);
    CHECK(r.best == 2);
    // Where none serves the cheapest is still told.
    VendorResult none = three();
    for (VendorAlternative& a : none.alternatives) a.runs[0].miss_h = 8760;
    judge_vendors(two_vendors(), {}, none);
    CHECK_FALSE(none.any_serves());
    CHECK(none.best == 0);
}

TEST_CASE("walking away: the best alternative's cost less all vendors', no curve, no number") {
    VendorResult r = three();
    judge_vendors(two_vendors(), {}, r);
    REQUIRE(r.walk_away.size() == 2);
    CHECK(r.walk_away[0].alternative == "b");
    CHECK(*r.walk_away[0].usd_year == Approx(150 - 134));
    CHECK(r.walk_away[1].alternative == "a");
    CHECK_FALSE(r.walk_away[1].usd_year);
    // Nothing to walk to: no leverage.
    r = three();
    r.alternatives[1] = alternative({"b"}, {});
    judge_vendors(two_vendors(), {}, r);
    CHECK(r.walk_away[0].alternative.empty());
    CHECK(*r.walk_away[0].usd_year == 0);
}

TEST_CASE("paired differences: by hand, and narrower than of runs that share nothing") {
    const PairedDifference d = paired({11, 22, 33}, {10, 20, 30});
    CHECK(d.mean == Approx(2));
    CHECK(d.sd == Approx(1));
    CHECK(d.sd_independent == Approx(std::sqrt(121.0 + 100)));
    CHECK(d.variance_ratio() == Approx(221));
    CHECK(paired({1, 2}, {1, 2}).variance_ratio() == 0);          // the difference does not vary
    CHECK(d.half == Approx(4.303 / std::sqrt(3)).epsilon(1e-3));  // t(2) at 97.5 %
}

TEST_CASE("discounts: the highest that a year's spend and the term reach") {
    VendorSpec v;
    DiscountPointSpec p;
    p.usd_year = 1e6;
    p.discount = .1;
    v.discounts.push_back(p);
    p.usd_year = 3e6;
    p.discount = .2;
    v.discounts.push_back(p);
    p.usd_year = 1e6;
    p.discount = .3;
    p.term = Nanos{3 * 365 * kDay.ns};
    v.discounts.push_back(p);
    const Nanos year{365 * kDay.ns};
    CHECK(discount_at(v, .9e6, year) == 0);
    CHECK(discount_at(v, 1e6, year) == .1);
    CHECK(discount_at(v, 5e6, year) == .2);
    CHECK(discount_at(v, 5e6, Nanos{4 * 365 * kDay.ns}) == .3);
}

TEST_CASE("a ledger by parts: every posting lies in one of them, by the year") {
    World world = test::small_world(1, 8, Nanos{876 * kHour.ns});  // a tenth of a year
    VendorSpec v;
    v.name = "a";
    v.performance_penalty = .1;
    DiscountPointSpec p;
    p.usd_year = 10'000;
    p.discount = .05;
    v.discounts.push_back(p);
    world.vendors = {v};
    Ledger ledger;
    ledger.currency = "USD";
    const auto periods = periods_of(world, world.horizon);
    const auto post = [&](const char* category, const char* vendor, CommitmentStatus status,
                          double usd) {
        Charge c;
        c.category = category;
        c.vendor = vendor;
        c.status = status;
        add_posting(world, ledger, add_charge(ledger, c), periods[0], 1, usd);
    };
    post("compute", "a", CommitmentStatus::none, 1000);
    post("compute", "a", CommitmentStatus::unused, 70);
    post("support", "a", CommitmentStatus::none, 50);
    post("tooling", "a", CommitmentStatus::none, 5);
    post("porting", "a", CommitmentStatus::none, 300);
    post("egress", "a", CommitmentStatus::none, 20);
    post("energy", "grid", CommitmentStatus::none, 9);
    VendorQuestion q;
    q.spread_years = 3;
    const VendorRun run = vendor_run(world, ledger, q);
    CHECK(run.part(VendorCost::compute) == Approx(9000));
    CHECK(run.part(VendorCost::penalty) == Approx(1000));
    CHECK(run.part(VendorCost::discount) == Approx(-500));
    CHECK(run.part(VendorCost::unused) == Approx(700));
    CHECK(run.part(VendorCost::qualification) == Approx(100));
    CHECK(run.part(VendorCost::egress) == Approx(200));
    CHECK(run.part(VendorCost::other) == Approx(90));
    CHECK(run.cost() == Approx(10 * (1000 + 70 + 50 + 5 + 20 + 9) + 100 - 500));
}

TEST_CASE("missed hours: an hour counts when too few of its arrivals are within the limits") {
    World world = test::small_world(1, 1, Nanos{4 * kHour.ns});
    test::add_station(world, "d", 1, 1);
    test::add_workload(world, "w").spec.slo.ttft_s = 1;
    world.workloads[0].spec.slo.target = .5;
    MissedHours missed(world);
    const auto arrive = [&](double hour, double first, const char* status) {
        RequestRow r;
        r.workload = WorkloadId(0u);
        r.arrival = Nanos::from_seconds(hour * 3600);
        r.first_token = r.arrival + Nanos::from_seconds(first);
        r.finish = r.first_token;
        r.output_tokens = 1;
        r.status = status;
        missed.row(r);
    };
    arrive(.1, .5, "completed");  // one of two: just enough
    arrive(.2, 2, "completed");
    arrive(1.5, .5, "rejected");  // none of one
    arrive(2.5, .5, "completed");
    // One of four hours: a quarter of 8760.
    CHECK(missed.a_year({}) == Approx(2190));
}

TEST_CASE("a base with two vendors: demand goes to what is left, which grows as the rest shrinks") {
    test::TemporaryFolder folder;
    Diagnostics d;
    const auto scenario = read_scenario({folder.write("two.yaml", kTwoVendors), {}, {}}, d);
    const Catalog catalog = read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    REQUIRE(scenario);
    const auto world = compile_world(*scenario, catalog, {}, d);
    INFO(render(d));
    REQUIRE(world);
    CHECK(vendors_of(*world) == std::vector<std::string>{"aws", "nebius"});
    std::string why;
    const Scenario left = with_vendors(*scenario, *world, {"nebius"}, {{"a", 3}}, why);
    CHECK(why.empty());
    REQUIRE(left.deployments.size() == 1);
    // Three servers of eight, a replica on each accelerator: servers are paid whole.
    CHECK(left.deployments[0].replicas_max == 24);
    CHECK(left.deployments[0].replicas_min == 24);
    CHECK(left.pools[0].servers == 3);
    CHECK(left.workloads[0].deployments == std::vector<std::string>{"llm-a"});
    const Scenario as_it_is = with_vendors(*scenario, *world, {"nebius"}, {}, why);
    CHECK(as_it_is.pools[0].servers == 1);
    CHECK(as_it_is.deployments[0].replicas_max == 4);
    // None in a pool: its deployment goes with it.
    const Scenario one = with_vendors(*scenario, *world, {"aws", "nebius"}, {{"a", 0}}, why);
    CHECK(one.pools.size() == 1);
    CHECK(one.workloads[0].deployments == std::vector<std::string>{"llm-b"});
    // Twelve accelerators served: two servers of eight in either pool carry all, by accelerators;
    // 24 USD for so much is less than 40. With both each keeps one server.
    const std::vector<CarriedLoad> loads{{1, 4}, {2, 8}};
    auto pools = sized_pools(*scenario, *world, {"aws", "nebius"}, loads);
    REQUIRE(pools.size() == 2);
    CHECK(pools[0].name == "a");
    CHECK(pools[0].most == 2);
    CHECK(pools[0].least == 1);
    CHECK(pools[1].least == 1);
    CHECK(pools[0].usd_request == Approx(24 / 3600.0 / 8));
    CHECK(sized_pools(*scenario, *world, {"nebius"}, loads)[0].least == 0);
    // A quota holds whatever is wanted.
    Scenario capped = *scenario;
    VendorSpec nebius;
    nebius.name = "nebius";
    VendorQuotaSpec quota;
    quota.servers = 1;
    nebius.quotas.push_back(quota);
    capped.vendors.push_back(nebius);
    CHECK(sized_pools(capped, *world, {"nebius"}, loads)[0].most == 1);
    // Nobody left: said, not run.
    with_vendors(*scenario, *world, {}, {}, why);
    CHECK(why == "workload chat has no deployment left");

    VendorQuestion q;
    q.scenario = *scenario;
    q.options.seeds = 4;
    const VendorResult r = study_vendors(q, *world, catalog, {});
    REQUIRE(r.alternatives.size() == 3);
    for (const VendorAlternative& a : r.alternatives) {
        CHECK(a.infeasible.empty());
        REQUIRE(a.runs.size() == 4);
        double parts = 0;
        for (const double part : a.parts) parts += part;
        CHECK(parts == Approx(a.mean));
    }
    // 24 USD an hour for each server, 8760 h; shares of one vendor: all. It has no more servers
    // than it needs to miss no more than the base as it stands.
    const VendorAlternative& nebius_alone = r.alternatives[1];
    CHECK(nebius_alone.parts[static_cast<std::size_t>(VendorCost::compute)] ==
          Approx(nebius_alone.servers * 24 * 8760.0));
    REQUIRE(r.as_is);
    CHECK(misses_of(nebius_alone.runs).steady_h <= misses_of(r.as_is->runs).steady_h);
    CHECK(nebius_alone.servers == Approx(1));
    CHECK(r.alternatives[2].servers == Approx(2));  // of three in the base: one at each
    CHECK(r.alternatives[1].hhi == Approx(1));
    CHECK(r.single == 1);
    double premium = 0;
    for (const double part : r.premium) premium += part;
    CHECK(premium == Approx(r.alternatives[2].mean - r.alternatives[1].mean));
    // The answers of equal demand differ by egress alone: less than independent runs would.
    const PairedDifference& paired = r.alternatives[2].cost;
    CHECK(paired.sd < paired.sd_independent);
}

}  // namespace vendors_test
