// Order dates: the lognormal by hand, the newsvendor in time, monotone in the lead time.
#include "sim/study/order_by.hpp"

#include "orrery/base/math.hpp"
#include "tests/support/catch.hpp"

namespace order_by_test {

using namespace orrery;

namespace {

/// 64 servers, 56 needed, doubling each year; 100 days median, 180 days nine of ten.
OrderByQuestion doubling() {
    OrderByQuestion q;
    q.servers = 64;
    q.needed = 56;
    q.growth.growth = demand::Growth::exponential;
    q.growth.per_year = 1;
    q.step = 8;
    q.horizon_days = 365;
    q.lead = {100, 180};
    q.burn_in_days = 14;
    return q;
}

}  // namespace

TEST_CASE("order-by: the latest day is the need less burn-in less the 90 % lead time") {
    OrderByQuestion q = doubling();
    const OrderByResult r = study_order_by(q);
    REQUIRE(r.stages.size() >= 5);
    // 56 · 2^t = 64 at t = log2(8/7) of a year of 365.25 days.
    const double need = 365.25 * math::log(64.0 / 56) / math::log(2);
    CHECK(r.stages[0].need_day == Approx(need).epsilon(1e-6));
    CHECK(r.stages[0].order_day == Approx(need - 14 - 180).epsilon(1e-6));
    CHECK(r.stages[0].order_day < 0);
    // Ordered today, it has need − 14 days.
    CHECK(r.stages[0].risk_today ==
          Approx(1 - finance::lead_time_cdf(q.lead, need - 14)).epsilon(1e-6));
    // Planned with the median, every second stage is late.
    CHECK(r.stages[3].risk_median == Approx(.5).epsilon(1e-6));
    const double third = 365.25 * math::log(80.0 / 56) / math::log(2);
    CHECK(r.stages[2].need_day == Approx(third).epsilon(1e-6));
    CHECK_FALSE(r.stages[0].best_day);
    CHECK(r.lead_slack == Approx((need - 14) / 180).epsilon(1e-6));
}

TEST_CASE("order-by: the day of least cost is the newsvendor's fractile of the lead time") {
    OrderByQuestion q = doubling();
    q.idle_usd_day = 1;
    q.stockout_usd_day = 3;
    const OrderByResult r = study_order_by(q);
    const OrderStage& s = r.stages[4];
    // P(L ≤ x) = 3/4.
    const double ahead = finance::lead_time_quantile(q.lead, .75);
    CHECK(*s.best_day == Approx(s.need_day - 14 - ahead).epsilon(1e-6));
    CHECK(s.best->usd() <= s.by_risk->usd());
    CHECK(s.best->usd() <= s.on_need->usd());
    CHECK(s.best->usd() == Approx(8 * (finance::expected_early(q.lead, ahead) +
                                       3 * finance::expected_late(q.lead, ahead)))
                               .epsilon(1e-6));
    // Nine times as dear as idle: the 90 % lead time that the risk of 10 % asks for.
    q.stockout_usd_day = r.cost_ratio;
    CHECK(r.cost_ratio == Approx(9));
    const OrderByResult dear = study_order_by(q);
    CHECK(*dear.stages[4].best_day == Approx(dear.stages[4].order_day).epsilon(1e-6));
}

TEST_CASE("order-by: longer lead times and less certain growth mean earlier orders") {
    double before = 1e9;
    for (int i = 0; i < 12; ++i) {
        OrderByQuestion q = doubling();
        q.lead = {100 * (1 + .2 * i), 180 * (1 + .2 * i)};
        const double day = study_order_by(q).stages[2].order_day;
        CHECK(day < before);
        before = day;
    }
    OrderByQuestion certain = doubling();
    OrderByQuestion open = certain;
    open.growth_spread = .3;
    CHECK(study_order_by(open).stages[2].order_day < study_order_by(certain).stages[2].order_day);
    // Nothing is needed beyond what is there.
    certain.growth.per_year = 0;
    CHECK(study_order_by(certain).stages.empty());
}

}  // namespace order_by_test
