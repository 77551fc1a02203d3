// Where a facility's energy goes: accelerators at work, their hosts, idle machines, the building.
#include "sim/accounts/energy.hpp"
#include "sim/analysis/analyse.hpp"

namespace orrery::analysis {

void add_energy_split(const Input& in, Findings& out) {
    double accelerators = 0;
    double host = 0;
    double idle = 0;
    for (std::size_t p = 0; p < in.world.pools.size(); ++p) {
        for (const PoolUsage& usage : in.o.pools[p]) {
            const IntervalEnergy e = interval_energy(in.world.pools[p], usage);
            accelerators += (e.accelerators_j - e.resting_j) / 3.6e6;
            host += e.host_j * e.busy_share / 3.6e6;
            idle += (e.resting_j + e.host_j * (1 - e.busy_share)) / 3.6e6;
        }
    }
    double total = 0;
    for (const SiteEnergyFlows& site : in.ledger.energy) {
        for (std::size_t i = 0; i < site.intervals(); ++i) total += site.facility(i);
    }
    if (total <= 0) return;
    const auto share = [&](const char* name, double kwh, const char* formula) {
        Metric m;
        m.value = kwh / total;
        m.formula = formula;
        out.metrics.set(std::string("energy.split.") + name, m);
    };
    share("accelerators", accelerators, "energy of iterations and jobs / facility energy");
    share("host", host, "host energy × busy share of each interval / facility energy");
    share("idle", idle,
          "idle power of accelerators and host energy × idle share of each interval / facility "
          "energy");
    share("facility", total - accelerators - host - idle,
          "cooling and losses: (PUE − 1) × IT energy / facility energy");
}

}  // namespace orrery::analysis
