// Tokens of an API: latency, price, estimated energy and rate limits by hand arithmetic.
#include "sim/accounts/tokens.hpp"

#include "sim/accounts/floor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace tokens_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// First token after 0.5 s + 1 ms a prompt token, 10 ms a further one; 2 and 8 USD a million
/// tokens, 1 USD cached from 64; 0.1 J and 2 J a token.
World api_world() {
    World world = small_world(1, 1, kHour);
    world.sites[0].kind = SiteKind::api;
    world.pools[0].tokens = true;
    world.pools[0].server.host_idle = world.pools[0].server.host_busy = Power{0};
    world.pools[0].accelerator.idle = Power{0};
    world.pools[0].terms.kind = contracts::ComputeKind::on_demand;
    Deployment& d = add_deployment(world, "api", 1, 1);
    d.load_time = Nanos{0};
    d.service = ServiceKind::linear;
    d.max_num_seqs = 1000;
    d.slot_law.base_s = .01;
    d.slot_law.chunk = 1 << 24;
    d.slot_law.first_s = .49;
    d.slot_law.per_prompt_s = .001;
    d.tokens.emplace();
    d.tokens->vendor = "seller";
    d.tokens->usd_mtok_input = d.tokens->list_usd_mtok_input = 2;
    d.tokens->usd_mtok_output = 8;
    d.tokens->list_usd_mtok_output = 10;
    d.tokens->usd_mtok_cached = 1;
    d.tokens->cached_from = 64;
    d.tokens->joules_input = .1;
    d.tokens->joules_output = 2;
    add_workload(world, "load");
    return world;
}

double amount(const Ledger& l, const std::string& unit, CostColumn column) {
    double sum = 0;
    for (const Posting& p : l.postings) {
        if (l.of(p).unit == unit) sum += p.amount[static_cast<std::size_t>(column)].units();
    }
    return sum;
}

}  // namespace

TEST_CASE("an API charges by the token, answers by its law, and its energy is estimated") {
    const World world = api_world();
    std::vector<TraceRequest> list;
    for (int i = 0; i < 100; ++i) list.push_back(request_at(Nanos{i * kSecond.ns}, 200, 50));
    const Observations o = simulate(world, sources_of(list), {});
    const Ledger ledger = account(world, o);
    // 20,000 prompt and 5,000 output tokens.
    CHECK(near(amount(ledger, "Mtok prompt", CostColumn::effective), .04, 1e-9));
    CHECK(near(amount(ledger, "Mtok output", CostColumn::effective), .04, 1e-9));
    CHECK(near(amount(ledger, "Mtok output", CostColumn::list), .05, 1e-9));
    CHECK(near(ledger.total(CostColumn::effective).units(), .08, 1e-9));  // and nothing else
    const ServingStats& s = o.serving[0][0];
    CHECK(near(s.ttft.mean(), .5 + .2, 1e-6));
    CHECK(near(s.e2e.mean(), .7 + 50 * .01, 1e-6));
    double joules = 0;
    for (const PoolUsage& usage : o.pools[0]) joules += usage.iteration_energy_j;
    CHECK(near(joules, 20'000 * .1 + 5'000 * 2, 1e-12));
}

TEST_CASE("beginnings that all requests share are cached where they are long enough") {
    World world = api_world();
    std::vector<TraceRequest> list;
    for (int i = 0; i < 10; ++i) list.push_back(request_at(Nanos{i * kSecond.ns}, 100, 10));
    world.workloads[0].spec.shared_prefix = 63;
    const Ledger without = account(world, simulate(world, sources_of(list), {}));
    CHECK(amount(without, "Mtok cached", CostColumn::effective) == 0);
    world.workloads[0].spec.shared_prefix = 100;  // 100 of 200 prompt tokens, at half the price
    const Ledger with = account(world, simulate(world, sources_of(list), {}));
    CHECK(near(amount(with, "Mtok cached", CostColumn::effective), 10 * 100 * 1e-6, 1e-9));
    CHECK(near(amount(with, "Mtok prompt", CostColumn::effective), 10 * 100 * 2e-6, 1e-9));
}

TEST_CASE("tokens and units have their new price from its hour on, whatever the ledger's periods") {
    World world = api_world();
    world.horizon = kDay * 10;
    world.ledger_period = LedgerPeriod::month;
    world.deployments[0].tokens->units = 1;
    world.deployments[0].tokens->usd_unit_h = 10;
    contracts::PriceStep half;
    half.at_h = 96.5;
    half.change = -.5;
    world.contracts.vendor_changes["seller"] = {half};
    Observations o;
    o.ended_at = world.horizon;
    o.serving.assign(1, ServingRow(1));
    o.pools.assign(1, std::vector<PoolUsage>(world.intervals()));
    for (PoolUsage& hour : o.pools[0]) {
        hour.prefill_tokens = 1'000'000;
        hour.decode_tokens = 100'000;
    }
    Ledger ledger;
    account_tokens(world, o, ledger);
    // 96.5 h at the first price and 143.5 h at half of it are 168.25 h of it.
    CHECK(near(amount(ledger, "Mtok prompt", CostColumn::billed), 168.25 * 2, 1e-9));
    CHECK(near(amount(ledger, "Mtok output", CostColumn::list), 168.25 * .1 * 10, 1e-9));
    CHECK(near(amount(ledger, "unit-h", CostColumn::billed), 168.25 * 10, 1e-9));
}

TEST_CASE("a rate limit lets a minute's grant pass at once and then its rate") {
    World world = api_world();
    world.deployments[0].requests_s_limit = .5;  // a bucket of 30
    std::vector<TraceRequest> list;
    for (int i = 0; i < 100; ++i) list.push_back(request_at(kSecond, 10, 10));
    for (int i = 0; i < 100; ++i) list.push_back(request_at(Nanos{61 * kSecond.ns}, 10, 10));
    const Observations o = simulate(world, sources_of(list), {});
    CHECK(o.workloads[0].completed == 60);  // 30, and 30 again a minute later
    CHECK(o.workloads[0].rejected == 140);
    world.deployments[0].requests_s_limit = 0;
    world.deployments[0].tokens_s_limit = 20;  // 1,200 a minute: 60 requests of 20
    const Observations by_tokens = simulate(world, sources_of(list), {});
    CHECK(by_tokens.workloads[0].completed == 120);
}

TEST_CASE("modules of a floor depreciate from their date on, straight-line over their life") {
    World world = small_world(1, 1, Nanos{10 * kDay.ns});
    ModuleSpec pod;
    pod.name = "pod";
    pod.at = Nanos{4 * kDay.ns};
    pod.capex_usd = 365'000;
    pod.life_years = 10;  // 100 USD a day
    world.sites[0].modules = {pod};
    Observations o;
    o.ended_at = world.horizon;
    Ledger ledger;
    account_floors(world, o, ledger);
    CHECK(near(ledger.total(CostColumn::effective).units(), 600, 1e-9));
    // Paid on that day, and nothing of it by the wear.
    CHECK(ledger.total(CostColumn::billed).units() == 365'000);
    CHECK(ledger.of(ledger.postings.front()).category == "purchase");
    CHECK(ledger.postings.front().due == pod.at);
    CHECK(ledger.of(ledger.postings[1]).category == "floor");
    world.sites[0].modules[0].life_years = 2 / 365.0;  // worn out after two days
    Ledger worn;
    account_floors(world, o, worn);
    CHECK(near(worn.total(CostColumn::effective).units(), 365'000, 1e-6));
}

}  // namespace tokens_test
