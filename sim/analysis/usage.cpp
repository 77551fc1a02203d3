// Utilisation, and the series by interval that charts show.
#include "sim/analysis/analyse.hpp"

namespace orrery::analysis {
namespace {

struct Split {
    DeviceTime useful = 0;
    DeviceTime idle = 0;
    DeviceTime overhead = 0;
    DeviceTime failed = 0;
    [[nodiscard]] DeviceTime total() const { return useful + idle + overhead + failed; }
};

void add(Split& s, const PoolUsage& u) {
    s.useful += u.useful_ns;
    s.idle += u.idle_ns;
    s.overhead += u.overhead_ns;
    s.failed += u.failed_ns;
}

void set_split(Findings& out, const std::string& path, const Split& s) {
    const auto total = static_cast<double>(s.total());
    const auto one = [&](const char* name, DeviceTime ns, const char* what) {
        Metric m;
        m.value = total > 0 ? static_cast<double>(ns) / total : 0;
        m.formula = std::string(what) + " / accelerator time present";
        out.metrics.set(path + "." + name, m);
        m.value = static_cast<double>(ns) * 1e-9;
        m.unit = "accelerator-s";
        m.formula = what;
        out.metrics.set(path + "." + name + "_seconds", m);
    };
    one("useful", s.useful, "time in which an iteration or a job's kept step ran");
    one("idle", s.idle, "time powered or paid without work");
    one("overhead", s.overhead, "time loading models, and work lost to failures");
    one("failed", s.failed, "time with the server or its site down");
}

double share(std::int64_t part, std::int64_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

}  // namespace

void add_utilisation(const Input& in, Findings& out) {
    Split all;
    std::vector<Split> pools(in.world.pools.size());
    for (std::size_t p = 0; p < pools.size(); ++p) {
        if (in.world.pools[p].tokens) continue;  // an API's accelerators are nobody's
        for (const PoolUsage& usage : in.o.pools[p]) add(pools[p], usage);
        for (const PoolUsage& usage : in.o.pools[p]) add(all, usage);
    }
    set_split(out, "utilisation", all);
    for (std::size_t p = 0; p < pools.size(); ++p) {
        if (in.world.pools[p].tokens) continue;
        set_split(out, "utilisation.by_pool." + in.world.pools[p].name, pools[p]);
    }
}

void add_series(const Input& in, Findings& out) {
    const double hours = in.world.meter_interval.seconds() / 3600;
    for (std::size_t p = 0; p < in.world.pools.size(); ++p) {
        const Pool& pool = in.world.pools[p];
        Series busy{"utilisation", pool.name, "", {}};
        Series power{"power", pool.name, "kW", {}};
        for (const PoolUsage& usage : in.o.pools[p]) {
            busy.values.push_back(share(usage.useful_ns, usage.total_ns()));
        }
        for (const PoolEnergyFlows& flows : in.ledger.energy[pool.site.index()].pools) {
            if (flows.pool != PoolId(p)) continue;
            for (const double kwh : flows.facility) power.values.push_back(kwh / hours);
        }
        out.series.push_back(std::move(busy));
        out.series.push_back(std::move(power));
    }
    const double seconds = in.world.meter_interval.seconds();
    for (std::size_t d = 0; d < in.world.deployments.size(); ++d) {
        const std::string& name = in.world.deployments[d].name;
        Series arrivals{"arrivals", name, "1/s", {}};
        Series ready{"ready replicas", name, "", {}};
        Series waiting{"longest queue", name, "", {}};
        for (const DeploymentUsage& usage : in.o.deployments[d]) {
            arrivals.values.push_back(static_cast<double>(usage.arrivals) / seconds);
            ready.values.push_back(static_cast<double>(usage.ready_ns) * 1e-9 / seconds);
            waiting.values.push_back(static_cast<double>(usage.max_waiting));
        }
        out.series.push_back(std::move(arrivals));
        out.series.push_back(std::move(ready));
        out.series.push_back(std::move(waiting));
    }
}

}  // namespace orrery::analysis
