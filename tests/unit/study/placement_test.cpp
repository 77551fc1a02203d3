// The placement programme against brute force, its shadow prices and its conflict sets.
#include <algorithm>
#include <random>

#include "sim/scenario/reader/reader.hpp"
#include "sim/study/placement/study.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/source_dir.hpp"

namespace placement_test {

using namespace orrery::test;
using namespace orrery::placement;
using orrery::Catalog;
using orrery::Diagnostics;
using orrery::read_catalog;
using orrery::read_scenario;
using orrery::render;
using orrery::Scenario;

namespace {

/// Every deployment has a pool of its own with servers of one accelerator; a request takes the same
/// time at a deployment whoever sends it, and costs nothing beside the servers. Then servers n can
/// carry all demands iff each set of demands finds enough of them (Hall's condition), which brute
/// force can check without a linear programme.
struct Small {
    Problem problem;
    std::vector<std::vector<bool>> open;  ///< [demand][deployment]
};

class Random {
public:
    explicit Random(std::uint32_t seed) : engine_(seed) {}
    int below(int n) { return static_cast<int>(engine_() % static_cast<std::uint32_t>(n)); }
    double real(double low, double high) {
        return low + (high - low) * static_cast<double>(engine_()) / 4294967296.0;
    }

private:
    std::mt19937 engine_;
};

Small small(std::uint32_t seed) {
    Random random(seed);
    Small s;
    Problem& p = s.problem;
    const int demands = 1 + random.below(3);
    const int places = 1 + random.below(3);
    p.sites.push_back({"site"});
    const int rules = random.below(3);
    for (int c = 0; c < rules; ++c) {
        p.constraints.push_back({Constraint::Kind::residency, "rule" + std::to_string(c)});
    }
    std::vector<double> work;
    for (int d = 0; d < places; ++d) {
        Pool pool;
        pool.name = "pool" + std::to_string(d);
        pool.most = 1 + random.below(4);
        pool.usd_h = random.real(1, 5);
        pool.capacity = static_cast<int>(p.constraints.size());
        p.constraints.push_back({Constraint::Kind::capacity, pool.name});
        p.pools.push_back(pool);
        Deployment deployment;
        deployment.name = "at" + std::to_string(d);
        deployment.pool = d;
        p.deployments.push_back(deployment);
        work.push_back(random.real(.2, 1));
    }
    for (int w = 0; w < demands; ++w) {
        const double rate = random.real(.3, 3);
        p.demands.push_back({"work" + std::to_string(w), 1, rate, rate});
        s.open.emplace_back(places, false);
        for (int d = 0; d < places; ++d) {
            if (random.below(5) == 0) continue;
            Route r;
            r.demand = w;
            r.deployment = d;
            r.work_s = r.work_relaxed_s = work[static_cast<std::size_t>(d)];
            if (rules > 0 && random.below(4) == 0) r.forbidden.push_back(random.below(rules));
            s.open[static_cast<std::size_t>(w)][static_cast<std::size_t>(d)] = r.forbidden.empty();
            p.routes.push_back(r);
        }
    }
    return s;
}

/// Whether `n` servers at each place carry everybody: Hall's condition over all sets of demands.
bool carries(const Small& s, const std::vector<int>& n) {
    const std::size_t demands = s.problem.demands.size();
    std::vector<double> rate(n.size(), 0);
    for (const Route& r : s.problem.routes) {
        rate[static_cast<std::size_t>(r.deployment)] =
            n[static_cast<std::size_t>(r.deployment)] / r.work_s;
    }
    for (std::uint32_t set = 1; set < (1u << demands); ++set) {
        double wanted = 0;
        double there = 0;
        for (std::size_t w = 0; w < demands; ++w) {
            if (set >> w & 1) wanted += s.problem.demands[w].peak_rate;
        }
        for (std::size_t d = 0; d < n.size(); ++d) {
            bool reached = false;
            for (std::size_t w = 0; w < demands; ++w) reached |= (set >> w & 1) && s.open[w][d];
            if (reached) there += rate[d];
        }
        if (wanted > there + 1e-9) return false;
    }
    return true;
}

/// The least cost over every number of servers; negative: nothing is feasible.
double brute_force(const Small& s) {
    std::vector<int> n(s.problem.pools.size(), 0);
    double least = -1;
    while (true) {
        double cost = 0;
        for (std::size_t d = 0; d < n.size(); ++d) cost += n[d] * s.problem.pools[d].usd_h;
        if ((least < 0 || cost < least) && carries(s, n)) least = cost;
        std::size_t at = 0;
        while (at < n.size() && n[at] == s.problem.pools[at].most) n[at++] = 0;
        if (at == n.size()) return least;
        ++n[at];
    }
}

/// One demand that takes so many servers of its own at 1 USD/h, of which there is one, or so many
/// rented ones at a price.
Problem own_and_rented(double own_work, double rented_work, double rented_usd_h) {
    Problem p;
    p.sites.push_back({"site"});
    p.demands.push_back({"work", 1, 1, 1});
    for (int i = 0; i < 2; ++i) {
        p.constraints.push_back({Constraint::Kind::capacity, i == 0 ? "own" : "rented"});
        Pool pool;
        pool.name = p.constraints.back().text;
        pool.most = i == 0 ? 1 : 9;
        pool.usd_h = i == 0 ? 1 : rented_usd_h;
        pool.capacity = i;
        p.pools.push_back(pool);
        Deployment deployment;
        deployment.name = pool.name;
        deployment.pool = i;
        p.deployments.push_back(deployment);
        Route r;
        r.deployment = i;
        r.work_s = r.work_relaxed_s = i == 0 ? own_work : rented_work;
        p.routes.push_back(r);
    }
    return p;
}

Catalog shipped() {
    Diagnostics d;
    return read_catalog({std::string(orrery::source_dir()) + "/scenarios/catalog"}, d);
}

}  // namespace

TEST_CASE("the cheapest placement of 400 small problems is that of brute force") {
    int infeasible = 0;
    for (std::uint32_t seed = 0; seed < 400; ++seed) {
        const Small s = small(seed);
        const Solution got = solve(s.problem, everything(s.problem));
        const double least = brute_force(s);
        INFO("seed " << seed);
        REQUIRE(got.feasible == (least >= 0));
        infeasible += got.feasible ? 0 : 1;
        if (!got.feasible) continue;
        REQUIRE(got.proven);
        REQUIRE(near(got.usd_h, least, 1e-6, 1e-6));
        REQUIRE(carries(s, got.servers));
        for (std::size_t r = 0; r < s.problem.routes.size(); ++r) {
            if (!s.problem.routes[r].forbidden.empty()) REQUIRE(got.share[r] == 0);
        }
    }
    CHECK(infeasible > 20);
    CHECK(infeasible < 380);
}

TEST_CASE("conflict sets of small problems are irreducible, checked one entry at a time") {
    int checked = 0;
    for (std::uint32_t seed = 0; checked < 40; ++seed) {
        const Small s = small(seed);
        if (brute_force(s) >= 0) continue;
        ++checked;
        const auto set = conflict_of(s.problem);
        REQUIRE(!set.empty());
        const auto selected = [&](const std::string& dropped) {
            Selection sel = everything(s.problem);
            const auto kept = [&](const std::string& text) {
                return text != dropped && std::find(set.begin(), set.end(), text) != set.end();
            };
            for (std::size_t c = 0; c < sel.constraints.size(); ++c) {
                sel.constraints[c] = kept(s.problem.constraints[c].text);
            }
            for (std::size_t w = 0; w < sel.demands.size(); ++w) {
                const std::string start = "workloads[" + s.problem.demands[w].name + "].demand";
                sel.demands[w] = std::any_of(set.begin(), set.end(), [&](const std::string& one) {
                    return one != dropped && one.rfind(start, 0) == 0;
                });
            }
            return solve(s.problem, sel).feasible;
        };
        REQUIRE(!selected(""));
        for (const std::string& one : set) REQUIRE(selected(one));
    }
}

TEST_CASE("the shadow price of a constraint is what leaving it out saves, and never negative") {
    for (std::uint32_t seed = 0; seed < 60; ++seed) {
        const Small s = small(seed);
        const Solution best = solve(s.problem, everything(s.problem));
        if (!best.feasible) continue;
        for (const Shadow& shadow : shadow_prices(s.problem, best)) {
            if (shadow.constraint.kind != Constraint::Kind::residency) continue;
            Small without = s;
            for (const Route& r : s.problem.routes) {
                const bool freed = std::all_of(r.forbidden.begin(), r.forbidden.end(), [&](int c) {
                    return s.problem.constraints[static_cast<std::size_t>(c)].text ==
                           shadow.constraint.text;
                });
                without.open[static_cast<std::size_t>(r.demand)]
                            [static_cast<std::size_t>(r.deployment)] = freed;
            }
            REQUIRE(near(shadow.usd_h, best.usd_h - brute_force(without), 1e-6, 1e-6));
        }
    }
}

TEST_CASE("power, budget and jobs bind as they should, by hand") {
    // Two places of 10 and 12 USD/h a server of 1 kW idle; one request a second of half a server.
    Problem p;
    p.sites = {{"a"}, {"b"}};
    for (int i = 0; i < 2; ++i) {
        Pool pool;
        pool.name = i == 0 ? "cheap" : "dear";
        pool.site = i;
        pool.most = 10;
        pool.usd_h = i == 0 ? 10 : 12;
        pool.idle_w = 1000;
        pool.capacity = i;
        p.pools.push_back(pool);
        p.constraints.push_back({Constraint::Kind::capacity, pool.name});
        Deployment d;
        d.pool = i;
        d.name = pool.name;
        p.deployments.push_back(d);
        Route r;
        r.deployment = i;
        r.work_s = r.work_relaxed_s = .5;
        r.usd_request = .001;  // 3.6 USD/h
        r.joules_request = 100;
        p.routes.push_back(r);
    }
    p.demands = {{"load", 1, 1, 1}};
    p.jobs = {{"train", {{0, 3, 500, {}}, {1, 3, 500, {}}}}};
    // One server for requests, three for the job: 4 × 10 + 3.6.
    CHECK(near(solve(p, everything(p)).usd_h, 43.6, 1e-9));
    // 3.9 kW with PUE 1.25 leave 3.12 kW: the job's 3.5 kW do not fit, requests' 1.1 kW do.
    p.sites[0].power_w = 3900;
    p.sites[0].pue = 1.25;
    p.sites[0].power = 2;
    p.constraints.push_back({Constraint::Kind::power, "power"});
    const Solution split = solve(p, everything(p));
    CHECK(near(split.usd_h, 10 + 3 * 12 + 3.6, 1e-9));
    CHECK(split.job_place[0] == 1);
    CHECK(near(shadow_prices(p, split)[0].usd_h, 6, 1e-6));
    CHECK(shadow_prices(p, split)[0].constraint.text == "power");
    p.budget_usd_h = 49.5;
    p.budget = 3;
    p.constraints.push_back({Constraint::Kind::budget, "budget"});
    CHECK(!solve(p, everything(p)).feasible);
    CHECK(conflict_of(p) == std::vector<std::string>{"power", "budget",
                                                     "workloads[load].demand = 1 /s at peak",
                                                     "jobs[train]"});
}

TEST_CASE("one unit more saves what whole servers save, not what the relaxation says") {
    // Own servers at 1 USD/h, at most one; rented ones at 4. Three are needed: 1 + 2 × 4 = 9 USD/h.
    // Without the limit 3, with one more 1 + 1 + 4 = 6.
    const Problem three = own_and_rented(3, 3, 4);
    const Solution best = solve(three, everything(three));
    REQUIRE(near(best.usd_h, 9, 1e-9));
    const std::vector<Shadow> shadows = shadow_prices(three, best);
    REQUIRE(shadows.size() == 2);
    CHECK(shadows[0].constraint.text == "own");
    CHECK(shadows[0].unit == "server");
    CHECK(near(shadows[0].usd_h, 6, 1e-9));
    CHECK(near(shadows[0].one_more, 3, 1e-9));
    // 1.1 own servers or 0.9 rented ones at 1.5: one rented is best in whole servers, and no limit
    // costs anything. Own + 0.09 rented would be best in parts, where an own server more seems to
    // save 1.5 × 0.9 / 1.1 − 1 = 0.227.
    const Problem parts = own_and_rented(1.1, .9, 1.5);
    const Solution whole = solve(parts, everything(parts));
    REQUIRE(near(whole.usd_h, 1.5, 1e-9));
    for (const Shadow& s : shadow_prices(parts, whole)) {
        CHECK(s.usd_h < 1e-9);
        CHECK(s.one_more <= s.usd_h);
        if (s.constraint.text == "own") CHECK(s.dual > .2);
    }
}

TEST_CASE("the sovereign example: each class where it may be, each rule with its price") {
    Diagnostics d;
    const std::string root = orrery::source_dir();
    const auto s =
        read_scenario({root + "/scenarios/examples/sovereign-placement.yaml", {}, {}}, d);
    REQUIRE(s);
    const Result r = orrery::placement::study(*s, shipped(), {}, StudyOptions{}, d);
    INFO(render(d));
    REQUIRE(r.best.feasible);
    for (std::size_t i = 0; i < r.problem.routes.size(); ++i) {
        if (r.best.share[i] <= 1e-6) continue;
        const Route& route = r.problem.routes[i];
        const std::string& who = r.problem.demands[static_cast<std::size_t>(route.demand)].name;
        const std::string& where =
            r.problem.deployments[static_cast<std::size_t>(route.deployment)].name;
        if (who == "records") CHECK(where == "llm-own");  // C5 under EU law, in DE
        if (who == "helpdesk") CHECK((where == "llm-own" || where == "llm-nebius"));
    }
    double sum = 0;
    for (const Shadow& shadow : r.shadows) sum += shadow.usd_h;
    CHECK(sum > 0);
    CHECK(!r.flips.empty());
    // Nobody in the EU has the certificate: infeasible, and the set says so.
    Scenario strict = *s;
    strict.data_classes[0].certifications = {"SecNumCloud"};
    const Result none = orrery::placement::study(strict, shipped(), {}, StudyOptions{}, d);
    CHECK(!none.best.feasible);
    REQUIRE(none.conflict.size() == 2);
    CHECK(none.conflict[0] == "data_classes[patient].certifications = [SecNumCloud]");
    CHECK(none.conflict[1].rfind("workloads[records].demand", 0) == 0);
}

TEST_CASE("equal sites are one entry, and the simulated placement has all of their demand") {
    const std::string root = orrery::source_dir();
    for (const int stores : {5, 20}) {
        Diagnostics d;
        const auto s =
            read_scenario({root + "/scenarios/examples/retail-edge.yaml",
                           {},
                           {"sites[0].count=" + std::to_string(stores), "horizon=20 min"}},
                          d);
        REQUIRE(s);
        StudyOptions options;
        options.verify = true;
        const Result r = orrery::placement::study(*s, shipped(), {}, options, d);
        INFO(render(d));
        REQUIRE(r.best.feasible);
        REQUIRE(r.problem.demands.size() == 1);
        CHECK(near(r.problem.demands[0].rate, .8 * stores, 1e-9));
        // Five boxes cost less than one rented server, twenty more.
        CHECK(r.best.servers[0] == (stores == 5 ? 5 : 0));
        std::int64_t completed = 0;
        REQUIRE(r.verified);
        for (const auto& row : r.verified->rows) completed += row.completed;
        CHECK(near(static_cast<double>(completed), .8 * stores * 1200, .08));
        CHECK(r.verified->violations == 0);
        CHECK(near(r.verified->usd_h, r.best.usd_h, .05));
    }
}

}  // namespace placement_test
