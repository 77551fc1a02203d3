// What must hold for any usage and any contract: nothing is lost, parts sum to the whole exactly.
#include "tests/support/catch.hpp"
#include "tests/unit/accounts/billing.hpp"

namespace commitment_identities_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// A small generator of the test's own: reproducible, and nobody else's stream.
struct Dice {
    std::uint64_t state;
    double next() {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(state >> 11) * 0x1p-53;
    }
    double between(double low, double high) { return low + (high - low) * next(); }
};

World random_world(Dice& dice) {
    World world = billed_world("vendor", dice.between(1, 100), hours(dice.between(30, 2500)));
    add_pool(world, "second", dice.between(1, 100));
    world.ledger_period = dice.next() < .5 ? LedgerPeriod::hour : LedgerPeriod::month;
    world.usd_per_currency = dice.next() < .5 ? 1 : dice.between(.5, 2);
    world.contracts.fx["EUR"] = {{0, 1.1}, {dice.between(1, 1000), dice.between(.9, 1.4)}};
    for (const HeldKind kind : {HeldKind::take_or_pay, HeldKind::block, HeldKind::reserved}) {
        HeldServers h = held("held" + std::to_string(static_cast<int>(kind)), kind,
                             dice.between(.5, 3), dice.between(1, 60), hours(0));
        h.from = hours(dice.between(-300, 300));  // some run already when the run begins
        h.until = max(h.from, hours(0)) + hours(dice.between(1, 3000));
        h.upfront = kind == HeldKind::block ? 1 : dice.between(0, 1);
        h.invoices = kind == HeldKind::take_or_pay ? 4 : 0;
        if (kind == HeldKind::reserved) h.pools = {PoolId(1u), PoolId(0u)};
        if (dice.next() < .5) h.currency = "EUR";
        world.contracts.held.push_back(h);
    }
    HourlyPlan plan;
    plan.name = "plan";
    plan.vendor = "vendor";
    plan.pools = {{PoolId(0u), dice.next() * .7}, {PoolId(1u), dice.next() * .7}};
    plan.usd_hour = dice.between(1, 80);
    plan.from = hours(dice.between(-50, 50));
    plan.until = plan.from + hours(dice.between(60, 2000));
    plan.upfront = dice.next() < .3 ? .5 : 0;
    world.contracts.plans = {plan};
    return world;
}

Observations random_usage(const World& world, Dice& dice) {
    Observations o = no_usage(world);
    const double end = world.horizon.seconds() / 3600;
    for (int i = 0; i < 40; ++i) {
        const double from = dice.between(0, end);
        use(o, dice.next() < .5 ? 0 : 1, 1, from, dice.between(from, end));
    }
    return o;
}

double billed_quantity(const Ledger& ledger) {
    double sum = 0;
    for (const Posting& p : ledger.postings) {
        const Charge& c = ledger.of(p);
        const bool usage = c.kind == ChargeKind::usage && c.unit == "server-h";
        if (usage && c.status != CommitmentStatus::unused) sum += p.quantity;
    }
    return sum;
}

struct Balance {
    Money billed;
    Money effective;
    Money brought;  ///< forward from before the run, as the memorandum in the ledger says it
    Money prepaid;  ///< carried forward likewise
};

Balance balance(const Ledger& ledger, const std::string& contract) {
    Balance b;
    for (const Posting& p : ledger.postings) {
        const Charge& c = ledger.of(p);
        if (c.contract != contract) continue;
        b.billed += p.of(CostColumn::billed);
        b.effective += p.of(CostColumn::effective);
        if (c.category == "brought forward") b.brought += round_money(p.quantity);
        if (c.category == "carried forward") b.prepaid += round_money(p.quantity);
    }
    return b;
}

}  // namespace

TEST_CASE("every hour of every session is posted once, and each contract balances exactly") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        Dice dice{seed};
        const World world = random_world(dice);
        const Observations o = random_usage(world, dice);
        const Ledger ledger = bill(world, o);
        INFO("seed " << seed);
        double sessions = 0;
        for (const ServerSession& s : o.sessions) sessions += (s.until - s.from).seconds() / 3600;
        // Sessions are billed by whole seconds here, at least a minute each.
        const auto& terms = world.pools[0].terms;
        const double most = 40 * (terms.granularity_s + terms.minimum_s) / 3600;
        CHECK(billed_quantity(ledger) > sessions * (1 - 1e-9) - 1e-6);
        CHECK(billed_quantity(ledger) < sessions + most);
        CHECK(all_hold(ledger));
        CHECK(ledger.checks.size() >= 1);
        for (const HeldServers& h : world.contracts.held) {
            const Balance b = balance(ledger, h.name);
            CHECK(b.brought + b.billed == b.effective + b.prepaid);
            // Of a whole term nothing is left to carry, to the micro-unit.
            if (h.until <= o.ended_at) CHECK(b.brought + b.billed == b.effective);
        }
        const Balance plan = balance(ledger, world.contracts.plans[0].name);
        CHECK(plan.brought + plan.billed == plan.effective + plan.prepaid);
        for (const Posting& p : ledger.postings) {
            if (ledger.of(p).status != CommitmentStatus::none)
                CHECK(p.of(CostColumn::effective).micros >= -1);
        }
    }
}

TEST_CASE("the ledger's period changes the postings, not the sums") {
    Dice dice{7};
    World world = random_world(dice);
    const Observations o = random_usage(world, dice);
    world.ledger_period = LedgerPeriod::hour;
    const Ledger by_hour = bill(world, o);
    world.ledger_period = LedgerPeriod::month;
    const Ledger by_month = bill(world, o);
    CHECK(by_hour.postings.size() > 10 * by_month.postings.size());
    for (const CostColumn c :
         {CostColumn::list, CostColumn::contracted, CostColumn::billed, CostColumn::effective}) {
        // Each posting is rounded once: half a micro-unit of each may differ.
        const double most = 1e-6 * static_cast<double>(by_hour.postings.size());
        CHECK(near(by_hour.total(c).units(), by_month.total(c).units(), 0, most));
    }
}

TEST_CASE("volume tiers: graduated and all units over a month's hours of both pools") {
    World world = billed_world("vendor", 8, kDay * 31);
    VolumeTiers v{"volume", {PoolId(0u)}, TierLaw::graduated, {{1000, 1}, {0, .5}}};
    world.contracts.volume = {v};
    Observations o = no_usage(world);
    use(o, 0, 1, 0, 250);  // 2,000 accelerator-hours
    // 125 h at 8, 125 h at 4
    CHECK(invoice(bill(world, o), "vendor", "2027-01") == 150'000);
    world.contracts.volume[0].law = TierLaw::all_units;
    CHECK(invoice(bill(world, o), "vendor", "2027-01") == 100'000);
    // At the boundary the whole is still in the first tier.
    Observations edge = no_usage(world);
    use(edge, 0, 1, 0, 125);
    CHECK(invoice(bill(world, edge), "vendor", "2027-01") == 100'000);
}

TEST_CASE("a price change, a reservation at the on-demand price, standby") {
    World world = billed_world("vendor", 10, kDay);
    world.contracts.changes = {{{12, -1, -.4, -1, -1}}};
    HeldServers h = held("odcr", HeldKind::reservation, 2, 10, kDay);
    world.contracts.held = {h};
    Standby standby;
    standby.spec.name = "ready";
    standby.spec.servers = 1;
    standby.spec.premium_usd_server_h = 1;
    standby.spec.usd_server_h = 5;
    standby.pool = PoolId(0u);
    standby.vendor = "vendor";
    standby.until = kDay;
    Observations o = no_usage(world);
    use(o, 0, 1, 0, 24);
    // 12 · 10 + 12 · 6 = 192 used, as much again held and not used.
    CHECK(invoice(bill(world, o), "vendor", "2027-01") == 38'400);
    world.contracts.held.clear();
    world.contracts.standby = {standby};
    world.pools[0].servers = 1;
    // The server that the pool has from the start is not the one that stands ready: 192, and 24 of
    // premium.
    CHECK(invoice(bill(world, o), "vendor", "2027-01") == 21'600);
    use(o, 0, 2, 6, 12);
    // Two more for six hours: one of them stood ready, 6 · 5, the other is rented, 6 · 10.
    CHECK(invoice(bill(world, o), "vendor", "2027-01") == 30'600);
}

TEST_CASE("more invoices than months fall due within the term") {
    World world = billed_world("vendor", 10, kDay * 10);
    HeldServers h = held("short", HeldKind::take_or_pay, 1, 10, kDay * 8);
    h.invoices = 4;
    world.contracts.held = {h};
    // 8 d · 24 h · 10 = 1,920, a quarter of it on each second day.
    const Ledger ledger = bill(world, no_usage(world));
    CHECK(invoice(ledger, "vendor", "2027-01") == 192'000);
    CHECK(balance(ledger, "short").billed == balance(ledger, "short").effective);
}

TEST_CASE("a spend discount that begins within a month counts from its day on") {
    World world = billed_world("acme", 10, kDay * 59);
    world.ledger_period = LedgerPeriod::month;
    SpendSpec spend;
    spend.name = "ea";
    spend.vendor = "acme";
    spend.usd_year = {1000};
    spend.discount = .2;
    spend.start = kDay * 15;
    world.contracts.spend = {spend};
    Observations o = no_usage(world);
    use(o, 0, 2, 0, 59 * 24);
    // 480 a day: 15 · 480 + 44 · 384 = 24,096, of which January has 15 · 480 + 16 · 384
    const Ledger ledger = bill(world, o);
    CHECK(invoice(ledger, "acme", "2027-01") == 1'334'400);
    CHECK(ledger.total(CostColumn::billed).micros == 24'096'000'000);
    CHECK(ledger.total(CostColumn::list).micros == 28'320'000'000);
    world.ledger_period = LedgerPeriod::hour;
    CHECK(bill(world, o).total(CostColumn::billed).micros == 24'096'000'000);
}

TEST_CASE("a price that changes within an hour counts from its instant on") {
    World world = billed_world("acme", 10, kDay);
    world.contracts.changes.resize(1);
    contracts::PriceStep half;
    half.at_h = 5.5;
    half.change = -.5;
    world.contracts.changes[0] = {half};
    Observations o = no_usage(world);
    use(o, 0, 1, 0, 24);
    // 5.5 · 10 + 18.5 · 5
    CHECK(bill(world, o).total(CostColumn::billed).micros == 147'500'000);
}

}  // namespace commitment_identities_test
