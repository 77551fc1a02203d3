// The effective scenario as YAML, the origin of every value behind it, and the compiled World.
#include "sim/scenario/effective.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/reader/tables.hpp"

namespace orrery {

std::string effective_scenario(const Scenario& scenario) {
    std::map<std::string, std::string> origins;
    for (const Origin& origin : scenario.origins) origins[origin.path] = origin.origin;
    Printer printer{origins};
    print_object(printer, scenario_table(), scenario, "", 0, "");
    return printer.out;
}

namespace {

/// Follows the indentation of a printed scenario: the path of each line.
class PathReader {
public:
    /// The path of a line, and where its value begins; empty lines do not occur.
    std::string path_of(const std::string& line, std::size_t& value) {
        std::size_t at = line.find_first_not_of(' ');
        const bool item = line.compare(at, 2, "- ") == 0;
        if (item) at += 2;
        const std::size_t depth = at / 2;
        steps_.resize(std::max(steps_.size(), depth + 1));
        if (item) ++steps_[depth - 1].items;
        for (std::size_t i = depth + 1; i < steps_.size(); ++i) steps_[i] = {};
        const std::size_t colon = line.find(':', at);
        steps_[depth] = {line.substr(at, colon - at), 0};
        value = std::min(colon + 2, line.size());
        std::string path;
        for (std::size_t i = 0; i <= depth; ++i) {
            path += (i == 0 ? "" : ".") + steps_[i].key;
            if (steps_[i].items > 0) path += fmt::format("[{}]", steps_[i].items - 1);
        }
        return path;
    }

private:
    struct Step {
        std::string key;
        int items = 0;  ///< of its list so far
    };
    std::vector<Step> steps_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> effective_rows(const Scenario& scenario) {
    const std::map<std::string, std::string> none;
    Printer printer{none};
    print_object(printer, scenario_table(), scenario, "", 0, "");
    std::vector<std::pair<std::string, std::string>> rows;
    PathReader reader;
    for (std::size_t from = 0; from < printer.out.size();) {
        const std::size_t end = printer.out.find('\n', from);
        const std::string line = printer.out.substr(from, end - from);
        from = end + 1;
        std::size_t value = 0;
        std::string path = reader.path_of(line, value);
        if (value < line.size()) rows.emplace_back(std::move(path), line.substr(value));
    }
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
