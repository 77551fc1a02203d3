// What the first lines say: alternatives, hours by pool, what an outage or a late delivery
// explains.
#include <algorithm>

#include "sim/analysis/wording.hpp"
#include "sim/engine/delivery.hpp"
#include "sim/scenario/quantity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/chat.hpp"

namespace answers_test {

using namespace orrery;
using namespace orrery::test;

namespace {

Findings found(const World& world) {
    const Observations o = simulate(world, RunOptions{});
    return analyse(world, o, account(world, o));
}

bool says(const Findings& f, const std::string& part) {
    return std::any_of(f.answer.begin(), f.answer.end(), [&](const std::string& sentence) {
        return sentence.find(part) != std::string::npos;
    });
}

void price(Pool& pool, double usd_h) {
    pool.terms.kind = contracts::ComputeKind::on_demand;
    pool.terms.vendor = "v";
    pool.terms.list_usd_server_h = pool.terms.contracted_usd_server_h = usd_h;
}

/// Two sites with a server of four accelerators each for ten hours: 100 and 120 USD.
World two_owners() {
    World world = small_world(1, 4, kHour * 10);
    world.sites[0].grid_g_kwh = {400};
    price(world.pools[0], 10);
    world.sites.push_back(world.sites[0]);
    world.sites[1].name = "yard";
    Pool other = world.pools[0];
    other.name = "rack";
    other.site = SiteId(1u);
    price(other, 12);
    world.pools.push_back(other);
    return world;
}

World alternatives(CompareBy by) {
    World world = two_owners();
    world.finance.alternatives = {{{}, "here", {"hall"}}, {{}, "there", {"yard"}}};
    world.finance.compare_by = by;
    return world;
}

/// A device of one slot that takes 60 s for each of 100 requests that come every 30 s.
World device() {
    World world = small_world(1, 4, kHour * 4);
    world.sites[0].grid_g_kwh = {400};
    price(world.pools[0], 10);
    Deployment& d = add_station(world, "desk", 1, 60);
    d.load_time = Nanos{0};
    add_workload(world, "papers");
    return world;
}

std::vector<TraceRequest> papers() {
    std::vector<TraceRequest> list;
    for (int i = 0; i < 100; ++i)
        list.push_back(request_at(Nanos{kSecond.ns * 30 * (i + 1)}, 100, 20));
    return list;
}

/// A pool of four servers ordered ten days in, there after 50 days where 40 are planned.
World ordered_late() {
    World world = small_world(4, 8, kDay * 100);
    world.sites[0].grid_g_kwh = {400};
    price(world.pools[0], 10);
    world.pools[0].terms.kind = contracts::ComputeKind::owned;
    PurchaseSpec p;
    p.book.life_years = p.economic_life_years = 5;
    p.ordered = kDay * 10;
    p.lead_time.p50 = p.lead_time.p90 = kDay * 40;
    p.lead_time.burn_in = kDay * 2;
    world.pools[0].purchase = p;
    Job job;
    job.name = job.spec.name = "train";
    job.pool = PoolId(0u);
    job.servers = 4;
    job.spec.step_time = kHour;
    job.spec.steps = 240;
    world.jobs.push_back(job);
    return world;
}

}  // namespace

TEST_CASE("alternatives stand beside each other, and nobody is told their sum as the answer") {
    const Findings f = found(alternatives(CompareBy::total));
    // 10 h × 10 USD, 10 h × 12 USD.
    REQUIRE(f.alternatives.size() == 2);
    CHECK(f.alternatives[0].cheapest);
    CHECK(f.alternatives[1].difference == Approx(20));
    CHECK(f.metrics.find("cost.alternatives.there.difference")->value == Approx(20));
    CHECK(f.answer[0] == "here costs 100 USD; there costs 120 USD, 20.00 USD more (20.0 %).");
    CHECK(says(f, "nobody pays their sum of 220 USD"));
    const Findings none = found(two_owners());
    CHECK(none.alternatives.empty());
    CHECK(says(none, "costs 220 USD"));
}

TEST_CASE("alternatives of unlike size are compared by an accelerator hour") {
    const Findings f = found(alternatives(CompareBy::accelerator_hour));
    // 100 USD and 120 USD for 40 accelerator hours each.
    CHECK(f.answer[0] ==
          "An accelerator-hour costs 2.50 USD as here; 3.00 USD as there, 0.50 more (20.0 %).");
}

TEST_CASE("several pools that serve nothing are answered by what an hour costs in each") {
    const Findings f = found(two_owners());
    REQUIRE(f.pool_costs.size() == 2);
    CHECK(f.pool_costs[1].per_hour == Approx(3));
    CHECK(f.pool_costs[1].accelerator_hours == Approx(40));
    CHECK(f.answer[0] == "An accelerator-hour costs 2.50 USD in pool, 3.00 USD in rack.");
}

TEST_CASE("what does not answer in tokens has neither first tokens nor a price of tokens") {
    World world = device();
    const Observations o = simulate(world, sources_of(papers()), {});
    const Findings f = analyse(world, o, account(world, o));
    REQUIRE(f.metrics.find("requests.completed")->value == 100);
    for (const char* path :
         {"latency.ttft.p99", "latency.tpot.p50", "tokens.output", "throughput.output_tokens",
          "cost.per_million_tokens", "latency.by_workload.papers.ttft.p50"}) {
        CHECK(f.metrics.find(path) == nullptr);
    }
    CHECK(f.metrics.find("latency.e2e.p99") != nullptr);
    CHECK(says(f, "USD per 1,000 requests"));
    CHECK(says(f, "Requests are done after"));
    CHECK_FALSE(says(f, "token"));
    // Whoever states a limit of the first answer is told how far it is met.
    world.workloads[0].spec.slo.ttft_s = 60;
    const Observations limited = simulate(world, sources_of(papers()), {});
    CHECK(analyse(world, limited, account(world, limited)).metrics.find("latency.ttft.p99"));
}

TEST_CASE("where an outage explains the misses, it is named and no slots are advised") {
    World world = device();
    world.workloads[0].spec.slo.e2e_s = 120;
    Observations o = simulate(world, sources_of(papers()), {});
    const Findings without = analyse(world, o, account(world, o));
    CHECK(says(without, "max_num_seqs"));
    PlaneOutage outage;
    outage.vendor = "v";
    outage.name = "power";
    outage.from = kHour;
    outage.until = kHour * 3;
    outage.lost = 5;
    outage.late = 60;
    o.supply.outages.push_back(outage);
    const Findings f = analyse(world, o, account(world, o));
    CHECK_FALSE(says(f, "max_num_seqs"));
    CHECK(
        says(f, "The outage of v (power), data plane, from 1970-01-01 01:00 to 1970-01-01 03:00"));
    CHECK(says(f, "5 requests lost, 60 late"));
    REQUIRE(f.outages.size() == 1);
    CHECK(f.outages[0].hours == Approx(2));
    CHECK(f.outages[0].recovered_h == -1);
    // A tenth of the misses explains nothing.
    o.supply.outages[0].lost = 0;
    o.supply.outages[0].late = 2;
    CHECK(says(analyse(world, o, account(world, o)), "max_num_seqs"));
}

TEST_CASE("servers that were asked for in vain are the reason, by their cause") {
    World world = device();
    world.workloads[0].spec.slo.e2e_s = 120;  // with 60 at least before them: missed
    Observations o = simulate(world, sources_of(papers()), {});
    o.supply.pools.resize(world.pools.size());
    o.supply.pools[0].missing_ns[4] = (kHour * 12).ns;
    world.supply.pools.resize(world.pools.size());
    world.supply.pools[0].fill_rate = 0.9;  // so that its orders are looked at
    const Findings f = analyse(world, o, account(world, o));
    const std::string path = "supply.by_pool." + world.pools[0].name;
    CHECK(f.metrics.find(path + ".fill_rate")->value == Approx(0.25));
    CHECK(f.metrics.find(path + ".missing_server_hours")->value == Approx(12));
    // Three million server-hours are more nanoseconds than 64 bits hold.
    o.supply.pools[0].missing_ns[4] = DeviceTime{(kHour * 1000).ns} * 3000;
    const Findings many = analyse(world, o, account(world, o));
    CHECK(many.metrics.find(path + ".missing_server_hours")->value == Approx(3e6));
    // A server was there for 4 h, and another one wanted for 12: 4 / 16.
    CHECK(says(f, "pool had 25.0 % of the server-hours that it asked for: the quota."));
    CHECK(says(f, "Raise the quota"));
    CHECK_FALSE(says(f, "max_num_seqs"));
}

TEST_CASE("waiting for servers that are still to come is not lost work") {
    World world = ordered_late();
    const Findings f = found(world);
    // Ordered on day 10, delivered on day 50, burnt in on day 52; 240 h of steps: done on day 62.
    REQUIRE(f.deliveries.size() == 1);
    CHECK(f.deliveries[0].ordered == "1970-01-11");
    CHECK(f.deliveries[0].planned == "1970-02-20");
    CHECK(f.deliveries[0].delivered == "1970-02-20");
    CHECK(f.deliveries[0].in_service == "1970-02-22");
    CHECK(f.metrics.find("jobs.by_name.train.wait")->value == Approx(52 * 86400.0));
    CHECK(f.metrics.find("jobs.by_name.train.goodput")->value == Approx(1));
    CHECK(f.metrics.find("jobs.by_name.train.ettr")->value == Approx(1));
    // 52 of 62 days of its accelerator time were waited: 32 accelerators each.
    CHECK(f.metrics.find("jobs.by_name.train.waterfall.delivery")->value ==
          Approx(52 * 86400.0 * 32));
    CHECK(f.metrics.find("jobs.by_name.train.waterfall.waiting")->value == Approx(0).margin(1e-6));
    CHECK(says(f, "done after 62 days, 52 days of them until its servers were there, and costs"));
}

TEST_CASE("a delivery beyond the median lead time is late by so many days") {
    World world = ordered_late();
    world.pools[0].purchase->lead_time.p90 = kDay * 80;
    const Findings f = found(world);
    REQUIRE(f.deliveries.size() == 1);
    const DeliveryRow& d = f.deliveries[0];
    const auto plan = plan_deliveries(world, PoolId(0u), 1, 0);
    CHECK(d.late_days == Approx((plan[0].delivered - kDay * 50).seconds() / 86400));
    CHECK(d.planned == "1970-02-20");
    CHECK(says(f, "days later than planned") == (d.late_days > 0.5));
}

TEST_CASE("assertions answer in the unit in which they are written") {
    World world = two_owners();
    const auto shown = [&](const std::string& text, const std::string& path) {
        AssertSpec spec;
        spec.text = text;
        spec.path = path;
        spec.op = "<";
        spec.value = 1e9;
        world.asserts = {spec};
        return found(world).asserts[0].shown;
    };
    CHECK(shown("cost.total < 3 kUSD", "cost.total") == "0.22 kUSD");
    CHECK(shown("cost.total < 1e3", "cost.total") == "220 USD");
    CHECK(shown("utilisation.idle < 65 %", "utilisation.idle") == "100 %");
    CHECK(shown("energy.facility < 3 MWh", "energy.facility").find(" MWh") != std::string::npos);
    // Amounts in another currency are held against one's own.
    world.currency = "EUR";
    world.usd_per_currency = 2;
    CHECK(shown("cost.total < 3 kEUR", "cost.total") == "0.11 kEUR");
    CHECK(shown("cost.total < 3 kUSD", "cost.total") == "110 EUR");
}

TEST_CASE("assertions are held against figures of their own kind, in their unit") {
    World world = two_owners();
    const auto row = [&](const std::string& text, const std::string& path, Measure measure,
                         double value) {
        AssertSpec spec;
        spec.text = text;
        spec.path = path;
        spec.op = "<";
        spec.value = value;
        spec.unit = usual_unit(measure);
        world.asserts = {spec};
        return found(world).asserts[0];
    };
    const AssertRow seconds = row("cost.total < 8 s", "cost.total", Measure::duration, 8);
    CHECK(!seconds.holds);
    CHECK(seconds.problem == "cost.total is in USD, which cannot be held against s");
    CHECK(!row("energy.facility < 4e9 kW", "energy.facility", Measure::power, 4e12).holds);
    CHECK(!row("energy.facility < 4e9 USD", "energy.facility", Measure::money, 4e9).holds);
    CHECK(!row("cost.total < 800 %", "cost.total", Measure::share, 8).holds);
    CHECK(row("utilisation.idle < 101 %", "utilisation.idle", Measure::share, 1.01).holds);
    CHECK(!row("utilisation.idle < 65 %", "utilisation.idle", Measure::share, 0.65).holds);
    // Grams against kilograms, kilowatts against watts.
    const Findings f = found(world);
    const double grams = f.metrics.find("carbon.total")->value;
    REQUIRE(grams > 0);
    CHECK(row("carbon.total < a", "carbon.total", Measure::mass_co2, grams * 1.01).holds);
    CHECK(!row("carbon.total < a", "carbon.total", Measure::mass_co2, grams * 0.99).holds);
    std::size_t powers = 0;
    for (const auto& [path, metric] : f.metrics.all()) {
        if (metric.unit != "kW" || metric.value <= 0) continue;
        ++powers;
        CHECK(row(path + " < a", path, Measure::power, metric.value * 1010).holds);
        CHECK(!row(path + " < a", path, Measure::power, metric.value * 990).holds);
    }
    CHECK(powers > 0);
}

TEST_CASE("money is written in one way") {
    using namespace analysis;
    CHECK(money_text(1234567.4) == "1,234,567");
    CHECK(money_text(-1234.5) == "−1,234");
    CHECK(money_text(12.345) == "12.35");
    CHECK(money_text(-0.0) == "0.00");
    CHECK(money_text(-1e-9) == "0.00");
    CHECK(money_text(0.00345) == "0.00345");
    CHECK(money_text(99.999) == "100");
    CHECK(change_text(5) == "+5.00");
    CHECK(change_text(-1500) == "−1,500");
    CHECK(change_text(0) == "0.00");
    CHECK(price_text(604.61) == "604.61");
    CHECK(price_text(666805.88) == "666,806");
    CHECK(percent_text(-.205) == "−20.5 %");
    CHECK(percent_text(-1e-6) == "0.0 %");
    CHECK(number_text(51.9) == "51.9");
    CHECK(number_text(123456) == "123,456");
    CHECK(grouped(-0.2, 0) == "0");
}

}  // namespace answers_test
