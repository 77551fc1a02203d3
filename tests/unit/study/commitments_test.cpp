// Commitments: the newsvendor by hand, the programme beside brute force, a year of hours in time.
#include <chrono>
#include <cmath>

#include "models/contracts/newsvendor.hpp"
#include "orrery/base/math.hpp"
#include "sim/kernel/samplers.hpp"
#include "sim/study/commitments/study.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/world.hpp"

namespace commitments_test {

using namespace orrery;
using namespace orrery::commitments;

namespace {

std::vector<double> uniform_hours() {
    std::vector<double> hours;
    for (int h = 0; h < 8760; ++h) hours.push_back(100 * (h + .5) / 8760);
    return hours;
}

Level term(const char* name, double usd, int hours) {
    return {name, usd, hours, -1, 100000, "test"};
}

int servers_of(const Mix& mix, std::size_t level) {
    int most = 0;
    for (const Purchase& one : mix.purchases) {
        if (one.level == level) most = std::max(most, one.servers);
    }
    return most;
}

/// Tries every number of servers of every purchase up to `most`.
double brute_force(const Problem& p, int most) {
    Mix mix;
    mix.purchases = possible_purchases(p);
    double best = cost_of(p, mix).usd();
    for (;;) {
        std::size_t k = 0;
        while (k < mix.purchases.size() &&
               mix.purchases[k].servers == std::min(most, mix.purchases[k].most)) {
            mix.purchases[k++].servers = 0;
        }
        if (k == mix.purchases.size()) return best;
        ++mix.purchases[k].servers;
        best = std::min(best, cost_of(p, mix).usd());
    }
}

CommitmentRow row_of(const CommitmentResult& r, const std::string& name) {
    for (const CommitmentRow& one : r.rows) {
        if (one.name == name) return one;
    }
    FAIL(name);
    return {};
}

}  // namespace

TEST_CASE("newsvendor: no other level is cheaper") {
    Stream stream(7, "demand", "newsvendor");
    for (int round = 0; round < 50; ++round) {
        std::vector<double> hours(40);
        for (double& d : hours) d = std::floor(25 * stream.uniform());
        const double c = .05 + .9 * stream.uniform();
        const auto cost = [&](int level) {
            double sum = 0;
            for (const double d : hours) sum += c * level + std::max(d - level, 0.0);
            return sum;
        };
        const int best = contracts::newsvendor_level(contracts::slice_use(hours), c, 1);
        for (int other = 0; other <= 25; ++other) CHECK(cost(best) <= cost(other) + 1e-9);
    }
}

TEST_CASE("newsvendor: U(0,100) at c/p = .6 commits to 40, the 40 % quantile") {
    // P(D > K) = .6, so K = 40. Slice n is wanted (100 − n + .5) % of the time: .605 ≥ .6 > .595.
    CHECK(contracts::newsvendor_uniform(0, 100, .6, 1) == 40);
    const auto use = contracts::slice_use(uniform_hours());
    CHECK(use.size() == 100);
    CHECK(use[39] == Approx(.605).epsilon(1e-6));
    CHECK(use[40] == Approx(.595).epsilon(1e-6));
    CHECK(contracts::newsvendor_level(use, .6, 1) == 40);
    CHECK(contracts::newsvendor_level(use, 1, 1) == 0);
    const Problem p{uniform_hours(), {1, -1, 0, ""}, {term("1 y", .6, 8760)}};
    const Mix mix = cheapest(p);
    CHECK(servers_of(mix, 0) == 40);
    // Committed 40 · 8760 · .6; above it Σ (D − 40)⁺ = 8760 · 60²/200 = 8760 · 18.
    CHECK(cost_of(p, mix).usd() == Approx(8760 * (24 + 18)));
    // A price above on-demand commits nobody.
    const Problem dear{uniform_hours(), {1, -1, 0, ""}, {term("1 y", 1.1, 8760)}};
    CHECK(servers_of(cheapest(dear), 0) == 0);
}

TEST_CASE("slices: two and a half servers in one hour, one in the other") {
    // Server 1 in both, server 2 in one of two, half of server 3 in one of two.
    CHECK(contracts::slice_use({2.5, 1}) == std::vector<double>{1, .5, .25});
    CHECK(contracts::slice_use({}).empty());
}

TEST_CASE("commitments: the programme equals brute force on small cases with terms and spot") {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        Stream s(seed, "demand", "commitments");
        Problem p;
        for (int h = 0; h < 12; ++h) {
            p.demand.push_back(std::floor(uniform_between(s, 0, 17)) / 4);
        }
        p.market.on_demand_usd_h = uniform_between(s, 2, 4);
        if (seed % 2 == 1) {
            p.market.spot_usd_h = uniform_between(s, .5, 2);
            p.market.spot_share = uniform_between(s, 0, .6);
        }
        const double half = uniform_between(s, 1, 3);
        const double whole = uniform_between(s, 1, 3);
        const double block = uniform_between(s, .5, 3);
        p.levels = {
            term("half", half, 6), term("whole", whole, 12), {"block", block, 3, 4, 1, "test"}};
        const Mix mix = cheapest(p);
        CHECK(mix.proven);
        CHECK(cost_of(p, mix).usd() == Approx(brute_force(p, 4)).epsilon(1e-9));
    }
}

TEST_CASE("commitments: closed form and programme agree where one level is for sale") {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Stream s(seed, "demand", "closed");
        Problem p;
        for (int h = 0; h < 500; ++h) p.demand.push_back(gamma_mean_cv(s, 20, .5));
        p.market.on_demand_usd_h = 3;
        p.levels = {term("only", uniform_between(s, .5, 3), 500)};
        Mix closed;
        closed.purchases = possible_purchases(p);
        closed.purchases[0].servers = contracts::newsvendor_level(contracts::slice_use(p.demand),
                                                                  p.levels[0].usd_server_h, 3);
        CHECK(cost_of(p, cheapest(p)).usd() == Approx(cost_of(p, closed).usd()).epsilon(1e-12));
    }
}

TEST_CASE("commitments: three years of hours, four levels and spot, in under five seconds") {
    CommitmentQuestion q;
    Stream s(7, "demand", "year");
    for (int h = 0; h < 8760; ++h) {
        q.hours.push_back(120 * (1 + .6 * math::sin_turn(h / 24.0)) * gamma_mean_cv(s, 1, .3));
    }
    q.market = {8, 3, .1, "test"};
    q.levels = {term("1 y", 5, 8760),
                term("3 y", 4.2, 3 * 8760),
                term("30 d", 6.5, 720),
                {"block", 5.5, 336, 2000, 40, "test"}};
    q.growth = -.2;
    const auto before = std::chrono::steady_clock::now();
    const Mix mix = cheapest({extended(q.hours, 3, q.growth), q.market, q.levels});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - before;
    CHECK(mix.proven);
    CHECK(took.count() < 5);
    const CommitmentResult r = study_commitments(q);
    for (const CommitmentRow& row : r.rows) {
        CHECK(r.rows[0].costing.usd() <= row.costing.usd() * (1 + 1e-12));
        CHECK(row.regret_less >= -1e-6);
        CHECK(row.regret_more >= -1e-6);
    }
}

TEST_CASE("flexibility: what must be taken bends worse than what is bought by the hour") {
    CommitmentQuestion q;
    q.hours = uniform_hours();
    q.market = {1, -1, 0, "test"};
    q.levels = {term("take or pay", .6, 8760)};
    const CommitmentResult r = study_commitments(q);
    const CommitmentRow hourly = row_of(r, "all on demand");
    CHECK(hourly.absorb_less == Approx(0).margin(1e-12));
    CHECK(hourly.absorb_more == Approx(0).margin(1e-12));
    // For the peak: 100 servers at .6 whatever is wanted; half the demand saves nothing: .5.
    const CommitmentRow peak = row_of(r, "take or pay for the peak");
    CHECK(peak.costing.usd() == Approx(8760 * 60));
    CHECK(peak.absorb_less == Approx(.5));
    // Half as much again is U(0, 150): Σ (D − 100)⁺ = 50²/300 = 25/3 an hour on demand beyond 60.
    CHECK(peak.absorb_more == Approx((60 + 25.0 / 3 - 90) / 60).epsilon(1e-5));
    CHECK(r.rows[0].absorb_less > hourly.absorb_less);
    CHECK(r.newsvendor == std::vector<double>{40});
    // On demand 50, mix 42 an hour: saved .16; used (40 − 8) of 40; covers 32 of 50.
    CHECK(r.rows[0].saved == Approx(.16));
    CHECK(r.rows[0].costing.utilisation() == Approx(.8));
    CHECK(r.rows[0].costing.coverage() == Approx(.64));
    // Demand f·U(0,100), committed 24: 24 + 50 f (1 − .4/f)² = 50 f, so 24 − 40 + 8/f = 0, f = .5.
    CHECK(r.breakeven_demand == Approx(.5).epsilon(1e-5));
    // Committed prices × m: 24 m + 18 = 50 gives 4/3.
    CHECK(r.breakeven_price == Approx(4.0 / 3));
    REQUIRE(r.layers.size() == 2);
    CHECK(r.layers[0].until == 40);
    CHECK(r.layers[0].use_last == Approx(.605).epsilon(1e-6));
    CHECK(r.layers[0].pays_from == Approx(.6));
}

TEST_CASE("what is owed beyond the horizon counts in full") {
    const Problem p{{1, 1}, {10, -1, 0, ""}, {term("four", 1, 4)}};
    const Mix mix = cheapest(p);
    CHECK(servers_of(mix, 0) == 1);
    const Costing c = cost_of(p, mix);
    CHECK(c.usd() == Approx(4));
    CHECK(c.beyond_usd == Approx(2));
}

TEST_CASE("demand of a base: servers present, and those that work") {
    World world = test::small_world(3, 8, Nanos{4 * kHour.ns});
    const BaseDemand present = demand_of_pool(world, 1, 0, false, 1);
    CHECK(present.hours == std::vector<double>{3, 3, 3, 3});
    CHECK(present.flat);
    const BaseDemand busy = demand_of_pool(world, 1, 0, true, .5);
    CHECK(busy.hours == std::vector<double>{0, 0, 0, 0});
    CHECK(extended({1, 2}, 2, .5)[8760] == Approx(1.5));
}

}  // namespace commitments_test
