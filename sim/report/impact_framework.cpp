// The run as a manifest of the Impact Framework: somebody else's code recomputes our SCI.
#include "sim/report/impact_framework.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "orrery/base/version.hpp"
#include "sim/accounts/carbon.hpp"
#include "sim/accounts/compute.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

constexpr std::size_t kRowsOfAFile = 4000;
constexpr double kYearSeconds = 365 * 86400.0;

double metric(const Findings& f, const char* path) {
    const Metric* m = f.metrics.find(path);
    return m ? m->value : 0;
}

/// Quoted, so that no name is taken for YAML.
std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + "\"";
}

std::string plugin(const char* name, const char* method, const std::string& config,
                   const char* output, const char* unit) {
    return fmt::format(
        "    {}:\n      method: {}\n      path: builtin\n      config:\n{}"
        "      parameter-metadata:\n        outputs:\n          {}:\n            unit: {}\n"
        "            description: {}\n            aggregation-method: {{time: sum, component: "
        "sum}}\n",
        name, method, config, output, unit, name);
}

std::string multiply(const char* name, const char* inputs, const char* output, const char* unit) {
    return plugin(name, "Multiply",
                  fmt::format("        input-parameters: [{}]\n        output-parameter: {}\n",
                              inputs, output),
                  output, unit);
}

/// A unit of what the run did: its plugin divides by the whole run's count, so that rows add up.
struct FunctionalUnit {
    const char* name;
    const char* output;
    const char* carbon;  ///< of whoever does it: carbon-served or carbon-of-jobs
    double count;
};

/// Of all carbon: what workloads answer for, and what jobs do; the rest is of pools without work.
struct Shares {
    double served = 0;
    double jobs = 0;
};

Shares shares_of(const Ledger& ledger) {
    double all = 0;
    Shares sums;
    for (const CarbonShare& s : ledger.carbon_shares) {
        all += s.g();
        if (s.kind == CarbonShare::Kind::nobody) continue;
        (s.kind == CarbonShare::Kind::workload ? sums.served : sums.jobs) += s.g();
    }
    if (all > 0) return {sums.served / all, sums.jobs / all};
    return {};
}

std::vector<FunctionalUnit> units_of(const Findings& f) {
    std::vector<FunctionalUnit> units;
    const double requests = metric(f, "requests.completed");
    const double tokens = metric(f, "tokens.output");
    const double jobs = metric(f, "jobs.completed");
    if (requests > 0) units.push_back({"requests", "sci-per-request", "carbon-served", requests});
    if (tokens > 0) units.push_back({"output-tokens", "sci-per-token", "carbon-served", tokens});
    if (jobs > 0) units.push_back({"jobs", "sci-per-job", "carbon-of-jobs", jobs});
    return units;
}

std::string head(const Findings& f, const std::vector<FunctionalUnit>& units) {
    std::string metrics = "carbon";
    for (const FunctionalUnit& unit : units) metrics += fmt::format(", {}", unit.output);
    std::string out = fmt::format(
        "# Software Carbon Intensity of a modelled run (ISO/IEC 21031): location-based, "
        "life-cycle\n"
        "# intensity, amortised embodied carbon, idle and reserved energy included.\n"
        "name: {}\ndescription: {}\ntags:\n  made-by: orrery {}\naggregation:\n"
        "  metrics: [{}]\n  type: both\ninitialize:\n  plugins:\n",
        quoted(f.name), quoted(f.description), kVersion, metrics);
    out += multiply("energy-from-grid", "energy, grid-share", "energy-grid", "kWh");
    out += multiply("operational", "energy-grid, grid/carbon-intensity", "carbon-operational",
                    "gCO2e");
    out += multiply("embodied-reserved", "device/emissions-embodied, time-reserved",
                    "embodied-reserved-seconds", "gCO2e s");
    out +=
        plugin("embodied", "Divide",
               "        numerator: embodied-reserved-seconds\n"
               "        denominator: device/expected-lifespan\n        output: carbon-embodied\n",
               "carbon-embodied", "gCO2e");
    out += plugin("carbon", "Sum",
                  "        input-parameters: [carbon-operational, carbon-embodied]\n"
                  "        output-parameter: carbon\n",
                  "carbon", "gCO2e");
    out += multiply("served", "carbon, served-share", "carbon-served", "gCO2e");
    out += multiply("of-jobs", "carbon, jobs-share", "carbon-of-jobs", "gCO2e");
    for (const FunctionalUnit& unit : units) {
        out += plugin(unit.output, "Divide",
                      fmt::format("        numerator: {}\n        denominator: {}\n"
                                  "        output: {}\n",
                                  unit.carbon, unit.name, unit.output),
                      unit.output, "gCO2e");
    }
    return out;
}

/// Means of a pool over a group of intervals, weighted so that their product is the sum of
/// products.
struct ManifestRow {
    double energy = 0;
    double from_grid = 0;
    double grams = 0;
    double reserved_s = 0;
};

ManifestRow row_of(const World& world, const Observations& o, const SiteEnergyFlows& site,
                   const PoolEnergyFlows& pool, std::size_t from, std::size_t until) {
    const std::vector<double>& intensity = world.sites[site.site.index()].grid_g_kwh;
    ManifestRow row;
    for (std::size_t i = from; i < until; ++i) {
        const double whole = site.facility(i);
        const double grid = whole > 0 ? pool.facility[i] * site.import[i] / whole : 0;
        row.energy += pool.facility[i];
        row.from_grid += grid;
        row.grams += grid * (i < intensity.size() ? intensity[i] : 0);
        row.reserved_s += static_cast<double>(o.pools[pool.pool.index()][i].server_ns) * 1e-9;
    }
    return row;
}

std::string time_of(const World& world, std::size_t interval) {
    return print_date(world.start_unix_s +
                      world.meter_interval.ns / kSecond.ns * static_cast<std::int64_t>(interval));
}

std::string rows_of(const World& world, const Observations& o, const SiteEnergyFlows& site,
                    const PoolEnergyFlows& pool, std::size_t group) {
    std::string out;
    // Embodied carbon that is spread already is not reserved once more.
    const std::vector<double> spent = embodied_spent_s(world, o, pool.pool);
    for (std::size_t from = 0; from < site.intervals(); from += group) {
        const std::size_t until = std::min(from + group, site.intervals());
        ManifestRow row = row_of(world, o, site, pool, from, until);
        row.reserved_s -= total_in(spent, from, until);
        const double seconds = world.meter_interval.seconds() * static_cast<double>(until - from);
        out += fmt::format(
            "            - {{timestamp: \"{}\", duration: {}, energy: {}, grid-share: {}, "
            "grid/carbon-intensity: {}, time-reserved: {}}}\n",
            time_of(world, from), seconds, row.energy,
            row.energy > 0 ? row.from_grid / row.energy : 0,
            row.from_grid > 0 ? row.grams / row.from_grid : 0, row.reserved_s);
    }
    return out;
}

/// Steps and defaults that all components share.
std::string shared_head(const std::vector<FunctionalUnit>& units, const Shares& shares) {
    std::string steps =
        "energy-from-grid, operational, embodied-reserved, embodied, carbon, served, of-jobs";
    std::string counts = fmt::format("            served-share: {}\n            jobs-share: {}\n",
                                     shares.served, shares.jobs);
    for (const FunctionalUnit& unit : units) {
        steps += fmt::format(", {}", unit.output);
        counts += fmt::format("            {}: {}\n", unit.name, unit.count);
    }
    return fmt::format("          pipeline:\n            compute: [{}]\n          defaults:\n{}",
                       steps, counts);
}

std::string component(const World& world, const Observations& o, const SiteEnergyFlows& site,
                      const PoolEnergyFlows& flows, const std::string& shared, std::size_t group) {
    const Pool& pool = world.pools[flows.pool.index()];
    const double life_s = pool.embodied_life_years * kYearSeconds;
    return fmt::format(
               "        {}:\n{}            device/emissions-embodied: {}\n"
               "            device/expected-lifespan: {}\n          inputs:\n",
               quoted(pool.name), shared, life_s > 0 ? pool.server.embodied.value : 0.0,
               life_s > 0 ? life_s : 1.0) +
           rows_of(world, o, site, flows, group);
}

/// PV, wind and battery of a site: no energy from the grid, their embodied carbon spread evenly
/// over as many rows as pools have, which the framework wants.
std::string own_plant(const World& world, const Ledger& ledger, const SiteEnergyFlows& site,
                      const std::string& shared, std::size_t group) {
    double grams = 0;
    for (const CarbonEntry& e : ledger.carbon) {
        const bool plant = e.source == "own generation" || e.source == "battery";
        const bool here = e.site == world.sites[site.site.index()].name;
        if (plant && here && e.basis == CarbonBasis::amortised) grams += e.whole_g();
    }
    if (grams <= 0) return {};
    std::string rows;
    std::size_t count = 0;
    for (std::size_t from = 0; from < site.intervals(); from += group, ++count) {
        const std::size_t until = std::min(from + group, site.intervals());
        rows += fmt::format(
            "            - {{timestamp: \"{}\", duration: {}, energy: 0, grid-share: 0, "
            "grid/carbon-intensity: 0, time-reserved: 1}}\n",
            time_of(world, from),
            world.meter_interval.seconds() * static_cast<double>(until - from));
    }
    return fmt::format(
        "        \"generation and battery on site\":\n{}            device/emissions-embodied: {}\n"
        "            device/expected-lifespan: {}\n          inputs:\n{}",
        shared, grams, count, rows);
}

std::size_t group_of(const Ledger& ledger) {
    std::size_t rows = 0;
    for (const SiteEnergyFlows& site : ledger.energy) {
        rows += site.pools.size() * site.intervals();
    }
    return rows / kRowsOfAFile + 1;
}

}  // namespace

std::string render_impact_manifest(const World& world, const Observations& observations,
                                   const Ledger& ledger, const Findings& findings) {
    const std::vector<FunctionalUnit> units = units_of(findings);
    const std::string shared = shared_head(units, shares_of(ledger));
    std::string out = head(findings, units) + "tree:\n  children:\n";
    for (const SiteEnergyFlows& site : ledger.energy) {
        if (site.pools.empty()) continue;
        out +=
            fmt::format("    {}:\n      children:\n", quoted(world.sites[site.site.index()].name));
        for (const PoolEnergyFlows& pool : site.pools) {
            out += component(world, observations, site, pool, shared, group_of(ledger));
        }
        out += own_plant(world, ledger, site, shared, group_of(ledger));
    }
    return out;
}

}  // namespace orrery
