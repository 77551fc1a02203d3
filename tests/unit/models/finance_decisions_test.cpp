// Break-even points, commitments, options, concentration and variance by hand and by brute force.
#include <algorithm>
#include <random>
#include <vector>

#include "models/finance/break_even.hpp"
#include "models/finance/concentration.hpp"
#include "models/finance/options.hpp"
#include "models/finance/variance.hpp"
#include "orrery/base/math.hpp"
#include "tests/support/catch.hpp"

namespace finance_decisions_test {

using namespace orrery;
using test::near;

TEST_CASE("break-even utilisation of owning") {
    // 1.69 fixed against 2.35, 4.92 and 6.88 rent: 0.72, 0.34, 0.25.
    CHECK(near(*finance::break_even_utilisation(1.69, 0, 2.35), 0.7191489361702128, 1e-12));
    CHECK(near(*finance::break_even_utilisation(1.69, 0, 4.92), 0.34349593495934957, 1e-12));
    CHECK(near(*finance::break_even_utilisation(1.5, 0.5, 2.5), 0.75, 1e-12));
    CHECK_FALSE(finance::break_even_utilisation(1, 3, 3).has_value());
}

TEST_CASE("coverage, utilisation and savings of commitments") {
    const finance::CommitmentUse use{80, 100, 160, 150, 200};
    CHECK(use.coverage() == 0.5);
    CHECK(use.utilisation() == 0.8);
    CHECK(use.savings_rate() == 0.25);
    CHECK(finance::CommitmentUse{}.savings_rate() == 0);
}

TEST_CASE("a checkpointed job on spot capacity") {
    finance::SpotJob job{36000, 600, 30, 120, 0};
    CHECK(near(finance::expected_seconds(job), 36000 * (1 + 30.0 / 600), 1e-12));
    job.hazard = 1e-13;  // and continuously so
    CHECK(near(finance::expected_seconds(job), 36000 * (1 + 30.0 / 600), 1e-9));
    // An hour between interruptions: 60·(e^(630/3600) − 1)·(3600 + 120) = 60·0.191246·3720.
    job.hazard = 1.0 / 3600;
    CHECK(near(finance::expected_seconds(job), 60 * std::expm1(630.0 / 3600) * 3720, 1e-12));
    CHECK(near(finance::expected_cost(job, 2), finance::expected_seconds(job) / 1800, 1e-12));
    // √(2·30·3600) − 30 = 434.76 s; nothing 20 % away is better.
    const double tau = std::sqrt(216000.0) - 30;
    job.interval_s = tau;
    const double best = finance::expected_seconds(job);
    for (const double factor : {0.8, 1.2}) {
        job.interval_s = tau * factor;
        CHECK(finance::expected_seconds(job) > best);
    }
}

TEST_CASE("the simulated spot job takes the expected time") {
    // Exponential interruptions, 1,000 jobs of 60 parts: the mean within 2 %.
    const finance::SpotJob job{36000, 600, 30, 120, 1.0 / 3600};
    std::mt19937_64 random(11);
    double total = 0;
    for (int run = 0; run < 1000; ++run) {
        for (int part = 0; part < 60; ++part) {
            while (true) {
                const double u = (static_cast<double>(random() >> 11) + 0.5) / 9007199254740992.0;
                const double fails = -std::log(u) / job.hazard;
                if (fails >= 630) break;
                total += fails + job.restart_s;
            }
            total += 630;
        }
    }
    CHECK(near(total / 1000, finance::expected_seconds(job), 0.02));
}

TEST_CASE("a lattice prices a European call as the binomial sum does, and tends to Black–Scholes") {
    const auto call = [](int steps) {
        const auto l = finance::crr_lattice(100, 0.2, 0.05, 1, steps);
        const auto pay = [&](int step, int ups) { return std::max(l.at(step, ups) - 100, 0.0); };
        const auto wait = [](int, int) { return -1e300; };
        return finance::option_values(l, wait, pay)[0][0];
    };
    // e^(−r)·Σ C(3, j) pʲ(1 − p)³⁻ʲ·(100·u²ʲ⁻³ − 100)⁺
    const auto l = finance::crr_lattice(100, 0.2, 0.05, 1, 3);
    double sum = 0;
    const double ways[] = {1, 3, 3, 1};
    for (int j = 0; j <= 3; ++j) {
        const double end = 100 * std::pow(l.up, 2 * j - 3);
        sum += ways[j] * std::pow(l.p, j) * std::pow(1 - l.p, 3 - j) * std::max(end - 100, 0.0);
    }
    CHECK(near(call(3), std::exp(-0.05) * sum, 1e-12));
    // d₁ = (0 + 0.05 + 0.02)/0.2 = 0.35, d₂ = 0.15: 100·N(0.35) − 100·e^(−0.05)·N(0.15) = 10.4506.
    const double exact =
        100 * math::normal_cdf(0.35) - 100 * std::exp(-0.05) * math::normal_cdf(0.15);
    CHECK(near(call(500), exact, 1e-3));
}

TEST_CASE("rights of a staged project are worth something, never less than nothing") {
    const auto l = finance::crr_lattice(100, 0.4, 0.05, 2, 40);
    finance::StageRights none;
    CHECK(near(finance::rights_value(l, none), 0, 0, 1e-9));
    finance::StageRights salvage;
    salvage.salvage = 90;
    CHECK(finance::rights_value(l, salvage) > 1);
    finance::StageRights defer{110, true};
    // Out of the money now, so without the right to wait it is worth nothing: an American call on a
    // value that pays nothing is exercised at the end, if at all.
    const auto pay = [&](int step, int ups) { return std::max(l.at(step, ups) - 110, 0.0); };
    const auto wait = [](int, int) { return -1e300; };
    CHECK(near(finance::rights_value(l, defer), finance::option_values(l, wait, pay)[0][0], 1e-9));
    finance::StageRights expand;
    expand.expand_factor = 1.5;
    expand.expand_cost = 60;
    CHECK(finance::rights_value(l, expand) > 0);
    expand.salvage = 90;
    CHECK(finance::rights_value(l, expand) > finance::rights_value(l, salvage));
}

TEST_CASE("a gate is worth what knowing more saves") {
    // A pilot (10 spent) then growth: +60 when demand comes, −60 when not; or nothing more.
    const std::vector<finance::StagedPlan> plans{{0, {0, 0}}, {1, {50, -70}}, {1, {-10, -10}}};
    const std::vector<double> probability{0.5, 0.5};
    const auto v = finance::staged_plans(plans, probability, std::vector<int>{0, 1});
    CHECK(v.fixed == 0);              // growing regardless: −10
    CHECK(near(v.gated, 20, 1e-12));  // 0.5·50 + 0.5·(−10)
    CHECK(near(v.option, 20, 1e-12));
    CHECK(v.after == std::vector<int>{1, 2});
    // A gate that shows nothing is worth nothing.
    CHECK(finance::staged_plans(plans, probability, std::vector<int>{0, 0}).option == 0);
}

TEST_CASE("an option that contains the fixed plans is never worth less than nothing") {
    std::mt19937 random(3);
    const auto draw = [&] { return static_cast<double>(random() % 2001) - 1000; };
    for (int round = 0; round < 500; ++round) {
        std::vector<finance::StagedPlan> plans(1 + random() % 5);
        std::vector<int> signal(6);
        for (int& s : signal) s = static_cast<int>(random() % 3);
        for (auto& plan : plans) {
            plan.first = static_cast<int>(random() % 2);
            for (int i = 0; i < 6; ++i) plan.npv.push_back(draw());
        }
        const std::vector<double> probability(6, 1.0 / 6);
        const auto v = finance::staged_plans(plans, probability, signal);
        CHECK(v.gated >= v.fixed - 1e-9);
        CHECK(v.option >= 0);
    }
}

TEST_CASE("equal holdings have an HHI of 1/n, and merging raises it") {
    std::vector<finance::Holding> equal;
    for (const char* name : {"a", "b", "c", "d"}) equal.push_back({name, 25});
    const auto c = finance::concentration(equal);
    CHECK(near(c.hhi, 0.25, 1e-12));
    CHECK(near(c.n_effective, 4, 1e-12));
    // b runs in a's halls, a belongs to z: shares ½, ¼, ¼ give 0.375.
    const auto behind = finance::look_through(equal, {{"b", "a"}, {"a", "z"}});
    const auto merged = finance::concentration(behind);
    CHECK(near(merged.hhi, 0.375, 1e-12));
    CHECK(merged.largest == "z");
    CHECK(near(merged.largest_share, 0.5, 1e-12));
    CHECK(finance::concentration({}).hhi == 0);
    // A circle ends, under one name.
    const auto circle = finance::look_through(equal, {{"a", "b"}, {"b", "a"}});
    CHECK(near(finance::concentration(circle).hhi, 0.375, 1e-12));
}

TEST_CASE("volume, mix and price make up the variance") {
    // One line: (12 − 10)·5 = 10 of volume, (6 − 5)·12 = 12 of price.
    const std::vector<finance::VarianceLine> one{{10, 5, 12, 6}};
    const auto v = finance::variance(one);
    CHECK(near(v.volume, 10, 1e-12));
    CHECK(near(v.price, 12, 1e-12));
    CHECK(near(v.mix, 0, 0, 1e-12));
    CHECK(near(v.total, 22, 1e-12));
    // Two: 10 × 2 and 10 × 4 in budget (mean 3), 5 × 2 and 20 × 4 in fact: 5·3 = 15 of volume,
    // 90 − 60 − 15 = 15 of mix.
    const std::vector<finance::VarianceLine> two{{10, 2, 5, 2}, {10, 4, 20, 4}};
    const auto w = finance::variance(two);
    CHECK(near(w.volume, 15, 1e-12));
    CHECK(near(w.mix, 15, 1e-12));
    CHECK(near(w.price, 0, 0, 1e-12));
    CHECK(near(w.volume + w.mix + w.price, w.total, 1e-12));
    CHECK(finance::variance_letter(w.total) == 'U');
    CHECK(finance::variance_letter(-1) == 'F');
}

}  // namespace finance_decisions_test
