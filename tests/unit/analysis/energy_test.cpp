// Findings on energy and carbon: carriers sum to the total, flows to the facility, both figures
// said.
#include <algorithm>

#include "tests/support/chat.hpp"

namespace energy_test {

using namespace orrery;
using namespace orrery::test;

namespace {

/// Chat beside a training job on a hall with sun and a battery.
World hall() {
    World world = chat_world(8, 100000);
    world.pools[0].server.embodied = Carbon{2e6};
    world.pools[0].server.accelerators = 1;
    world.pools[0].embodied_life_years = 5;
    world.horizon = Nanos{6 * kHour.ns};
    world.pools[0].servers = world.pools[0].max_servers = 3;
    Job job;
    job.name = job.spec.name = "train";
    job.pool = PoolId(0u);
    job.servers = 1;
    job.spec.tenant = "research";
    job.spec.step_time = kSecond;
    job.spec.steps = 7200;
    world.jobs.push_back(job);
    Site& site = world.sites[0];
    site.pue = 1.4;
    site.grid_g_kwh.assign(6, 400);
    site.grid_direct_g_kwh.assign(6, 300);
    site.energy.pv.kw = {0, 0, 1, 3, 0, 0};
    site.energy.battery.capacity_kwh = 1;
    site.energy.battery.charge_kw = site.energy.battery.discharge_kw = 1;
    site.energy.battery.charge_efficiency = .9;
    site.energy.battery.initial_soc = 0;
    return world;
}

double flow(const Findings& f, const std::string& from, const std::string& to) {
    double kwh = 0;
    for (const EnergyFlow& one : f.energy_flows) {
        if ((from.empty() || one.from == from) && (to.empty() || one.to == to)) kwh += one.kwh;
    }
    return kwh;
}

}  // namespace

TEST_CASE("carriers and tenants sum to the total, a run's and a token's SCI share it") {
    const Findings f = find(hall(), .5, 100, 20);
    const double all = value(f, "carbon.location_based") + value(f, "carbon.embodied_amortised");
    CHECK(near(sum(f, "carbon.by_workload."), all, 1e-9));
    CHECK(near(sum(f, "carbon.by_tenant."), all, 1e-9));
    CHECK(value(f, "carbon.sci_per_job.train") == value(f, "carbon.by_workload.train"));
    const double requests = static_cast<double>(value(f, "requests.completed"));
    CHECK(near(value(f, "carbon.sci_per_request") * requests,
               all - value(f, "carbon.sci_per_job.train"), 1e-9));
    // The job held one of three servers for two of six hours.
    CHECK(value(f, "carbon.by_workload.train") > 0);
    CHECK(value(f, "carbon.by_workload.train") < all);
}

TEST_CASE("flows of the Sankey chart close at every node") {
    const Findings f = find(hall(), .5, 100, 20);
    CHECK(near(flow(f, "", "facility"), value(f, "energy.facility"), 1e-9));
    CHECK(near(flow(f, "facility", ""), value(f, "energy.facility"), 1e-9));
    CHECK(near(flow(f, "IT", ""), value(f, "energy.it"), 1e-9));
    CHECK(near(flow(f, "PV", ""), 4, 1e-9));
    CHECK(near(flow(f, "grid", ""), value(f, "energy.import"), 1e-9));
    CHECK(near(flow(f, "", "battery"), flow(f, "battery", ""), 1e-9));
    CHECK(flow(f, "battery", "facility") > 0);
    REQUIRE(f.load_durations.size() == 1);
    const std::vector<double>& kw = f.load_durations[0].kw;
    CHECK(kw.size() == 6);
    CHECK(std::is_sorted(kw.rbegin(), kw.rend()));
    CHECK(near(value(f, "pue"), 1.4, 1e-12));
}

TEST_CASE("the inventory by scope: columns differ where contracts act, and nowhere else") {
    World world = hall();
    CertificateSpec all;
    all.name = "hydro";
    all.share = 1;
    world.sites[0].energy.certificates = {all};
    const Findings f = find(world, .5, 100, 20);
    REQUIRE(f.scopes.size() == 3);  // scope 2; categories 2 and 3
    const ScopeRow& power = f.scopes[0];
    CHECK(power.scope == "scope 2");
    CHECK(near(power.location_g, value(f, "energy.import") * 300, 1e-9));
    CHECK(near(power.market_annual_g, 0, 0, 1e-9));
    CHECK(power.market_hourly_g == power.location_g);
    CHECK(f.scopes[1].scope == "scope 3 category 2");
    CHECK(f.scopes[1].location_g == f.scopes[1].market_annual_g);
    CHECK(f.scopes[2].scope == "scope 3 category 3");
    CHECK(near(f.scopes[2].location_g, value(f, "energy.import") * 100, 1e-9));
    // Contracts leave upstream alone: 100 of 400 g/kWh stay.
    CHECK(near(value(f, "carbon.market_based.annual"), value(f, "energy.import") * 100, 1e-9));
    CHECK(value(f, "cfe.annual_match") == 1);
    CHECK(value(f, "cfe.hourly_match") < 1);
}

TEST_CASE("each figure of emissions says its boundary, and the answer names both kinds") {
    const Findings f = find(hall(), .5, 100, 20);
    for (const auto& [path, metric] : f.metrics.all()) {
        if (path.rfind("carbon.", 0) != 0) continue;
        INFO(path << ": " << metric.formula);
        CHECK(!metric.formula.empty());
        CHECK(metric.unit == "gCO2e");
    }
    const std::string formula = f.metrics.find("carbon.location_based")->formula;
    CHECK(formula.find("facility, location-based") != std::string::npos);
    const std::string& last = f.answer.back();
    CHECK(last.find("by its energy") != std::string::npos);
    CHECK(last.find("embodied in its hardware") != std::string::npos);
    CHECK(f.carbon_boundary.find("operational control") != std::string::npos);
}

}  // namespace energy_test
