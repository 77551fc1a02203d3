// Random scenarios of sites, data classes and workloads, without models: they compile in no time.
#pragma once
#include <random>
#include <string>

#include "sim/scenario/scenario.hpp"

namespace orrery::test {

/// Up to five sites in DE, FR, US and CH, up to three classes, workloads and jobs on them.
class RandomPlaces {
public:
    explicit RandomPlaces(std::uint32_t seed) : engine_(seed) {}

    Scenario scenario() {
        Scenario s;
        s.name = "random";
        s.horizon = Nanos{600 * kSecond.ns};
        s.meter_interval = kHour;
        for (int i = 0, n = below(5) + 1; i < n; ++i) add_site(s, i);
        for (int i = 0, n = below(3) + 1; i < n; ++i) s.data_classes.push_back(data_class(i));
        for (int i = 0, n = below(3) + 1; i < n; ++i) s.workloads.push_back(workload(s, i));
        if (below(3) == 0) s.jobs.push_back(job(s));
        return s;
    }
    /// Uniform in 0 … n − 1; the same for every standard library.
    int below(int n) { return static_cast<int>(engine_() % static_cast<std::uint32_t>(n)); }

private:
    template <std::size_t N>
    std::string one(const char* const (&from)[N]) {
        return from[below(N)];
    }
    template <std::size_t N>
    std::vector<std::string> some(const char* const (&from)[N], int chance) {
        std::vector<std::string> list;
        for (const char* item : from) {
            if (below(chance) == 0) list.emplace_back(item);
        }
        return list;
    }

    void add_site(Scenario& s, int i) {
        SiteSpec site;
        site.name = "site" + std::to_string(i);
        site.kind = below(2) == 0 ? SiteKind::on_prem : SiteKind::colocation;
        site.country = one({"DE", "FR", "US", "CH"});
        site.grid = "DE";
        site.pue = 1.2;
        site.operated_by = one({"own", "aws", "ovh", "nobody"});
        if (below(2) == 0) site.jurisdiction = one({"DE", "US", "FR"});
        site.certifications = some({"ISO27001", "C5", "SOC2"}, 2);
        s.sites.push_back(site);
        PoolSpec pool;
        pool.name = "pool" + std::to_string(i);
        pool.site = site.name;
        pool.server = "edge-l4";
        pool.servers = 4;
        pool.confidential = below(2) == 0;
        s.pools.push_back(pool);
        DeploymentSpec d;
        d.name = "at" + std::to_string(i);
        d.pool = pool.name;
        d.exponential_service_s = .05;
        d.load_time = Nanos{0};
        s.deployments.push_back(d);
    }

    DataClassSpec data_class(int i) {
        DataClassSpec c;
        c.name = "class" + std::to_string(i);
        if (below(2) == 0) c.countries = some({"DE", "FR", "US", "EU"}, 2);
        if (below(3) == 0) c.jurisdictions = some({"DE", "EEA", "US"}, 2);
        if (below(4) == 0) c.operators = some({"own", "aws", "ovh"}, 2);
        if (below(3) == 0) c.certifications = some({"ISO27001", "C5"}, 2);
        c.encrypted = below(2) == 0;
        c.confidential = below(4) == 0;
        return c;
    }

    WorkloadSpec workload(const Scenario& s, int i) {
        WorkloadSpec w;
        w.name = "work" + std::to_string(i);
        for (const DeploymentSpec& d : s.deployments) {
            if (below(3) > 0) w.deployments.push_back(d.name);
        }
        if (w.deployments.empty()) w.deployments.push_back(s.deployments.front().name);
        if (below(4) > 0)
            w.data_class = "class" + std::to_string(below(int(s.data_classes.size())));
        if (below(4) == 0) w.residency = {one({"DE", "US"})};
        w.router = below(2) == 0 ? RouterKind::least_outstanding : RouterKind::nearest;
        w.synthetic.emplace();
        w.synthetic->rate = 2;
        return w;
    }

    JobSpec job(const Scenario& s) {
        JobSpec j;
        j.name = "job";
        j.pool = s.pools[static_cast<std::size_t>(below(int(s.pools.size())))].name;
        j.accelerators = 1;
        j.step_time = kSecond;
        j.steps = 10;
        j.data_class = "class0";
        if (below(2) == 0) {
            j.fallback.emplace();
            j.fallback->pool = s.pools[static_cast<std::size_t>(below(int(s.pools.size())))].name;
        }
        return j;
    }

    std::mt19937 engine_;
};

}  // namespace orrery::test
