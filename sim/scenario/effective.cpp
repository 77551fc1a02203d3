// The effective scenario as YAML, the origin of every value behind it, and the compiled World.
#include "sim/scenario/effective.hpp"

#include <fmt/format.h>

#include "sim/scenario/reader/tables.hpp"

namespace orrery {

std::string effective_scenario(const Scenario& scenario) {
    std::map<std::string, std::string> origins;
    for (const Origin& origin : scenario.origins) origins[origin.path] = origin.origin;
    Printer printer{origins};
    print_object(printer, scenario_table(), scenario, "", 0, "");
    return printer.out;
}

std::vector<std::pair<std::string, std::string>> effective_rows(const Scenario& scenario) {
    const std::map<std::string, std::string> none;
    std::vector<std::pair<std::string, std::string>> rows;
    Printer printer{none};
    printer.rows = &rows;
    print_object(printer, scenario_table(), scenario, "", 0, "");
    return rows;
}

std::string print_world(const World& world) {
    std::string out = fmt::format("world {}: {} intervals, catalog {}\n", world.name,
                                  world.intervals(), world.catalog_as_of);
    for (const Site& s : world.sites) {
        out +=
            fmt::format("site {}: {}, vendor {}, PUE {}, {:.4f} USD/kWh, {:.0f} gCO2e/kWh first\n",
                        s.name, s.country, s.vendor, s.pue, s.electricity_usd_kwh,
                        s.grid_g_kwh.empty() ? 0.0 : s.grid_g_kwh.front());
    }
    for (const Pool& p : world.pools) {
        const bool owned = p.terms.kind == contracts::ComputeKind::owned;
        out += fmt::format("pool {}: {} (at most {}) × {} × {}, {} USD {}\n", p.name, p.servers,
                           p.max_servers, p.server.name, p.server.accelerators,
                           owned ? p.terms.capex_usd_server : p.terms.contracted_usd_server_h,
                           owned ? "a server" : "an hour");
    }
    for (const Deployment& d : world.deployments) {
        out += fmt::format("deployment {}: {} replicas (at most {}) of {} accelerators", d.name,
                           d.replicas_min, d.replicas_max, d.accelerators);
        if (d.service == ServiceKind::batching) {
            const llm::IterationTable& t = world.tables[d.table];
            out +=
                fmt::format(", KV {} tokens, one sequence {:.2f} ms a token, full budget {:.1f} ms",
                            t.kv_tokens, 1e3 * (t.g[1] + t.h[1]),
                            1e3 * t.g[static_cast<std::size_t>(d.token_budget)]);
        }
        out += "\n";
    }
    for (const DataFlow& f : world.data_flows) {
        if (f.data_class.empty()) continue;
        out += fmt::format("data flow: {} of {} [{}], {} -> {}, {}, {} ({}), {}{}; {}\n", f.what,
                           f.subject, f.data_class, f.from, f.to, f.country, f.operated_by,
                           f.jurisdiction, f.encrypted ? "encrypted" : "not encrypted",
                           f.confidential ? ", confidential computing" : "", f.rule);
    }
    for (const ExcludedRoute& e : world.excluded_routes) {
        out += fmt::format("excluded: {} at {} ({}): {}, {}\n", e.subject, e.deployment, e.site,
                           e.reason, e.rule);
    }
    for (const Workload& w : world.workloads) {
        out += fmt::format("workload {}:", w.name);
        for (const Route& r : w.routes) {
            out += fmt::format(" {} ({:.0f} ms)", world.deployments[r.deployment.index()].name,
                               1e3 * r.rtt.seconds());
        }
        out += "\n";
    }
    return out;
}

}  // namespace orrery
