// Demand and bills from one's own past: what the generator was made with comes back, errors are
// told.
#include <fmt/format.h>

#include <cmath>

#include "sim/engine/workload/generator.hpp"
#include "sim/evidence/bill_forecast.hpp"
#include "sim/evidence/demand_backtest.hpp"
#include "sim/evidence/trace_fit.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/files.hpp"

namespace demand_test {

using namespace orrery;
using namespace orrery::test;

namespace {

constexpr std::int64_t kStart = 1767225600;  // 2026-01-01, a Thursday

SyntheticSpec office() {
    SyntheticSpec spec;
    spec.rate = 150 / 86400.0;
    spec.weekly = {1.2, 1.2, 1.2, 1.2, 1.2, .5, .5};
    for (int hour = 0; hour < 24; ++hour) spec.daily.push_back(hour >= 8 && hour < 18 ? 4 : 1);
    spec.growth.law = GrowthLaw::exponential;
    spec.growth.per_year = .8;
    spec.prompt.mean = 400;
    spec.output.mean = 100;
    return spec;
}

/// A log of `days` drawn from the spec, from `kStart` on.
std::string log_of(const TemporaryFolder& folder, const SyntheticSpec& spec, int days,
                   std::uint64_t seed, int surge_from = 1 << 20) {
    demand::RateCurve curve;
    curve.rate = spec.rate;
    curve.daily = spec.daily;
    curve.weekly = spec.weekly;
    curve.local_start_s = kStart;
    curve.growth = demand::Growth::exponential;
    curve.per_year = spec.growth.per_year;
    if (surge_from < days) curve.crowds.push_back({kDay * surge_from, kDay * days, 1.6});
    curve.normalise();
    Generator generator(spec, curve, "log", seed, 0, {});
    std::string text = "arrival_s,prompt_tokens,output_tokens\n";
    TraceRequest r;
    while (generator.next(r) && r.arrival < kDay * days) {
        text += fmt::format("{}.{:09},{},{}\n", kStart + r.arrival.ns / kSecond.ns,
                            r.arrival.ns % kSecond.ns, r.prompt_tokens, r.output_tokens);
    }
    return folder.write("log.csv", text);
}

DemandHistory history_of(const std::string& file) {
    TraceReader reader(file, TraceKind::orrery, kSecond);
    return read_history(reader);
}

}  // namespace

TEST_CASE("demand: days are counted whole, on the record's own calendar") {
    TemporaryFolder folder;
    // From noon of 2026-01-01 (left out), all of the 2nd and 3rd, to six on the 4th (left out).
    std::string text = "arrival_s,prompt_tokens,output_tokens\n";
    for (int hour = 12; hour < 78; ++hour) {
        text += fmt::format("{},10,{}\n", kStart + hour * 3600 + 60, hour < 48 ? 1 : 3);
    }
    const DemandHistory h = history_of(folder.write("h.csv", text));
    CHECK(h.calendar);
    CHECK(h.cut_days == 2);
    CHECK(h.day_name(0) == "2026-01-02");
    CHECK(h.first_weekday() == 4);  // Friday
    CHECK(h.requests == std::vector<double>{24, 24});
    CHECK(h.output == std::vector<double>{24, 72});
    CHECK(daily_shape(h) == std::vector<double>(24, 1));
    const DemandHistory none =
        history_of(folder.write("n.csv", "arrival_s,prompt_tokens,output_tokens\n5,1,1\n"));
    CHECK_FALSE(none.calendar);
    CHECK(none.days() == 0);
}

TEST_CASE("demand: the generator's parameters come back within their stated errors") {
    TemporaryFolder folder;
    const SyntheticSpec truth = office();
    const std::string file = log_of(folder, truth, 240, 11);
    const DemandHistory history = history_of(file);
    REQUIRE(history.days() == 240);
    TraceReader reader(file, TraceKind::orrery, kSecond);
    ClippedSource recent(reader, kDay * 212, kDay * 240);
    const auto fitted = fit_demand(history, recent, kStart + 300 * std::int64_t{86400});
    REQUIRE(fitted);
    CHECK(fitted->as_of == "2026-10-28");
    const double growth = std::log(1.8) / 365.25;
    CHECK(std::fabs(fitted->fit.growth - growth) < 3 * fitted->fit.growth_error);
    // 300 days after the start the rate is 150·1.8^(300/365.25) a day. A level that is off by
    // three standard errors of its own (4 %) would be noticed.
    const double rate = truth.rate * std::pow(1.8, 300 / 365.25);
    CHECK(near(fitted->spec.rate, rate, .05));
    REQUIRE(fitted->spec.weekly.size() == 7);
    // 1.2 of a mean of 1; 240 days of 150 or more: Poisson noise of a weekday's mean is 1.3 %.
    CHECK(near(fitted->spec.weekly[0], 1.2, .05));
    CHECK(near(fitted->spec.weekly[6], .5, .08));
    // Ten hours of 4 and fourteen of 1 are 54: noon is 4·24/54.
    CHECK(near(fitted->spec.daily[12], 4 * 24 / 54.0, .05));
    CHECK(fitted->spec.growth.law == GrowthLaw::exponential);
    const std::string yaml = generator_yaml(fitted->spec);
    CHECK(yaml.find("weekly: [1.") != std::string::npos);
    CHECK(yaml.find("growth: {law: exponential, per_year: ") != std::string::npos);
}

TEST_CASE("demand: what does not drift is rarely said to") {
    // The growth that is extrapolated over 90 days has an error of its own, which the sum of
    // deviations gathers: some alarms are false. All three series of a log come from one demand.
    TemporaryFolder folder;
    int false_alarms = 0;
    for (std::uint64_t seed = 12; seed < 22; ++seed) {
        const auto b = backtest_demand(history_of(log_of(folder, office(), 240, seed)), 90);
        REQUIRE(b);
        false_alarms += b->metrics[0].drift.found ? 1 : 0;
    }
    CHECK(false_alarms <= 2);
}

TEST_CASE("demand: the backtest beats the last week repeated, and covers") {
    TemporaryFolder folder;
    const DemandHistory history = history_of(log_of(folder, office(), 240, 12));
    const auto b = backtest_demand(history, 90);
    REQUIRE(b);
    CHECK(b->training == 150);
    REQUIRE(b->metrics.size() == 3);
    for (const SeriesBacktest& m : b->metrics) {
        CHECK(m.error.wape < m.naive.wape);
        CHECK(m.inside >= 58);  // of 90: 72 less four standard deviations of days on their own
    }
    // 90 days to 2026-08-28: June, July, August, and the last day of May.
    CHECK(b->metrics[0].periods.front().name == "2026-05");
    CHECK(b->metrics[0].periods.back().name == "2026-08");
    const std::string text = render_backtest(history, *b);
    CHECK(text.find("Backtest May–Aug: requests ") != std::string::npos);
    CHECK_FALSE(backtest_demand(history, 230));
    CHECK_FALSE(backtest_demand(history, 400));
}

TEST_CASE("demand: a surge after the fit is drift, dated") {
    TemporaryFolder folder;
    const DemandHistory history = history_of(log_of(folder, office(), 200, 13, 170));
    const auto b = backtest_demand(history, 60);
    REQUIRE(b);
    const demand::Drift& drift = b->metrics[0].drift;
    REQUIRE(drift.found);
    CHECK(drift.shift > 0);
    // The surge begins 30 days after the fit.
    CHECK(drift.since >= 27);
    CHECK(drift.since <= 31);
    CHECK(render_backtest(history, *b).find("Drift: requests moved up from about 2026-06-") !=
          std::string::npos);
}

TEST_CASE("demand: a pilot's three weeks halve the error of the plan on the weeks after it") {
    TemporaryFolder folder;
    SyntheticSpec truth = office();
    truth.growth.per_year = 0;
    SyntheticSpec plan = truth;
    plan.rate *= 1.4;
    plan.weekly.clear();
    const DemandHistory history = history_of(log_of(folder, truth, 42, 14));
    const auto b = backtest_demand(history, 21);
    REQUIRE(b);
    const demand::ForecastError planned = planned_error(plan, kStart, history, 21);
    // 40 % too much on five days, and 1.4/0.5 of what comes at weekends: |1.4 − 1.2|·5/7 +
    // |1.4 − 0.5|·2/7 = 0.4 of a mean of 1.
    CHECK(planned.wape == Approx(.4).margin(.06));
    CHECK(b->metrics[0].error.wape < planned.wape / 2);
    // The truth itself as a plan errs by the noise only.
    CHECK(planned_error(truth, kStart, history, 21).wape < .12);
}

TEST_CASE("bill: months by category, a month that is not over is left out") {
    TemporaryFolder folder;
    std::string text = "BilledCost,BillingCurrency,ChargePeriodStart,ServiceCategory\n";
    const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 10};  // September is not over
    for (int month = 1; month <= 9; ++month) {
        // 100 a day, 3 % more each month; 50 a month of storage.
        for (int day = 1; day <= days[month - 1]; ++day) {
            text += fmt::format("{:.4f},EUR,2026-{:02}-{:02}T00:00:00Z,Compute\n",
                                100 * std::pow(1.03, month - 1), month, day);
        }
        text += fmt::format("50,EUR,2026-{:02}-01T00:00:00Z,Storage\n", month);
    }
    Diagnostics d;
    const BillHistory h = read_bill_history(folder.write("b.csv", text), d);
    REQUIRE_FALSE(d.has_errors());
    CHECK(h.cut == "2026-09");
    REQUIRE(h.months.size() == 8);
    CHECK(h.days[1] == 28);
    CHECK(h.by_category.at("Compute")[0] == Approx(3100));
    CHECK(h.total[7] == Approx(3100 * std::pow(1.03, 7) + 50));
    const auto b = backtest_bill(h, 3);
    REQUIRE(b);
    CHECK(b->training == 5);
    REQUIRE(b->categories.size() == 2);
    CHECK(b->categories[0].name == "Compute");
    CHECK(b->total.error.wape < b->total.naive.wape);
    CHECK(render_bill(h, *b).find("Backtest Jun–Aug: billed ") != std::string::npos);
    CHECK(budget_yaml(h, *b).find(" EUR, period: month") != std::string::npos);
    CHECK_FALSE(backtest_bill(h, 6));
}

TEST_CASE("bill: rows that cannot be read and mixed currencies are errors") {
    TemporaryFolder folder;
    Diagnostics d;
    read_bill_history(folder.write("b.csv",
                                   "BilledCost,BillingCurrency,ChargePeriodStart\n"
                                   "1,USD,2026-01-01\nx,USD,2026-01-01\n1,EUR,2026-02-01\n"
                                   "1,USD,2026-13-01\n"),
                      d);
    REQUIRE(d.items().size() == 3);
    CHECK(d.items()[0].code == "E0875");
    CHECK(d.items()[0].at.line == 3);
    CHECK(d.items()[1].code == "E0876");
    CHECK(d.items()[2].code == "E0875");
    Diagnostics missing;
    read_bill_history(folder.write("c.csv", "a,b\n1,2\n"), missing);
    CHECK(missing.error_count() == 2);
}

}  // namespace demand_test
