// Queueing formulas against hand arithmetic and table values.
#include "models/queueing/queueing.hpp"

#include "tests/support/catch.hpp"

namespace queueing_test {

using namespace orrery::queueing;
using orrery::test::near;

TEST_CASE("Erlang B and C at ten erlangs on twelve servers") {
    // B(1) = 10/11, B(2) = 10·B/(2 + 10·B) = 0.81967 …; tables give B(12, 10) = 0.1197.
    CHECK(near(erlang_b(10, 12), 0.1197, 0, 5e-5));
    // C = B/(1 − ρ(1 − B)) = 0.1197/(1 − 0.83333·0.8803) = 0.4494.
    CHECK(near(erlang_c(10, 12), 0.4494, 0, 1e-4));
    CHECK(erlang_c(12, 12) == 1);
}

TEST_CASE("M/M/1: waits at load 0.7") {
    CHECK(near(mm1_mean_sojourn(0.7, 1), 10.0 / 3, 1e-12));
    CHECK(near(mm1_mean_wait(0.7, 1), 7.0 / 3, 1e-12));  // ρ/(μ − λ) = 0.7/0.3
    CHECK(mm1_mean_sojourn(1, 1) > 1e300);
}

TEST_CASE("M/M/2 at load 0.75, by hand") {
    // a = 1.5: B(1) = 0.6, B(2) = 0.9/2.9 = 0.310345; C = 0.310345/(1 − 0.75·0.689655) = 0.642857.
    CHECK(near(erlang_c(1.5, 2), 9.0 / 14, 1e-12));
    CHECK(near(mmc_mean_wait(1.5, 1, 2), 9.0 / 7, 1e-12));  // C/(2 − 1.5)
    // P(W > t) = C·e^{−0.5 t} = 0.1 → t = 2·ln(6.42857) = 3.72150.
    CHECK(near(mmc_wait_quantile(1.5, 1, 2, 0.9), 3.7215047, 1e-6));
    CHECK(mmc_wait_quantile(1.5, 1, 2, 0.3) == 0);
}

TEST_CASE("M/M/1/3 loses (1 − ρ)ρ³/(1 − ρ⁴)") {
    CHECK(near(mmck_loss(0.5, 1, 1, 3), 0.0625 / 0.9375, 1e-12));
    CHECK(near(mmck_loss(10, 1, 12, 12), erlang_b(10, 12), 1e-12));
}

TEST_CASE("M/G/1: deterministic service halves the wait, and M/M/1 is cv = 1") {
    CHECK(near(mg1_mean_wait(0.7, 1, 1), 7.0 / 3, 1e-12));
    CHECK(near(mg1_mean_wait(0.7, 1, 0), 7.0 / 6, 1e-12));
    CHECK(near(mgc_mean_wait(0.7, 1, 2, 1), mg1_mean_wait(0.7, 1, 2), 1e-12));
    CHECK(throughput_bound(0.25, 3) == 12);
}

TEST_CASE("M/D/1 by hand, a queue that cannot keep up waits for ever") {
    // ρ = 3·0.2 = 0.6: 0.2·0.6/(2·0.4) = 0.15.
    CHECK(near(md1_mean_wait(3, 0.2), 0.15, 1e-12));
    CHECK(near(utilisation(3, 0.2, 1), 0.6, 1e-12));
    CHECK(near(utilisation(30, 0.2, 8), 0.75, 1e-12));
    CHECK(std::isinf(md1_mean_wait(5, 0.2)));
    CHECK(std::isinf(mmc_mean_wait(12, 1, 12)));
    CHECK(std::isinf(mmc_wait_quantile(12, 1, 12, .5)));
}

TEST_CASE("Erlang B stays exact for thousands of servers") {
    // B(a, a) tends to √(2/(π·a)): 0.0079788 at 10,000, second order 4/(3√π…) below one per cent.
    CHECK(near(erlang_b(10000, 10000), 0.0079788, 0.01));
    CHECK(near(mmck_loss(10000, 1, 10000, 10000), erlang_b(10000, 10000), 1e-9));
}

}  // namespace queueing_test
