// Where a facility's energy goes: accelerators at work, their hosts, idle machines, the building.
#include "sim/analysis/analyse.hpp"

namespace orrery::analysis {

void add_energy_split(const Input& in, Findings& out) {
    double accelerators = 0;
    double host = 0;
    double idle = 0;
    double total = 0;
    for (const SiteEnergyFlows& site : in.ledger.energy) {
        for (std::size_t i = 0; i < site.intervals(); ++i) total += site.facility(i);
        for (const PoolEnergyFlows& pool : site.pools) {
            const double working = orrery::total(pool.hosts_useful);
            accelerators += orrery::total(pool.accelerators_useful);
            host += working;
            idle += orrery::total(pool.accelerators_idle) + orrery::total(pool.hosts) - working;
        }
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
