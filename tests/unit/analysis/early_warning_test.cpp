// Alerts before breaches: what counts as warned, as false, and as not to be judged, by hand.
#include "sim/analysis/early_warning.hpp"

#include "tests/support/catch.hpp"

namespace early_warning_test {

using namespace orrery;
using namespace orrery::warning;

namespace {

Episode episode(int breach, std::vector<bool> alerts) {
    return {breach, std::move(alerts)};
}

}  // namespace

TEST_CASE("alerts: a trend through the last reviews, or a forecast that is given") {
    AlertRule rule;
    rule.every_days = 7;
    rule.look_ahead_days = 14;
    rule.window = 3;
    Indicator i;
    i.threshold = 10;
    // Straight: after 2, 4, 6 it takes two steps of 7 days to 10; after 1, 2, 4 four.
    i.values = {0, 0, 1, 2, 4, 6, 8};
    CHECK(alerts(i, rule) == std::vector<bool>{false, false, false, false, false, true, true});
    i.ahead_days = {100, 14, 15, 0};
    i.values.clear();
    CHECK(alerts(i, rule) == std::vector<bool>{false, true, false, true});
}

TEST_CASE("score: breaches that were warned of, their lead, and false alarms") {
    AlertRule rule;
    rule.every_days = 10;
    rule.look_ahead_days = 20;  // two reviews
    const std::vector<Episode> all{
        // The breach begins after review 3, which alerts like the one before: 10 days ahead. Of the
        // reviews 0 and 1, which nothing followed in time, the first gave an alarm.
        episode(4, {true, false, true, true, false, true}),
        // Alerted too early: false, and not warned of.
        episode(4, {true, false, false, false, false, false}),
        // No breach: reviews 4 and 5 cannot be judged, of the four others one is false.
        episode(-1, {false, true, false, false, true, true})};
    const Score s = score(all, rule, 45);
    CHECK(s.runs == 3);
    CHECK(s.breaches == 2);
    CHECK(s.soon == 2);
    CHECK(s.warned == 1);
    CHECK(s.lead_days == 10);
    CHECK(s.alerts_true == 2);
    CHECK(s.alerts_false == 3);
    CHECK(s.quiet == 2 + 2 + 4);
    CHECK(s.warned_share() == Approx(.5));
    CHECK(s.false_rate() == Approx(3 / 8.0));
    CHECK(s.false_share() == Approx(3 / 5.0));
    // A breach in the period that begins on day 40 is not within 40 days.
    CHECK(score(all, rule, 40).soon == 0);
    CHECK(score({}, rule, 90).warned_share() == 0);
}

}  // namespace early_warning_test
