// Leases: bright lines of the classification, present values, roll-forwards that close at zero.
#include "models/finance/lease.hpp"

#include "models/finance/annuity.hpp"
#include "models/finance/cash_flow.hpp"
#include "tests/support/catch.hpp"

namespace lease_test {

using namespace orrery::finance;

namespace {

LeaseTerms terms() {
    LeaseTerms t;
    t.payment = 1000;
    t.months = 36;
    t.rate_year = .06;
    t.fair_value = 60000;
    t.economic_life_months = 60;
    return t;
}

}  // namespace

TEST_CASE("the present value of payments in advance is a geometric sum") {
    // r = 1.06^(1/12) − 1 = 0.0048675506; 1000 · (1 − v^36)/(1 − v), v = 1/(1 + r)
    const LeaseTerms t = terms();
    const double v = 1 / (1 + monthly_rate(.06, false));
    CHECK(monthly_rate(.06, false) == Approx(0.00486755056534305).epsilon(1e-12));
    double v36 = 1;
    for (int k = 0; k < 36; ++k) v36 *= v;
    CHECK(v36 == Approx(1 / (1.06 * 1.06 * 1.06)).epsilon(1e-12));
    CHECK(lease_present_value(t) == Approx(1000 * (1 - v36) / (1 - v)).epsilon(1e-12));
}

TEST_CASE("classification: each test alone makes a finance lease") {
    CHECK_FALSE(classify_lease(terms()).finance());
    LeaseTerms t = terms();
    t.transfers_ownership = true;
    CHECK(classify_lease(t).transfer);
    t = terms();
    t.option = 1;
    CHECK_FALSE(classify_lease(t).finance());  // a price, not a bargain
    t.option_certain = true;
    CHECK(classify_lease(t).option);
    t = terms();
    t.months = 45;  // 75 % of 60
    CHECK(classify_lease(t).term);
    t.months = 44;
    CHECK_FALSE(classify_lease(t).term);
    t = terms();
    t.fair_value = lease_present_value(t) / .9;
    CHECK(classify_lease(t).value);
    t.fair_value *= 1.001;
    CHECK_FALSE(classify_lease(t).value);
    t.specialised = true;
    CHECK(classify_lease(t).finance());
}

TEST_CASE("liability and right of use close, the expense is what is paid") {
    for (const bool finance : {true, false}) {
        for (const bool option : {true, false}) {
            LeaseTerms t = terms();
            t.option = 3600;
            t.option_certain = option;
            const auto months = lease_schedule(t, finance);
            double expense = 0;
            for (const LeaseMonth& m : months) expense += m.expense;
            CHECK(months.size() == (finance && option ? 60 : 36));
            CHECK(months[35].liability == Approx(option ? 3600 : 0).margin(1e-6));
            if (months.size() > 36) CHECK(months[36].liability == 0);
            CHECK(months.back().asset == Approx(0).margin(1e-6));
            CHECK(expense == Approx(36000 + (option ? 3600 : 0)).epsilon(1e-12));
        }
    }
}

TEST_CASE("what becomes one's own wears off over its life, to what is left of it") {
    // 5 000 a month for 24 at 8 %: the right of use of 111 578, with an option of 30 000 137 298.
    LeaseTerms t;
    t.payment = 5000;
    t.months = 24;
    t.rate_year = .08;
    t.fair_value = 300000;
    t.option = 30000;
    t.option_certain = true;
    const double right = lease_present_value(t);
    CHECK(right == Approx(137298).epsilon(1e-5));
    double two_years = 0;
    const auto months = lease_schedule(t, true);
    REQUIRE(months.size() == 60);
    for (int k = 0; k < 24; ++k) two_years += months[static_cast<std::size_t>(k)].expense;
    // 150 000 is paid: 12 702 of interest, and 24 of 60 months of the right of use.
    CHECK(two_years == Approx(right * 24 / 60 + 150000 - right).epsilon(1e-12));
    CHECK(two_years == Approx(67621).epsilon(1e-5));
    CHECK((months[24].expense == Approx(right / 60) && months[59].asset == Approx(0).margin(1e-6)));
    t.left = 30000;
    CHECK(lease_schedule(t, true)[59].asset == Approx(30000));
    t.option_certain = false;
    CHECK(lease_schedule(t, true).size() == 24);
    t.transfers_ownership = true;
    CHECK(lease_schedule(t, true).size() == 60);
}

TEST_CASE("an operating lease is level, a finance lease begins dearer than it ends") {
    const auto operating = lease_schedule(terms(), false);
    CHECK(operating.front().expense == Approx(1000));
    CHECK(operating.back().expense == Approx(1000));
    const auto finance = lease_schedule(terms(), true);
    CHECK(finance.front().expense > 1000);
    CHECK(finance.back().expense < 1000);
}

TEST_CASE("obligations by year from a month on") {
    const auto years = lease_obligations(terms(), 6);
    REQUIRE(years.size() == 3);
    CHECK(years[0] == 12000);
    CHECK(years[1] == 12000);
    CHECK(years[2] == 6000);
    CHECK(lease_obligations(terms(), 36).empty());
}

TEST_CASE("an annuity pays its principal back") {
    CHECK(-payment(.08 / 12, 10, 10000) == Approx(1037.0320893591606).epsilon(1e-12));
    CHECK(annuity_owed(10000, .08 / 12, 10, 0) == Approx(10000));
    CHECK(annuity_owed(10000, .08 / 12, 10, 10) == 0);
    // after one payment: 10 000 · (1 + r) − payment
    CHECK(annuity_owed(10000, .08 / 12, 10, 1) ==
          Approx(10000 * (1 + .08 / 12) - 1037.0320893591606).epsilon(1e-12));
    CHECK(-payment(0, 12, 1200) == 100);
}

}  // namespace lease_test
