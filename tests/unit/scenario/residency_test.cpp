// Residency: routes, audit list and conflict sets against a second, naive reading of the rules.
#include "sim/scenario/residency.hpp"

#include <algorithm>
#include <set>

#include "sim/scenario/conflict.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/places.hpp"
#include "tests/support/source_dir.hpp"

namespace residency_test {

using namespace orrery;
using namespace orrery::test;

namespace {

const Catalog& shipped() {
    static const Catalog catalog = [] {
        Diagnostics d;
        return read_catalog({std::string(source_dir()) + "/scenarios/catalog"}, d);
    }();
    return catalog;
}

bool among(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

/// Whether a list of countries and groups has a country; an absent list has all.
bool has_country(const std::vector<std::string>& list, const std::string& country) {
    static const std::set<std::string> in_eu{"DE", "FR"};
    if (list.empty() || among(list, country)) return true;
    const bool group = among(list, "EU") || among(list, "EEA");
    return group && in_eu.count(country) > 0;
}

/// Whose law binds a site of the generator: as written, else the parent's seat of the operators
/// that the catalog knows, else the site's country.
std::string law_of(const SiteSpec& site) {
    if (!site.jurisdiction.empty()) return site.jurisdiction;
    if (site.operated_by == "aws") return "US";
    if (site.operated_by == "ovh") return "FR";
    return site.country;
}

bool may(const DataClassSpec* c, const std::vector<std::string>& residency, const SiteSpec& site,
         const PoolSpec& pool) {
    if (!residency.empty() && !among(residency, site.country)) return false;
    if (!c) return true;
    if (!has_country(c->countries, site.country)) return false;
    if (!has_country(c->jurisdictions, law_of(site))) return false;
    if (!c->operators.empty() && !among(c->operators, site.operated_by)) return false;
    for (const std::string& one : c->certifications) {
        if (!among(site.certifications, one)) return false;
    }
    return !c->confidential || pool.confidential;
}

template <class Items>
const auto* named(const Items& items, const std::string& name) {
    const auto it = std::find_if(items.begin(), items.end(),
                                 [&](const auto& item) { return item.name == name; });
    return it == items.end() ? nullptr : &*it;
}

bool may_serve(const Scenario& s, const WorkloadSpec& w, const std::string& deployment) {
    const PoolSpec& pool = *named(s.pools, named(s.deployments, deployment)->pool);
    return may(named(s.data_classes, w.data_class), w.residency, *named(s.sites, pool.site), pool);
}

bool feasible(const Scenario& s) {
    for (const WorkloadSpec& w : s.workloads) {
        if (std::none_of(w.deployments.begin(), w.deployments.end(),
                         [&](const std::string& d) { return may_serve(s, w, d); })) {
            return false;
        }
    }
    for (const JobSpec& j : s.jobs) {
        const PoolSpec& pool = *named(s.pools, j.pool);
        if (!may(named(s.data_classes, j.data_class), {}, *named(s.sites, pool.site), pool)) {
            return false;
        }
    }
    return true;
}

/// The scenario with only those rules of the hint's set that are not the `dropped`-th.
Scenario with_rules(const Scenario& full, const std::string& hint, int dropped) {
    Scenario s = full;
    int seen = 0;
    const auto keep = [&](const std::string& path, auto& member, const auto& none) {
        const bool in = hint.find(path + " = ") != std::string::npos;
        if (!in || seen++ == dropped) member = none;
    };
    const std::vector<std::string> empty;
    for (WorkloadSpec& w : s.workloads) {
        keep("workloads[" + w.name + "].residency", w.residency, empty);
    }
    for (DataClassSpec& c : s.data_classes) {
        const std::string path = "data_classes[" + c.name + "].";
        keep(path + "countries", c.countries, empty);
        keep(path + "jurisdictions", c.jurisdictions, empty);
        keep(path + "operators", c.operators, empty);
        keep(path + "certifications", c.certifications, empty);
        keep(path + "confidential", c.confidential, false);
    }
    return s;
}

int rules_in(const std::string& hint) {
    int n = 0;
    for (std::size_t at = hint.find(" = "); at != std::string::npos;
         at = hint.find(" = ", at + 1)) {
        ++n;
    }
    return n;
}

}  // namespace

TEST_CASE("routes of 10,000 random scenarios are those that the rules allow, none other") {
    int infeasible = 0;
    int excluded = 0;
    for (std::uint32_t seed = 0; seed < 10'000; ++seed) {
        const Scenario s = RandomPlaces(seed).scenario();
        Diagnostics d;
        const auto world = compile_world(s, shipped(), {}, d);
        if (!feasible(s)) {
            ++infeasible;
            REQUIRE(!world);
            REQUIRE(d.exit_code() == 4);
            continue;
        }
        INFO(render(d));
        REQUIRE(world);
        for (const Workload& w : world->workloads) {
            const WorkloadSpec& spec = *named(s.workloads, w.name);
            std::set<std::string> got;
            for (const Route& r : w.routes) {
                got.insert(world->deployments[r.deployment.index()].name);
            }
            std::set<std::string> wanted;
            for (const std::string& name : spec.deployments) {
                if (may_serve(s, spec, name)) wanted.insert(name);
            }
            REQUIRE(got == wanted);
            for (std::size_t k = 0; k < w.allowed.size(); ++k) {
                REQUIRE(w.allowed[k] == may_serve(s, spec, world->deployments[k].name));
            }
        }
        excluded += static_cast<int>(world->excluded_routes.size());
        if (world->jobs.empty() || !world->jobs[0].fallback) continue;
        const Pool& pool = world->pools[world->jobs[0].fallback->pool.index()];
        const PoolSpec& there = *named(s.pools, pool.name);
        REQUIRE(may(named(s.data_classes, s.jobs[0].data_class), {}, *named(s.sites, there.site),
                    there));
    }
    CHECK(infeasible > 1000);
    CHECK(excluded > 1000);
}

TEST_CASE("the audit list has every route once each way, at places that the rules allow") {
    for (std::uint32_t seed = 0; seed < 500; ++seed) {
        const Scenario s = RandomPlaces(seed).scenario();
        Diagnostics d;
        const auto world = compile_world(s, shipped(), {}, d);
        if (!world) continue;
        std::size_t routes = 0;
        for (const Workload& w : world->workloads) routes += w.routes.size();
        std::size_t of_workloads = 0;
        for (const DataFlow& f : world->data_flows) {
            const WorkloadSpec* w = named(s.workloads, f.subject);
            const JobSpec* j = named(s.jobs, f.subject);
            REQUIRE((w != nullptr) != (j != nullptr));
            const SiteSpec& site = *named(s.sites, f.site);
            const PoolSpec& pool = *named(s.pools, "pool" + f.site.substr(4));
            const DataClassSpec* c = named(s.data_classes, w ? w->data_class : j->data_class);
            REQUIRE(may(c, w ? w->residency : std::vector<std::string>(), site, pool));
            REQUIRE(f.country == site.country);
            REQUIRE(f.jurisdiction == law_of(site));
            REQUIRE(f.encrypted == (c && c->encrypted));
            REQUIRE(f.confidential == pool.confidential);
            REQUIRE(!f.rule.empty());
            of_workloads += w ? 1 : 0;
        }
        REQUIRE(of_workloads == 2 * routes);  // prompts there, responses back
    }
}

TEST_CASE("conflict sets of infeasible scenarios conflict, and not without any one rule of them") {
    int checked = 0;
    for (std::uint32_t seed = 0; checked < 300; ++seed) {
        Scenario s = RandomPlaces(seed).scenario();
        s.jobs.clear();
        s.workloads.resize(1);
        if (feasible(s)) continue;
        ++checked;
        Diagnostics d;
        compile_world(s, shipped(), {}, d);
        REQUIRE(d.error_count() == 1);
        const std::string& hint = d.items().back().hint;
        const int rules = rules_in(hint);
        INFO(hint);
        REQUIRE(rules >= 1);
        REQUIRE(!feasible(with_rules(s, hint, -1)));
        for (int dropped = 0; dropped < rules; ++dropped) {
            REQUIRE(feasible(with_rules(s, hint, dropped)));
        }
    }
}

TEST_CASE("the deletion filter finds irreducible sets of random systems, by brute force") {
    RandomPlaces random(7);
    for (int round = 0; round < 500; ++round) {
        const std::size_t n = 1 + static_cast<std::size_t>(random.below(9));
        std::vector<std::uint32_t> conflicts;  // sets that cannot all hold
        for (int k = random.below(4) + 1; k > 0; --k) {
            conflicts.push_back(1 + static_cast<std::uint32_t>(random.below((1 << n) - 1)));
        }
        const auto holds = [&](std::uint32_t kept) {
            return std::none_of(conflicts.begin(), conflicts.end(),
                                [&](std::uint32_t c) { return (kept & c) == c; });
        };
        const auto found = irreducible_conflict(n, [&](const std::vector<bool>& kept) {
            std::uint32_t bits = 0;
            for (std::size_t i = 0; i < n; ++i) bits |= kept[i] ? 1u << i : 0;
            return holds(bits);
        });
        std::uint32_t bits = 0;
        for (const std::size_t i : found) bits |= 1u << i;
        REQUIRE(!holds(bits));
        for (std::uint32_t part = 0; part < (1u << n); ++part) {
            if ((part & bits) == part && part != bits) REQUIRE(holds(part));
        }
    }
}

TEST_CASE("a project's class holds for the workload that carries it") {
    Scenario s = RandomPlaces(3).scenario();
    s.jobs.clear();
    s.workloads.resize(1);
    s.workloads[0].data_class.clear();
    s.workloads[0].residency.clear();
    s.data_classes = {{{}, "nowhere", {"IS"}}};
    s.projects = {{{}, "p", "t", "nowhere", s.workloads[0].name}};
    Diagnostics d;
    CHECK(!compile_world(s, shipped(), {}, d));
    CHECK(d.exit_code() == 4);
    s.projects[0].data_class = "a label that is no class";
    Diagnostics none;
    CHECK(compile_world(s, shipped(), {}, none));
}

}  // namespace residency_test
