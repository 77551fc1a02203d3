// Relations between runs that need no oracle, second half: what touches nothing changes nothing
// else, and what scales a figure scales it exactly.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orrery/scenario.hpp"
#include "tests/property/relations.hpp"
#include "tests/support/catch.hpp"

namespace metamorphic_scale_test {

using namespace orrery;
using namespace orrery::property;

namespace {

/// What prices reach; the rest is physics.
const std::vector<std::string> kMoney{"cost", "finance", "risk", "jobs.by_name", "leases"};

/// The figures that a change of prices leaves, bit for bit.
void priced(const std::string& section, const std::string& key, double factor,
            const std::vector<std::string>& families) {
    for_seeds(kPassive, [&](RandomScenario& s) {
        const Figures before = figures(s.yaml());
        multiply(s, section, key, factor);
        const Figures after = figures(s.yaml());
        CHECK(differences(before, after, kMoney) == "");
        CHECK(not_scaled(before, after, factor, families) == "");
    });
}

void add_tail(const std::string& key, const std::string& value,
              const std::vector<std::string>& except) {
    same(
        [&](RandomScenario& s) {
            s.tail.emplace_back(key, value);
            return s.yaml();
        },
        except, Swarm{true, true, false});
}

double sum_of(const Figures& all, const std::string& family) {
    double sum = 0;
    for (const auto& [path, value] : all) {
        if (path.rfind(family, 0) == 0) sum += value;
    }
    return sum;
}

}  // namespace

// Prices
TEST_CASE("rented servers twice as dear: their compute costs twice as much, nothing else moves") {
    priced("pools", "price", 2, {"cost.by_category.compute"});
}
TEST_CASE("owned servers three times as dear: wear and upkeep are three times as much") {
    priced("pools", "capex", 3, {"cost.by_category.depreciation", "cost.by_category.maintenance"});
}
TEST_CASE("staff at half the price costs half") {
    priced("pools", "staff", .5, {"cost.by_category.staff"});
}
TEST_CASE("electricity ten times as dear: energy costs ten times as much") {
    priced("sites", "electricity", 10, {"cost.by_category.energy"});
}
TEST_CASE("another reporting currency divides every sum by its rate") {
    for_seeds(kPassive, [](RandomScenario& s) {
        const Figures before = figures(s.yaml());
        s.head.emplace_back("currency", "EUR");
        s.head.emplace_back("exchange_rate", "1.25");
        const Figures after = figures(s.yaml());
        CHECK(not_scaled(before, after, 1 / 1.25,
                         {"cost.total", "cost.by_category", "cost.by_site"}) == "");
        CHECK(differences(before, after, kMoney) == "");
    });
}
TEST_CASE("a zero price costs nothing") {
    for_seeds(kPassive, [](RandomScenario& s) {
        for (const char* key : {"price", "capex", "staff"}) multiply(s, "pools", key, 0);
        multiply(s, "sites", "electricity", 0);
        const Figures after = figures(s.yaml());
        const auto egress = after.find("cost.by_category.egress");
        const double rest = egress == after.end() ? 0 : egress->second;
        CHECK(after.at("cost.total") == Approx(rest).margin(1e-6));
    });
}

// Physics
TEST_CASE("a site's PUE scales what the facility draws, and nothing that computes") {
    for_seeds(kPassive, [](RandomScenario& s) {
        for (Entry& site : s.section("sites")) {
            if (site.at("kind") != "cloud") site.with("pue", "1.2");
        }
        const Figures before = figures(s.yaml());
        for (Entry& site : s.section("sites")) {
            if (site.at("kind") != "cloud") site.with("pue", "1.8");
        }
        const Figures after = figures(s.yaml());
        CHECK(after.at("energy.it") == before.at("energy.it"));
        CHECK(after.at("latency.ttft.p99") == before.at("latency.ttft.p99"));
        for (const Entry& site : s.section("sites")) {
            if (site.at("kind") == "cloud") continue;
            const std::string path = "energy.by_site." + site.at("name");
            CHECK(after.at(path) == Approx(before.at(path) * 1.5).epsilon(1e-9));
        }
    });
}
TEST_CASE("a site without anything on it adds nothing but itself") {
    same(
        [](RandomScenario& s) {
            Entry site;
            site.with("name", "zz-unused").with("kind", "on_prem").with("country", "FR");
            site.with("grid", "FR");
            s.section("sites").push_back(site);
            return s.yaml();
        },
        {"sites.zz-unused", "energy.by_site.zz-unused", "carbon.by_site.zz-unused",
         "cost.by_site.zz-unused", "water.by_site.zz-unused", "energy.peak_kw.zz-unused"});
}
TEST_CASE("a pool that nothing uses adds its own cost, and no request changes") {
    for_seeds({}, [](RandomScenario& s) {
        const Figures before = figures(s.yaml());
        Entry pool;
        pool.with("name", "zz-idle")
            .with("site", s.section("sites")[0].at("name"))
            .with("server", "edge-l4")
            .with("servers", "1")
            .with("contract", "owned")
            .with("capex", "8760 USD")
            .with("life", "1")
            .with("maintenance", "0");
        s.section("pools").push_back(pool);
        const Figures after = figures(s.yaml());
        for (const auto& [path, value] : before) {
            const bool request = path.rfind("latency", 0) == 0 || path.rfind("requests", 0) == 0 ||
                                 path.rfind("slo", 0) == 0 || path.rfind("waits", 0) == 0 ||
                                 path.rfind("lost", 0) == 0;
            if (request) CHECK(after.at(path) == value);
        }
        CHECK(after.at("cost.total") > before.at("cost.total"));
    });
}
TEST_CASE("without failures, a chance of none is no chance") {
    same(
        [](RandomScenario& s) {
            s.tail.emplace_back("disruptions",
                                "[{name: never, kind: delay, delay: 1 d, probability: 0}]");
            return s.yaml();
        },
        {"supply"}, Swarm{true, true, false});
}
TEST_CASE("a ban of what nobody asks for changes nothing") {
    same(
        [](RandomScenario& s) {
            s.tail.emplace_back("disruptions", "[{name: ban, kind: export_ban}]");
            return s.yaml();
        },
        {"supply"}, Swarm{false, false, false});
}
TEST_CASE("a limit that nobody reaches is none") {
    same_with("workloads", "rate_limit", "{rate: 1000000 /s, burst: 1000000}",
              {"requests.rate_limited"});
}
TEST_CASE("a deadline in a year is none") {
    same_with("workloads", "deadline", "365 d");
}
TEST_CASE("all countries allowed is no residency") {
    same_with("workloads", "residency", "[DE, US, FR]");
}
TEST_CASE("a job's deadline judges, and moves nothing") {
    same_with("jobs", "deadline", "300 d", {"jobs.by_name", "jobs.deadlines", "slo", "cost"});
}
TEST_CASE("a looser promise is kept no less often, and nothing else changes") {
    for_seeds(kPassive, [](RandomScenario& s) {
        const Figures before = figures(s.yaml());
        for (Entry& w : s.section("workloads")) w.with("slo", "{ttft: 1000 s, target: 95 %}");
        const Figures after = figures(s.yaml());
        CHECK(differences(before, after, {"slo", "cost", "finance", "supply"}) == "");
        CHECK(after.at("slo.attainment") >= before.at("slo.attainment"));
    });
}

// What only describes
TEST_CASE("tags change no figure") {
    same_with("pools", "tags", "{team: search}");
}
TEST_CASE("assumptions change no figure") {
    add_tail("assumptions",
             "[{name: rate, value: 2 /s, owner: me, source: guess, as_of: 2026-01-01}]", {});
}
TEST_CASE("sliders change no figure") {
    add_tail("what_if", "[{path: 'pools[pool-a0].servers', from: 1, to: 4}]", {});
}
TEST_CASE("assertions change no figure") {
    add_tail("assert", "[cost.total < 1000000000 USD]", {});
}
TEST_CASE("a description changes no figure") {
    same([](RandomScenario& s) {
        s.head.emplace_back("description", "\"what it is about\"");
        return s.yaml();
    });
}
TEST_CASE("a budget judges, and moves nothing") {
    add_tail("finance", "{budget: 1000000 USD}", {"finance", "risk"});
}
TEST_CASE("what work brings in moves no cost") {
    same_with("workloads", "value", "{per_month: 1000 USD, owner: me}",
              {"finance", "value", "risk"});
}

// Sums
TEST_CASE("parts add up to the whole: cost by site, vendor, category, energy and carbon by site") {
    for_seeds({}, [](RandomScenario& s) {
        const Figures f = figures(s.yaml());
        for (const char* family :
             {"cost.by_site.", "cost.by_vendor.", "cost.by_category.", "cost.by_tenant."}) {
            INFO(family);
            CHECK(sum_of(f, family) == Approx(f.at("cost.total")).epsilon(1e-9).margin(1e-5));
        }
        CHECK(sum_of(f, "energy.by_site.") == Approx(f.at("energy.facility")).epsilon(1e-9));
        CHECK(sum_of(f, "carbon.by_site.") == Approx(f.at("carbon.total")).epsilon(1e-9));
        CHECK(f.at("requests.completed") <= f.at("requests.arrived"));
    });
}
TEST_CASE("coarser ledgers keep the total") {
    for_seeds(Swarm{true, true, false}, [](RandomScenario& s) {
        s.tail.emplace_back("ledger", "hour");
        const Figures before = figures(s.yaml());
        s.tail.back().second = "month";
        const Figures after = figures(s.yaml());
        CHECK(after.at("cost.total") == Approx(before.at("cost.total")).epsilon(1e-4));
    });
}

}  // namespace metamorphic_scale_test
