// Spend commitments in the answer: what is left of the running year, what earlier years fell short.
#include "sim/accounts/posting.hpp"
#include "sim/analysis/analyse.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace spend_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// January and February 2026 under a commitment whose first year ends with January.
struct TwoYears {
    World world = small_world(1, 2, kDay * 59);
    Observations o;
    Ledger ledger;
    Findings out;

    explicit TwoYears(bool carry_over) {
        world.start_unix_s = 1767225600;  // 2026-01-01T00:00:00Z
        world.ledger_period = LedgerPeriod::month;
        o.ended_at = world.horizon;
        ledger.currency = "USD";
        SpendSpec s;
        s.name = "deal";
        s.vendor = "cloud";
        s.usd_year = {100, 100};
        s.start = kDay * 31 - kDay * 365;
        s.carry_over = carry_over;
        world.contracts.spend.push_back(s);
        const std::uint32_t rent = charge("compute");
        const auto months = periods_of(world, o.ended_at);
        add_posting(world, ledger, rent, months[0], 1, 130.0);
        add_posting(world, ledger, rent, months[1], 1, 80.0);
    }
    std::uint32_t charge(const char* category) {
        Charge c;
        c.category = category;
        c.vendor = "cloud";
        return add_charge(ledger, c);
    }
    double metric(const std::string& key) {
        out = {};
        analysis::add_contracts({world, o, ledger}, out);
        const Metric* m = out.metrics.find("cost.commitment.deal." + key);
        REQUIRE(m);
        return m->value;
    }
};

}  // namespace

TEST_CASE("what is left of a spend commitment counts what the year before left over") {
    TwoYears alone(false);
    CHECK(alone.metric("spent") == 80);
    CHECK(alone.metric("burn") == 0.8);
    CHECK(alone.metric("remaining") == 20);
    // 130 of 100 in the first year: 30 count in the second, of which 20 were missing.
    TwoYears carried(true);
    CHECK(carried.metric("spent") == 80);
    CHECK(carried.metric("remaining") == 0);
}

TEST_CASE("true-ups of a commitment are named beside what was spent, and are no spend") {
    TwoYears t(false);
    const std::uint32_t owed = t.charge("true-up");
    t.ledger.charges[owed].contract = "deal";
    t.ledger.charges[owed].kind = ChargeKind::adjustment;
    add_posting(t.world, t.ledger, owed, periods_of(t.world, t.o.ended_at)[1], 1, 20.0);
    CHECK(t.metric("true_up") == 20);
    CHECK(t.metric("spent") == 80);
    t.out.currency = "USD";
    CHECK(analysis::contracts_sentence({t.world, t.o, t.ledger}, t.out) ==
          "Commitments that were not spent in full cost 20.00 USD: deal.");
    // Nothing is said where nothing was missing.
    t.ledger.charges[owed].contract = "";
    t.metric("true_up");
    CHECK(analysis::contracts_sentence({t.world, t.o, t.ledger}, t.out).empty());
}

}  // namespace spend_test
