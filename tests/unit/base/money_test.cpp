// Money: half to even, exact text, checked sums.
#include "orrery/base/money.hpp"

#include "tests/support/catch.hpp"

namespace money_test {

using orrery::Money;
using orrery::round_money;

TEST_CASE("rounding is half to even at the sixth decimal") {
    CHECK(round_money(0.0000005).micros == 0);
    CHECK(round_money(0.0000015).micros == 2);
    CHECK(round_money(-1.25).micros == -1'250'000);
}

TEST_CASE("text keeps every micro-unit and rounds what is cut half to even") {
    CHECK(to_string(Money{1'234'567'890}) == "1234.567890");
    CHECK(to_string(Money{-5}, 6) == "-0.000005");
    CHECK(to_string(Money{1'005'000}, 2) == "1.00");
    CHECK(to_string(Money{1'015'000}, 2) == "1.02");
    CHECK(to_string(Money{-995'000}, 2) == "-1.00");
    CHECK(to_string(Money{7'500'000}, 0) == "8");
}

TEST_CASE("sums are exact") {
    Money sum;
    for (int i = 0; i < 1'000'000; ++i) sum += Money{1};
    CHECK(sum == Money{1'000'000});
    CHECK((sum - Money{1'000'001}).micros == -1);
}

}  // namespace money_test
