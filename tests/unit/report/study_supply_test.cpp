// The studies `redundancy` and `stress` on worlds whose answers follow by hand.
#include <cmath>

#include "sim/report/study_redundancy.hpp"
#include "sim/report/study_stress.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace study_supply_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Two vendors with a pool and an outage process each, and a request every two seconds that may go
/// to either.
World two_vendors() {
    World world = small_world(2, 1, kHour * 12);
    world.sites.resize(2);
    world.pools.push_back(world.pools[0]);
    for (std::uint32_t i = 0; i < 2; ++i) {
        world.sites[i].name = i == 0 ? "site-a" : "site-b";
        world.sites[i].vendor = i == 0 ? "a" : "b";
        world.pools[i].name = i == 0 ? "pool-a" : "pool-b";
        world.pools[i].site = SiteId(i);
        world.pools[i].terms.vendor = world.sites[i].vendor;
        world.pools[i].terms.kind = contracts::ComputeKind::on_demand;
        world.pools[i].terms.contracted_usd_server_h = i == 0 ? 1 : 2;
        world.pools[i].terms.list_usd_server_h = world.pools[i].terms.contracted_usd_server_h;
        VendorSpec vendor;
        vendor.name = world.sites[i].vendor;
        world.vendors.push_back(vendor);
    }
    world.supply.pools.resize(2);
    for (const char* name : {"on-a", "on-b"}) {
        Deployment& d = add_deployment(world, name, 2, 1);
        const bool b = d.name == "on-b";
        d.pool = PoolId(b ? 1u : 0u);
        d.site = SiteId(b ? 1u : 0u);
        d.service = ServiceKind::per_token;
        d.service_s = 0.1;
        d.max_num_seqs = 2;
    }
    Workload& w = add_workload(world, "load");
    SyntheticSpec demand;
    demand.rate = .5;
    demand.prompt.law = LengthLaw::constant;
    demand.output.law = LengthLaw::constant;
    demand.prompt.mean = demand.output.mean = 10;
    w.spec.synthetic = demand;
    w.spec.slo.ttft_s = 5;
    return world;
}

OutageProcess process(const World& world, std::uint32_t i, double per_year) {
    OutageProcess p;
    p.vendor = world.sites[i].vendor;
    p.name = "site";
    p.sites = {SiteId(i)};
    p.pools = {PoolId(i)};
    p.per_year = per_year;
    p.p50 = kHour * 4;
    p.p90 = kHour * 16;
    return p;
}

const RedundancyRow& row_of(const RedundancyResult& r, std::size_t sites, int each,
                            std::uint32_t first) {
    for (const RedundancyRow& row : r.rows) {
        if (row.sites.size() == sites && row.servers_each == each && row.sites[0] == first) {
            return row;
        }
    }
    FAIL("no such row");
    return r.rows[0];
}

}  // namespace

TEST_CASE("redundancy: the closed form is k of n, and the simulated outages agree with it") {
    World world = two_vendors();
    world.supply.outages = {process(world, 0, 6), process(world, 1, 3)};
    RedundancyQuestion q;
    q.servers = 2;
    q.years = 4000;
    const RedundancyResult r = study_redundancy(world, q);
    // Mean of the lognormal: 4 h · e^(1.0817²/2) = 7.180 h; six a year: 43.08 h of 8760.
    const double a = std::exp(-6 * 7.1805 / 8760);
    const double b = std::exp(-3 * 7.1805 / 8760);
    CHECK(near(row_of(r, 1, 2, 0).availability, a, 1e-5));
    CHECK(near(row_of(r, 1, 2, 1).availability, b, 1e-5));
    CHECK(near(row_of(r, 2, 2, 0).availability, 1 - (1 - a) * (1 - b), 1e-7));
    for (const RedundancyRow& row : r.rows) {
        CHECK(std::abs(row.simulated - row.availability) <= 2 * row.half_width + 1e-6);
    }
    // A server more does not help against the site; its price: 3 · 8760 USD.
    CHECK(near(row_of(r, 1, 3, 0).availability, a, 1e-5));
    CHECK(near(row_of(r, 1, 3, 0).usd_year, 3 * 8760.0, 1e-9));
    REQUIRE(r.cheapest() != nullptr);
    CHECK(r.cheapest()->sites.size() == 2);
    CHECK(render_redundancy_text(r, world, 200).find("is the cheapest that reaches 99.9 %") !=
          std::string::npos);
}

TEST_CASE("redundancy: a server more that changes nothing is explained, in a narrow window") {
    World world = two_vendors();
    world.supply.outages = {process(world, 0, 6), process(world, 1, 3)};
    RedundancyQuestion q;
    q.servers = 2;
    q.years = 100;
    const std::string wide = render_redundancy_text(study_redundancy(world, q), world, 2000);
    CHECK(wide.find("N+1 is no better than N on pool-a") != std::string::npos);
    CHECK(wide.find("its outages take the whole site") != std::string::npos);
    const std::string narrow = render_redundancy_text(study_redundancy(world, q), world, 60);
    std::size_t line = 0;
    for (std::size_t i = 0; i < narrow.size(); ++i) {
        if (narrow[i] == '\n') line = 0;
        // A code point is a column.
        else if ((static_cast<unsigned char>(narrow[i]) & 0xC0) != 0x80)
            ++line;
        REQUIRE(line <= 60);
    }
    // Where servers fail a spare one pays, and nothing is said.
    world.supply.outages.clear();
    for (Pool& pool : world.pools) {
        pool.failures.mtbf = kDay * 30;
        pool.failures.mttr = kHour * 24;
    }
    CHECK(render_redundancy_text(study_redundancy(world, q), world, 2000).find("is no better") ==
          std::string::npos);
}

TEST_CASE("redundancy: what both sites share is not answered by the second") {
    World world = two_vendors();
    world.supply.outages = {process(world, 0, 6), process(world, 1, 6)};
    for (OutageProcess& p : world.supply.outages) {
        p.group = "grid";
        p.correlation = .5;
    }
    RedundancyQuestion q;
    q.servers = 2;
    q.years = 4000;
    const RedundancyResult r = study_redundancy(world, q);
    const double half = std::exp(-3 * 7.1805 / 8760);  // own, or shared
    const double both = half * (1 - (1 - half) * (1 - half));
    CHECK(near(row_of(r, 2, 2, 0).availability, both, 1e-6));
    CHECK(near(row_of(r, 1, 2, 0).availability, half * half, 1e-6));
    CHECK(std::abs(row_of(r, 2, 2, 0).simulated - both) <= 2 * row_of(r, 2, 2, 0).half_width);
}

TEST_CASE("redundancy: failures of servers are answered by spares") {
    World world = two_vendors();
    for (Pool& pool : world.pools) {
        pool.failures.mtbf = kDay * 30;
        pool.failures.mttr = kHour * 24;
    }
    RedundancyQuestion q;
    q.servers = 2;
    q.years = 1000;
    const RedundancyResult r = study_redundancy(world, q);
    const double up = 30.0 / 31;
    CHECK(near(row_of(r, 1, 2, 0).availability, up * up, 1e-12));
    CHECK(near(row_of(r, 1, 3, 0).availability, up * up * up + 3 * up * up * (1 - up), 1e-12));
    CHECK(std::abs(row_of(r, 1, 3, 0).simulated - row_of(r, 1, 3, 0).availability) <=
          2 * row_of(r, 1, 3, 0).half_width);
}

TEST_CASE("stress: injections are read as they are written, and others are not") {
    const auto outage = parse_injection("outage:aws:15h");
    REQUIRE(outage);
    CHECK(outage->who == "aws");
    CHECK(outage->length == kHour * 15);
    CHECK(outage->text() == "outage:aws:15h");
    const auto price = parse_injection("price:a:b:+40%");
    REQUIRE(price);
    CHECK(price->who == "a:b");
    CHECK(near(price->change, .4, 1e-9));
    CHECK(price->text() == "price:a:b:+40%");
    CHECK(parse_injection("delay:pool:26w")->length == kDay * (26 * 7));
    CHECK(parse_injection("ban:aws")->text() == "ban:aws");
    for (const char* wrong : {"", "outage", "outage:aws", "outage:aws:soon", "outage::4h",
                              "flood:aws:4h", "ban:", "price:aws:-100%", "outage:aws:0h"}) {
        INFO(wrong);
        CHECK_FALSE(parse_injection(wrong));
    }
}

TEST_CASE("stress: losing one vendor is survived, losing what both need is not") {
    World world = two_vendors();
    StressQuestion q;
    q.options = {1, 2, 1};
    q.injections = {*parse_injection("outage:a:3h"), *parse_injection("control:a:3h"),
                    *parse_injection("price:b:+50%")};
    const StressResult r = study_stress(world, q);
    REQUIRE(r.rows.size() == 3);
    CHECK(r.base.slo > .9999);  // but for those under way at the end
    CHECK(r.rows[0].slo > .999);
    CHECK(r.rows[0].unmet == r.base.unmet);
    // Replicas of a come back three hours after it fell, and load for 30 s.
    CHECK(near(r.rows[0].recovery_s, 3 * 3600 + 30, 1e-9));
    CHECK(r.rows[1].slo == r.base.slo);
    CHECK(r.rows[1].cost == r.base.cost);
    // Half as much again for two servers of 2 USD, in the last 8 of 12 hours.
    CHECK(near(r.rows[2].cost - r.base.cost, .5 * 2 * 2 * 8, 1e-9));
    // Without b the outage of a loses everything for as long: the same demand, one site.
    World alone = world;
    alone.workloads[0].routes.resize(1);
    alone.workloads[0].spec.timeout = kMinute;
    q.injections = {*parse_injection("outage:a:3h")};
    const StressResult lost = study_stress(alone, q);
    CHECK(near(lost.base.slo - lost.rows[0].slo, 3.0 / 12, 0, .03));
    CHECK(lost.rows[0].unmet > 5000);  // 0.5 · 10,800 s
    CHECK(render_stress_text(lost, alone, 120).find("the largest risk is outage:a:3h") !=
          std::string::npos);
    CHECK(lost.rows[0].recovered);
    // It strikes 4 h after the start of 12: what lasts longer than 8 h is not seen to end.
    q.injections = {*parse_injection("outage:a:15h")};
    const StressResult open = study_stress(alone, q);
    CHECK_FALSE(open.rows[0].recovered);
    CHECK(render_stress_text(open, alone, 120).find("> 8.00") != std::string::npos);
}

TEST_CASE("stress: money lost is the bill, less credits, and the value of what was not served") {
    World world = two_vendors();
    world.workloads[0].routes.resize(1);
    world.workloads[0].spec.timeout = kMinute;
    ValueSpec value;
    value.usd_1000_requests = 500;
    value.probability = .8;
    world.workloads[0].spec.value = value;
    ServiceLevel sla;
    sla.spec.name = "sla";
    sla.spec.vendor = "a";
    sla.pools = {PoolId(0u)};
    sla.steps = {{.99, .10}, {.95, .25}};
    world.contracts.sla = {sla};
    StressQuestion q;
    q.options = {1, 2, 1};
    q.injections = {*parse_injection("outage:a:3h")};
    const StressResult r = study_stress(world, q);
    const StressRow& row = r.rows[0];
    // 0.5 USD a request, counted at 80 %: what is unmet is not earned.
    CHECK(near(r.base.value - row.value, .4 * (row.unmet - r.base.unmet), 1e-9));
    CHECK(r.base.value - row.value > .4 * 5000);
    // Nine of twelve hours up: a quarter of two servers' 12 h at 1 USD is owed.
    CHECK(r.base.credits == 0);
    CHECK(near(row.credits, .25 * 2 * 12, 1e-9));
    CHECK(near(row.cost - r.base.cost, -6, 1e-9));
    CHECK(near(r.money_lost(row), .4 * (row.unmet - r.base.unmet) - 6, 1e-9));
    CHECK(r.valued == std::vector<std::string>{"load"});
    const std::string text = render_stress_text(r, world, 80);
    CHECK(text.find("money lost") != std::string::npos);
    // Without a value the page says that what is not served costs nothing in it.
    world.workloads[0].spec.value.reset();
    const std::string plain = render_stress_text(study_stress(world, q), world, 400);
    CHECK(plain.find("no lost value: no workload or job says under value:") != std::string::npos);
    for (const StressRow& one : study_stress(world, q).rows) CHECK(one.value == 0);
}

TEST_CASE("stress: points of the SLO outrank a job left over, and a smaller bill is no loss") {
    StressResult r;
    r.base.slo = .99;
    StressRow job;
    job.injection = *parse_injection("control:a:15h");
    job.slo = .98335;  // .665 points
    job.jobs_left = 1;
    StressRow requests;
    requests.injection = *parse_injection("edge:b:9h");
    requests.slo = .9257;  // 6.43 points, and less is paid
    requests.unmet = 554;
    requests.cost = -100;
    r.rows = {job, requests};
    World world = two_vendors();
    const std::string text = render_stress_text(r, world, 400);
    CHECK(text.find("the largest risk is edge:b:9h: 6.43 points") != std::string::npos);
    // The run of 12 h ends before either does, and says so.
    r.at_s = 4 * 3600;
    CHECK(
        render_stress_text(r, world, 400).find("only their start is seen: control:a:15h, edge:b") !=
        std::string::npos);
    // Where no request is judged jobs come first, then what is paid more; what is paid less is
    // none.
    r.base.slo = -1;
    CHECK(render_stress_text(r, world, 400).find("risk is control:a:15h") != std::string::npos);
}

TEST_CASE("stress: the library names each vendor, and pools that may grow") {
    World world = two_vendors();
    world.pools[0].max_servers = 4;
    const auto all = default_injections(world);
    std::vector<std::string> texts;
    for (const Injection& i : all) texts.push_back(i.text());
    CHECK(all.size() == 11);
    CHECK(texts.front() == "outage:a:4h");
    CHECK(texts.back() == "delay:pool-a:26w");
    CHECK_FALSE(known_target(world, *parse_injection("outage:c:4h")));
    CHECK_FALSE(known_target(world, *parse_injection("price:site-a:+10%")));
    CHECK(known_target(world, *parse_injection("outage:site-a:4h")));
}

}  // namespace study_supply_test
