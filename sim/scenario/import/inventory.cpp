// `import inventory`: a list of machines into a scenario that runs, and a report of what there is.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/ingest/csv.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

/// What one row says.
struct Machine {
    std::string site;
    std::string country;
    std::string grid;
    std::string server;  ///< catalog key
    int servers = 0;
    double price_usd = -1;  ///< a server
    double utilisation = -1;
    std::string purchased;
    std::string contract_end;
};

std::string name_of(const std::string& text) {
    std::string name;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        const bool upper = c >= 'A' && c <= 'Z';
        if (letter || upper) {
            name += upper ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (!name.empty() && name.back() != '-') {
            name += '-';
        }
    }
    while (!name.empty() && name.back() == '-') name.pop_back();
    return name;
}

/// Letters and digits only, lower case: "H100 SXM 80GB" and "h100-sxm-80" become alike.
std::string squeezed(const std::string& text) {
    std::string out;
    for (const char c : name_of(text)) {
        if (c != '-') out += c;
    }
    for (const char* noise : {"nvidia", "amd", "gb", "tensorcore"}) {
        const std::size_t at = out.find(noise);
        if (at != std::string::npos) out.erase(at, std::string(noise).size());
    }
    return out;
}

/// How much of the shorter text leads the longer one; 0 when they differ from the start.
std::size_t alike(const std::string& a, const std::string& b) {
    std::size_t n = 0;
    while (n < a.size() && n < b.size() && a[n] == b[n]) ++n;
    return n == std::min(a.size(), b.size()) ? n : (n >= 4 ? n : 0);
}

/// A server by its own name, or the own (not rented) server whose accelerator is meant.
const Server* find_server(const Catalog& catalog, const std::string& text) {
    const auto exact = catalog.servers.find(text);
    if (exact != catalog.servers.end()) return &exact->second;
    const std::string wanted = squeezed(text);
    const Server* best = nullptr;
    std::size_t best_score = 2;
    for (const auto& [key, server] : catalog.servers) {
        const auto accelerator = catalog.accelerators.find(server.accelerator);
        std::size_t score = alike(wanted, squeezed(key));
        score = std::max(score, alike(wanted, squeezed(server.accelerator)));
        score = std::max(score, alike(wanted, squeezed(server.title)));
        if (accelerator != catalog.accelerators.end()) {
            score = std::max(score, alike(wanted, squeezed(accelerator->second.title)));
        }
        const bool own = server.price_usd > 0;  // rented shapes have no price of their own
        if (own && score > best_score) {
            best = &server;
            best_score = score;
        }
    }
    return best;
}

struct Columns {
    explicit Columns(const CsvReader& csv)
        : site(csv.column({"site", "location", "datacenter", "data_center", "dc"})),
          country(csv.column({"country", "country_code"})),
          grid(csv.column({"grid", "grid_zone"})),
          server(csv.column({"server", "server_model", "model", "gpu", "gpu_model", "accelerator",
                             "accelerator_model"})),
          servers(csv.column({"servers", "server_count", "nodes"})),
          accelerators(csv.column({"count", "accelerators", "gpus", "gpu_count"})),
          price(csv.column({"price_usd", "price", "purchase_price", "unit_price", "cost_usd"})),
          utilisation(csv.column({"utilisation", "utilization", "utilisation_pct", "util"})),
          purchased(csv.column({"purchase_date", "purchased", "in_service", "installed"})),
          contract(csv.column({"contract_end", "lease_end", "warranty_end"})) {}
    int site, country, grid, server, servers, accelerators, price, utilisation, purchased, contract;
};

class Inventory {
public:
    Inventory(const std::string& file, const Catalog& catalog, std::string today)
        : csv_(file), columns_(csv_), catalog_(catalog), today_(std::move(today)) {}

    ImportResult run() {
        note_columns();
        std::vector<std::string> cells;
        while (csv_.next(cells)) read(cells);
        ImportResult result;
        result.not_understood = std::move(unknown_);
        if (machines_.empty()) return result;
        result.yaml = scenario();
        result.report = report();
        return result;
    }

private:
    void note_columns() {
        const std::set<int> used{columns_.site,    columns_.country,     columns_.grid,
                                 columns_.server,  columns_.servers,     columns_.accelerators,
                                 columns_.price,   columns_.utilisation, columns_.purchased,
                                 columns_.contract};
        for (std::size_t i = 0; i < csv_.header().size(); ++i) {
            if (used.count(static_cast<int>(i)) == 0) {
                unknown_.push_back("column \"" + csv_.header()[i] + "\": not used");
            }
        }
    }
    void refuse(const std::string& why) {
        unknown_.push_back(fmt::format("line {}: {}", csv_.line(), why));
    }
    static std::string cell(const std::vector<std::string>& cells, int column) {
        const auto i = static_cast<std::size_t>(column);
        return column >= 0 && i < cells.size() ? cells[i] : std::string();
    }

    void read(const std::vector<std::string>& cells) {
        ++rows_;
        const std::string what = cell(cells, columns_.server);
        const Server* server = what.empty() ? nullptr : find_server(catalog_, what);
        if (!server) return refuse("no server or accelerator like \"" + what + "\" in the catalog");
        Machine m;
        m.server = server->name;
        m.site = name_of(cell(cells, columns_.site));
        m.country = cell(cells, columns_.country);
        m.grid = cell(cells, columns_.grid);
        if (m.site.empty()) m.site = "site";
        if (m.country.size() != 2) return refuse("country \"" + m.country + "\" is not like DE");
        const auto servers = parse_whole(cell(cells, columns_.servers));
        const auto accelerators = parse_whole(cell(cells, columns_.accelerators));
        if (!servers && !accelerators) return refuse("neither servers nor a count is a number");
        const int each = server->accelerators;
        m.servers = static_cast<int>(servers ? *servers : (*accelerators + each - 1) / each);
        if (m.servers < 1) return refuse("the count is not positive");
        if (!servers && *accelerators % each != 0) {
            refuse(fmt::format("{} accelerators are rounded up to {} servers of {}", *accelerators,
                               m.servers, each));
        }
        if (const auto price = parse_number(cell(cells, columns_.price))) m.price_usd = *price;
        read_rest(cells, m);
        machines_.push_back(m);
    }

    void read_rest(const std::vector<std::string>& cells, Machine& m) {
        std::string use = cell(cells, columns_.utilisation);
        if (!use.empty() && use.back() == '%') use.pop_back();
        if (const auto value = parse_number(use)) {
            m.utilisation = *value > 1 ? *value / 100 : *value;
        }
        for (const auto& [column, field] : {std::pair{columns_.purchased, &m.purchased},
                                            std::pair{columns_.contract, &m.contract_end}}) {
            const std::string text = cell(cells, column);
            if (text.empty()) continue;
            if (parse_date(text)) {
                *field = text.substr(0, 10);
            } else {
                refuse("\"" + text + "\" is not a date like 2024-03-01");
            }
        }
    }

    struct PoolSum {
        int servers = 0;
        double paid = 0;
        int priced = 0;
    };
    using Pools = std::map<std::pair<std::string, std::string>, PoolSum>;

    [[nodiscard]] Pools pools() const {
        Pools pools;
        for (const Machine& m : machines_) {
            PoolSum& sum = pools[{m.site, m.server}];
            sum.servers += m.servers;
            if (m.price_usd >= 0) {
                sum.paid += m.price_usd * m.servers;
                sum.priced += m.servers;
            }
        }
        return pools;
    }

    [[nodiscard]] std::string sites_yaml() const {
        std::map<std::string, const Machine*> sites;
        for (const Machine& m : machines_) sites.emplace(m.site, &m);
        std::string out = "sites:\n";
        for (const auto& [name, m] : sites) {
            std::string grid = m->grid;
            for (const auto& [key, fact] : catalog_.grids) {
                if (grid.empty() && fact.country == m->country) grid = key;
            }
            out += fmt::format("  - {{name: {}, kind: on_prem, country: {}, grid: {}}}\n", name,
                               m->country, grid.empty() ? m->country : grid);
        }
        return out;
    }

    [[nodiscard]] std::string scenario() const {
        std::string out =
            "# Written by `orrery import inventory`. The workload and the models that serve it are "
            "assumptions:\n# replace them by your own.\norrery: 1\nname: inventory\n"
            "description: Imported inventory with an assumed workload\nstart: " +
            today_ + "\nhorizon: 1 h\nwarmup: 5 min\n";
        std::string pools_yaml = "pools:\n";
        std::string deployments = "deployments:\n";
        std::string names;
        int accelerators = 0;
        for (const auto& [key, sum] : pools()) {
            const Server& server = catalog_.servers.at(key.second);
            const std::string name = key.first + "-" + name_of(key.second);
            pools_yaml += fmt::format("  - {{name: {}, site: {}, server: {}, servers: {}", name,
                                      key.first, key.second, sum.servers);
            if (sum.priced > 0)
                pools_yaml += fmt::format(", capex: {:.0f} USD", sum.paid / sum.priced);
            pools_yaml += "}\n";
            const int count = sum.servers * server.accelerators;
            const Accelerator& a = catalog_.accelerators.at(server.accelerator);
            if (a.memory.value < 20e9) continue;  // too small for the assumed model in bf16
            deployments += fmt::format(
                "  - {{name: chat-{0}, model: llama-3.1-8b, pool: {0}, replicas: {1}, engine: "
                "{{max_num_seqs: 64, token_budget: 2048}}}}\n",
                name, count);
            names += (names.empty() ? "chat-" : ", chat-") + name;
            accelerators += count;
        }
        out += sites_yaml() + pools_yaml;
        if (names.empty()) return out;
        out += deployments + "workloads:\n  - name: assumed-chat\n    deployments: [" + names +
               "]\n    slo: {ttft: 2 s}\n    demand:\n      synthetic:\n";
        out += fmt::format(
            "        rate: {} /s   # assumed: half a request a second and accelerator\n",
            print_number(0.5 * accelerators));
        return out +
               "        prompt: {lognormal: {mean: 1000, cv: 1, max: 8000}}\n"
               "        output: {lognormal: {mean: 200, cv: 1, max: 2000}}\n";
    }

    [[nodiscard]] std::string report() const {
        std::string out = fmt::format("{:<22}{:<24}{:>8}{:>14}{:>12}\n", "site", "server",
                                      "servers", "accelerators", "use");
        int servers = 0;
        int accelerators = 0;
        for (const auto& [key, sum] : pools()) {
            const int each = catalog_.servers.at(key.second).accelerators;
            double used = 0;
            double known = 0;
            for (const Machine& m : machines_) {
                if (m.site != key.first || m.server != key.second || m.utilisation < 0) continue;
                used += m.utilisation * m.servers;
                known += m.servers;
            }
            out += fmt::format("{:<22}{:<24}{:>8}{:>14}{:>12}\n", key.first.substr(0, 21),
                               key.second.substr(0, 23), sum.servers, sum.servers * each,
                               known > 0 ? fmt::format("{:.0f} %", 100 * used / known) : "unknown");
            servers += sum.servers;
            accelerators += sum.servers * each;
        }
        out += fmt::format("{:<46}{:>8}{:>14}\n", fmt::format("total of {} rows read", rows_),
                           servers, accelerators);
        return out + dates();
    }

    [[nodiscard]] std::string dates() const {
        std::string oldest;
        std::map<std::string, int> ends;
        for (const Machine& m : machines_) {
            const bool older = !m.purchased.empty() && (oldest.empty() || m.purchased < oldest);
            if (older) oldest = m.purchased;
            if (!m.contract_end.empty()) ends[m.contract_end] += m.servers;
        }
        std::string out;
        if (!oldest.empty()) {
            const double days = static_cast<double>(parse_date(today_).value_or(0) -
                                                    parse_date(oldest).value_or(0)) /
                                86400;
            out += fmt::format("oldest purchase {} ({:.1f} years)\n", oldest, days / 365.25);
        }
        for (const auto& [end, servers] : ends) {
            out += fmt::format("contract of {} servers ends {}{}\n", servers, end,
                               end < today_ ? " (in the past)" : "");
        }
        return out;
    }

    CsvReader csv_;
    Columns columns_;
    const Catalog& catalog_;
    std::string today_;
    std::vector<Machine> machines_;
    std::vector<std::string> unknown_;
    int rows_ = 0;
};

}  // namespace

ImportResult import_inventory(const std::string& file, const Catalog& catalog,
                              const std::string& today) {
    return Inventory(file, catalog, today).run();
}

}  // namespace orrery
