// An inventory as a scenario that runs, and as a report of what there is.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <set>

#include "sim/scenario/import/inventory.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

struct PoolSum {
    std::string name;
    std::int64_t servers = 0;
    double paid = 0;
    std::int64_t priced = 0;          ///< servers with a price
    double used = 0;                  ///< utilisation · servers
    double use_known = 0;             ///< servers with a utilisation
    std::set<std::string> ends = {};  ///< of contracts
    double age_s = 0;                 ///< age · servers
    double age_known = 0;
};
/// By site and catalog key.
using Pools = std::map<std::pair<std::string, std::string>, PoolSum>;

double age_s(const std::string& since, const std::string& today) {
    const auto a = parse_date(since);
    const auto b = parse_date(today);
    return a && b ? static_cast<double>(*b - *a) : 0;
}

Pools pools_of(const Inventory& inventory, const std::string& today) {
    Pools pools;
    std::set<std::string> names;
    for (const Machine& m : inventory.machines) {
        PoolSum& sum = pools[{m.site, m.server}];
        const auto n = static_cast<double>(m.servers);
        sum.servers += m.servers;
        if (m.price_usd >= 0) {
            sum.paid += m.price_usd * n;
            sum.priced += m.servers;
        }
        if (m.utilisation >= 0) {
            sum.used += m.utilisation * n;
            sum.use_known += n;
        }
        if (!m.contract_end.empty()) sum.ends.insert(m.contract_end);
        if (!m.purchased.empty()) {
            sum.age_s += age_s(m.purchased, today) * n;
            sum.age_known += n;
        }
    }
    for (auto& [key, sum] : pools) {
        sum.name = key.first + "-" + import_name(key.second);
        while (!names.insert(sum.name).second) sum.name += "-2";
    }
    return pools;
}

std::string sites_yaml(const Inventory& inventory) {
    std::string out = "sites:\n";
    for (const auto& [name, site] : inventory.sites) {
        if (!site.region.empty()) {
            out += fmt::format("  - {{name: {}, kind: cloud, region: {}}}\n", name, site.region);
            continue;
        }
        out += fmt::format("  - {{name: {}, kind: on_prem, country: {}, grid: {}}}{}\n", name,
                           site.country, site.grid,
                           site.one_of_several ? "  # assumed: one of its grids" : "");
    }
    return out;
}

/// What no key of a scenario holds and the file told all the same.
std::string told(const PoolSum& sum) {
    std::vector<std::string> parts;
    if (sum.use_known > 0) {
        parts.push_back(fmt::format("used {:.0f} %", 100 * sum.used / sum.use_known));
    }
    if (!sum.ends.empty()) {
        parts.push_back(fmt::format("contracts end {}", fmt::join(sum.ends, ", ")));
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string pool_yaml(const std::string& site, const std::string& server, const PoolSum& sum,
                      bool rented) {
    std::string out = fmt::format("  - {{name: {}, site: {}, server: {}, servers: {}", sum.name,
                                  site, server, sum.servers);
    if (rented) {
        out += ", contract: on_demand";
    } else if (sum.priced > 0) {
        out += fmt::format(", capex: {:.0f} USD", sum.paid / static_cast<double>(sum.priced));
    }
    out += "}";
    if (!rented && sum.priced > 0 && sum.priced < sum.servers) {
        out += fmt::format("  # assumed: the price of {} of them", sum.priced);
    }
    const std::string kept = told(sum);
    return out + (kept.empty() ? "\n" : "  # in the file: " + kept + "\n");
}

/// Whether the assumed model runs there: 16 GB of weights in bf16 and a cache beside them.
bool serves_assumed_model(const Accelerator& a) {
    return a.memory.value >= 20e9 && a.bf16.value > 0;
}

std::string four_columns(const std::string& site, const std::string& server,
                         const std::string& servers, const std::string& accelerators,
                         const std::string& use, const std::string& age) {
    return fmt::format("{:<20}{:<22}{:>9}{:>14}{:>7}{:>8}\n", site.substr(0, 19),
                       server.substr(0, 21), servers, accelerators, use, age);
}

std::string taken_for(const Inventory& inventory, const Catalog& catalog) {
    std::map<std::string, std::set<std::string>> keys;
    for (const Machine& m : inventory.machines) {
        if (m.text != m.server) keys[m.text].insert(m.server);
    }
    std::string out;
    for (const auto& [text, servers] : keys) {
        for (const std::string& key : servers) {
            const Server& server = catalog.servers.at(key);
            out += fmt::format("\"{}\" is taken for {} ({} x {})\n", text, key, server.accelerators,
                               server.accelerator);
        }
    }
    return out;
}

/// Every site that has another name than the file gives it.
std::string renamed(const Inventory& inventory) {
    std::string out;
    for (const RenamedSite& site : inventory.renamed) {
        if (site.text.empty()) {
            out += fmt::format("rows without a site are called {}\n", site.name);
        } else if (site.taken.empty()) {
            out += fmt::format("site \"{}\" is called {}\n", site.text, site.name);
        } else {
            out += fmt::format(
                "site \"{}\" is called {}, since {} is \"{}\": if they are one, write them alike\n",
                site.text, site.name, site.taken, site.taken_by);
        }
    }
    return out;
}

std::string ends(const Inventory& inventory, const std::string& today) {
    std::map<std::string, std::int64_t> by_date;
    for (const Machine& m : inventory.machines) {
        if (!m.contract_end.empty()) by_date[m.contract_end] += m.servers;
    }
    std::string out;
    for (const auto& [end, servers] : by_date) {
        out += fmt::format("the contract of {} server{} ends on {}{}\n", servers,
                           servers == 1 ? "" : "s", end, end < today ? " (in the past)" : "");
    }
    return out;
}

}  // namespace

std::string inventory_scenario(const Inventory& inventory, const Catalog& catalog,
                               const std::string& today) {
    std::string out =
        "# Written by `orrery import inventory`. What is marked \"# assumed\" nobody told: "
        "`orrery import demand`\n# puts a log in its place. The model that is served is an "
        "assumption, too. Prices are of one server,\n# in USD.\n"
        "orrery: 1\nname: inventory\ndescription: Imported inventory with an assumed workload  # "
        "assumed\nstart: " +
        today + "  # assumed\nhorizon: 1 h  # assumed\nwarmup: 5 min\n" + sites_yaml(inventory) +
        "pools:\n";
    std::string deployments;
    std::string names;
    std::int64_t accelerators = 0;
    for (const auto& [key, sum] : pools_of(inventory, today)) {
        out += pool_yaml(key.first, key.second, sum, !inventory.sites.at(key.first).region.empty());
        const Server& server = catalog.servers.at(key.second);
        const auto accelerator = catalog.accelerators.find(server.accelerator);
        const bool serves =
            accelerator != catalog.accelerators.end() && serves_assumed_model(accelerator->second);
        if (!serves) continue;
        const std::int64_t count = sum.servers * server.accelerators;
        deployments += fmt::format(
            "  - {{name: chat-{0}, model: llama-3.1-8b, pool: {0}, replicas: {1}, engine: "
            "{{max_num_seqs: 64, token_budget: 2048}}}}  # assumed model\n",
            sum.name, count);
        names += (names.empty() ? "chat-" : ", chat-") + sum.name;
        accelerators += count;
    }
    if (names.empty()) return out;
    out += "deployments:\n" + deployments +
           "workloads:\n  - name: assumed-chat\n    deployments: [" + names +
           "]\n    slo: {ttft: 2 s}\n    demand:\n      synthetic:\n";
    out += fmt::format("        rate: {} /s   # assumed: half a request a second and accelerator\n",
                       print_number(0.5 * static_cast<double>(accelerators)));
    return out +
           "        prompt: {lognormal: {mean: 1000, cv: 1, max: 8000}}\n"
           "        output: {lognormal: {mean: 200, cv: 1, max: 2000}}\n";
}

std::string inventory_report(const Inventory& inventory, const Catalog& catalog,
                             const std::string& today) {
    constexpr double kYear = 365.25 * 86400;
    std::string out = four_columns("site", "server", "servers", "accelerators", "use", "age");
    std::int64_t servers = 0;
    for (const auto& [key, sum] : pools_of(inventory, today)) {
        const int each = catalog.servers.at(key.second).accelerators;
        out += four_columns(
            key.first, key.second, std::to_string(sum.servers), std::to_string(sum.servers * each),
            sum.use_known > 0 ? fmt::format("{:.0f} %", 100 * sum.used / sum.use_known) : "-",
            sum.age_known > 0 ? fmt::format("{:.1f} y", sum.age_s / sum.age_known / kYear) : "-");
        servers += sum.servers;
    }
    const InventoryCount& c = inventory.count;
    out += four_columns("total", "", std::to_string(servers), std::to_string(c.accelerators_taken),
                        "", "");
    out += fmt::format("{} {} = {} taken + {} not understood\n", c.rows, inventory.unit,
                       c.rows_taken, c.rows - c.rows_taken);
    const std::int64_t missing = c.accelerators + c.rounded_up - c.accelerators_taken;
    out +=
        fmt::format("{} accelerators in the file {} {} by whole servers - {} not understood = {}\n",
                    c.accelerators, c.rounded_up < 0 ? "-" : "+", std::abs(c.rounded_up), missing,
                    c.accelerators_taken);
    if (c.rows_uncounted > 0) {
        out +=
            fmt::format("not in that sum, of {} whose accelerators the file does not count: {}\n",
                        inventory.unit, c.rows_uncounted);
    }
    return out + renamed(inventory) + taken_for(inventory, catalog) + ends(inventory, today);
}

std::string inventory_csv(const Inventory& inventory) {
    std::map<std::array<std::string, 6>, std::int64_t> alike;
    const auto number = [](double value) { return value < 0 ? "" : print_number(value); };
    for (const Machine& m : inventory.machines) {
        alike[{m.site, m.server, number(m.price_usd), number(m.utilisation), m.purchased,
               m.contract_end}] += m.servers;
    }
    std::string out =
        "site,country,grid,region,server,servers,price_usd,utilisation,purchase_date,"
        "contract_end\n";
    for (const auto& [key, servers] : alike) {
        const auto& [name, server, price, use, purchased, end] = key;
        const InventorySite& site = inventory.sites.at(name);
        const bool rented = !site.region.empty();
        // What was assumed is left open, so that it is assumed, and said, again.
        out += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", name, rented ? "" : site.country,
                           rented || site.one_of_several ? "" : site.grid, site.region, server,
                           servers, price, use, purchased, end);
    }
    return out;
}

}  // namespace orrery
