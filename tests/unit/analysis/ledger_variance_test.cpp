// Two ledgers against each other: volume, mix and price by hand, and their sum.
#include "sim/analysis/ledger_variance.hpp"

#include "sim/accounts/posting.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace ledger_variance_test {

using namespace orrery;
using namespace orrery::test;

namespace {

class Lines {
public:
    void add(const std::string& category, const std::string& unit, double quantity, double usd) {
        Charge c;
        c.category = category;
        c.vendor = "aws";
        c.unit = unit;
        const Period all{0, 0, 1, Nanos{0}, world_.horizon};
        add_posting(world_, ledger, add_charge(ledger, c), all, quantity, usd);
    }
    Ledger ledger;

private:
    World world_ = small_world(1, 1, kHour);
};

}  // namespace

TEST_CASE("more servers, dearer servers and another fee") {
    Lines budget;
    budget.add("compute", "server-h", 100, 200);
    budget.add("support", "", 0, 10);
    Lines actual;
    actual.add("compute", "server-h", 120, 300);
    actual.add("support", "", 0, 7);
    const LedgerVariance v = compare_ledgers(budget.ledger, actual.ledger);
    REQUIRE(v.rows.size() == 2);
    CHECK(v.rows[1].unit == "server-h");
    CHECK(near(v.rows[1].variance.volume, 40, 1e-12));  // 20 more at 2
    CHECK(near(v.rows[1].variance.price, 60, 1e-12));   // 0.5 more for 120
    CHECK(near(v.rows[1].variance.mix, 0, 0, 1e-9));
    CHECK(near(v.all.price, 57, 1e-12));  // 3 less for support
    CHECK(near(v.all.total, 97, 1e-12));
    CHECK(near(v.all.volume + v.all.mix + v.all.price, v.all.total, 1e-12));
}

TEST_CASE("a line that only one ledger has is no difference in price") {
    Lines budget;
    budget.add("small", "server-h", 10, 10);
    Lines actual;
    actual.add("large", "server-h", 10, 40);
    const LedgerVariance v = compare_ledgers(budget.ledger, actual.ledger);
    CHECK(near(v.all.volume, 0, 0, 1e-12));
    CHECK(near(v.all.mix, 30, 1e-12));  // as many hours, of other servers
    CHECK(near(v.all.price, 0, 0, 1e-12));
    CHECK(near(v.all.total, 30, 1e-12));
}

TEST_CASE("equal ledgers differ in nothing, and units do not mix") {
    Lines one;
    one.add("compute", "server-h", 10, 10);
    one.add("energy", "kWh", 1000, 100);
    const LedgerVariance same = compare_ledgers(one.ledger, one.ledger);
    CHECK(same.all.total == 0);
    Lines other;
    other.add("compute", "server-h", 10, 10);
    other.add("energy", "kWh", 2000, 200);
    const LedgerVariance v = compare_ledgers(one.ledger, other.ledger);
    CHECK(near(v.all.volume, 100, 1e-12));
    CHECK(near(v.all.mix, 0, 0, 1e-9));
}

}  // namespace ledger_variance_test
