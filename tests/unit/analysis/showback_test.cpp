// Showback: hand arithmetic of direct, shared and idle cost, and sums that are the ledger's.
#include "sim/analysis/showback.hpp"

#include "sim/accounts/idle.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace showback_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Two jobs of tenants x and y held 3 and 1 accelerator-hours; of 8 in all, 4 are idle.
struct Case {
    World world = small_world(1, 8, kHour);
    Observations o;
    Ledger ledger;

    Case() {
        for (const char* tenant : {"x", "y"}) {
            Job job;
            job.name = std::string("job-") + tenant;
            job.pool = PoolId(0u);
            job.spec.tenant = tenant;
            job.spec.tags["team"] = tenant[0] == 'x' ? "search" : "chat";
            world.jobs.push_back(job);
        }
        PoolUsage usage;
        usage.useful_ns = 4 * kHour.ns;
        usage.job_ns = 4 * kHour.ns;
        usage.idle_ns = 4 * kHour.ns;
        o.pools = {{usage}};
        for (std::uint32_t j = 0; j < 2; ++j) {
            JobRecord record;
            record.job = JobId(j);
            record.held_by_pool[0] = (j == 0 ? 3 : 1) * kHour.ns;
            o.jobs.push_back(record);
        }
        ledger.currency = "USD";
        charge("compute", "pool", "server-h", 80);
        charge("support", "", "month", 10);
    }

    Charge& charge(const char* category, const char* pool, const char* unit, double usd) {
        Charge c;
        c.category = category;
        c.pool = pool;
        c.unit = unit;
        ledger.charges.push_back(c);
        Posting p;
        p.charge = static_cast<std::uint32_t>(ledger.charges.size() - 1);
        p.until = kHour;
        p.quantity = 1;
        p.amount.fill(round_money(usd));
        ledger.postings.push_back(p);
        return ledger.charges.back();
    }

    [[nodiscard]] Showback run(const ShowbackQuestion& q = {}) const {
        return showback(world, o, ledger, q);
    }
};

void check_sums(const Showback& r) {
    Money sum;
    Money parts;
    for (const ShowbackRow& row : r.rows) sum += row.total();
    for (const ShowbackPart& part : r.parts) parts += part.posting.of(CostColumn::effective);
    CHECK(sum == r.total);
    CHECK(parts == r.total);
}

}  // namespace

TEST_CASE("idle: what a pool costs while nothing runs on it, half of it here") {
    Case c;
    const IdleShares idle(c.world, c.o, c.ledger);
    CHECK(idle.of(c.ledger.postings[0]) == .5);
    CHECK(idle.of(c.ledger.postings[1]) == 0);  // no pool's
    c.ledger.charges[1].status = CommitmentStatus::unused;
    CHECK(idle.of(c.ledger.postings[1]) == 1);
    c.ledger.charges[0].kind = ChargeKind::purchase;
    CHECK(idle.of(c.ledger.postings[0]) == 0);
}

TEST_CASE("idle: energy by what idle accelerators and their hosts drew") {
    Case c;
    SiteEnergyFlows site;
    PoolEnergyFlows pool;
    pool.pool = PoolId(0u);
    pool.accelerators_useful = {6};
    pool.accelerators_idle = {1};
    pool.hosts = {3};
    pool.hosts_useful = {2};
    site.pools = {pool};
    c.ledger.energy = {site};
    c.charge("energy", "pool", "kWh", 5);
    // (1 idle + 3 − 2 of hosts) of 10 kWh.
    CHECK(IdleShares(c.world, c.o, c.ledger).of(c.ledger.postings[2]) == .2);
}

TEST_CASE("a posting is cut without losing a micro-unit") {
    Posting p;
    p.quantity = 3;
    p.amount.fill(Money{10'000'001});
    const CutPosting halves = cut(p, 1.0 / 3);
    CHECK(halves.part.amount[0].micros == 3'333'334);
    CHECK(halves.rest.amount[0].micros == 6'666'667);
    CHECK(halves.part.quantity + halves.rest.quantity == 3);
}

TEST_CASE("showback: proportional, by tenant") {
    const Showback r = Case().run();
    REQUIRE(r.rows.size() == 2);
    // Used 40 of 80: x held 3 of 4 → 30, y 10. Support 10 by direct cost: 7.50 and 2.50. Idle 40
    // by the use of the pool: 30 and 10.
    CHECK(r.rows[0].who == "x");
    CHECK(r.rows[0].direct.micros == 30'000'000);
    CHECK(r.rows[0].shared.micros == 7'500'000);
    CHECK(r.rows[0].idle.micros == 30'000'000);
    CHECK(r.rows[1].total().micros == 22'500'000);
    check_sums(r);
}

TEST_CASE("showback: the other rules") {
    ShowbackQuestion q;
    q.rule = ShowbackRule::even;
    const Showback even = Case().run(q);
    CHECK(even.rows[0].idle.micros == 20'000'000);
    CHECK(even.rows[1].shared.micros == 5'000'000);
    check_sums(even);
    q.rule = ShowbackRule::fixed;
    q.shares = {{"x", .1}, {"y", .9}};
    const Showback fixed = Case().run(q);
    CHECK(fixed.rows[0].shared.micros == 1'000'000);
    CHECK(fixed.rows[1].idle.micros == 36'000'000);
    check_sums(fixed);
    q.rule = ShowbackRule::direct;
    const Showback direct = Case().run(q);
    REQUIRE(direct.rows.size() == 3);
    CHECK(direct.rows[2].who == kUnallocated);
    CHECK(direct.rows[2].idle.micros == 40'000'000);
    CHECK(direct.rows[2].shared.micros == 10'000'000);
    CHECK(direct.rows[0].total().micros == 30'000'000);
    check_sums(direct);
}

TEST_CASE("showback: by tag and workload, and charges of one tenant alone") {
    ShowbackQuestion q;
    q.key = ShowbackKey::tag;
    q.tag = "team";
    Case tagged;
    tagged.world.jobs[1].spec.tags.clear();
    const Showback by_tag = tagged.run(q);
    CHECK(by_tag.rows[0].who == kNoTag);
    CHECK(by_tag.rows[0].direct.micros == 10'000'000);
    CHECK(by_tag.rows[1].who == "search");
    q.key = ShowbackKey::workload;
    CHECK(Case().run(q).rows[1].who == "job-y");
    Case own;
    own.charge("licence", "", "month", 4).tenant = "y";
    CHECK(own.run().rows[1].direct.micros == 14'000'000);
    check_sums(own.run());
}

TEST_CASE("showback: a pool that nobody uses is idle, and paid by direct cost") {
    Case c;
    PoolUsage idle;
    idle.idle_ns = 8 * kHour.ns;
    Pool spare = c.world.pools[0];
    spare.name = "spare";
    c.world.pools.push_back(spare);
    c.o.pools.push_back({idle});
    c.charge("compute", "spare", "server-h", 8);
    const Showback r = c.run();
    CHECK(r.rows[0].idle.micros == 36'000'000);  // 30 + 8 · 3/4
    CHECK(r.rows[1].idle.micros == 12'000'000);
    check_sums(r);
}

TEST_CASE("amounts are split by the largest remainder") {
    const auto thirds = split_exactly(Money{100}, {1, 1, 1});
    CHECK(thirds[0].micros == 34);
    CHECK(thirds[1].micros == 33);
    CHECK(thirds[2].micros == 33);
    const auto sevenths = split_exactly(Money{-10}, {2, 5});  // 2.86 and 7.14
    CHECK(sevenths[0].micros == -3);
    CHECK(sevenths[1].micros == -7);
    CHECK(split_exactly(Money{5}, {0, 0})[0].micros == 3);
    CHECK(split_exactly(Money{5}, {0, 1})[0].micros == 0);
    std::vector<double> weights;
    for (int i = 1; i <= 997; ++i) weights.push_back(1.0 / i);
    Money sum;
    for (const Money part : split_exactly(Money{123'456'789'012'345}, weights)) sum += part;
    CHECK(sum.micros == 123'456'789'012'345);
}

}  // namespace showback_test
