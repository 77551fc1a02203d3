// `import inventory`: the rows of a list of machines, and everything in it that was not understood.
#include "sim/scenario/import/inventory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/ingest/csv.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/import/server_match.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

constexpr std::int64_t kMostMachines = 10'000'000;

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

class Importer {
public:
    Importer(const std::string& file, const Catalog& catalog)
        : csv_(file), columns_(csv_), catalog_(catalog) {}

    Inventory run() {
        note_columns();
        while (csv_.next(cells_)) {
            ++inventory_.count.rows;
            read();
        }
        return std::move(inventory_);
    }

private:
    void note_columns() {
        const std::set<int> used{columns_.site,    columns_.country,     columns_.grid,
                                 columns_.server,  columns_.servers,     columns_.accelerators,
                                 columns_.price,   columns_.utilisation, columns_.purchased,
                                 columns_.contract};
        for (std::size_t i = 0; i < csv_.header().size(); ++i) {
            if (used.count(static_cast<int>(i)) > 0) continue;
            inventory_.not_understood.push_back("column \"" + csv_.header()[i] + "\": not used");
        }
        const bool counted = columns_.servers >= 0 || columns_.accelerators >= 0;
        for (const auto& [there, name] : {std::pair{columns_.server >= 0, "server or gpu_model"},
                                          std::pair{columns_.country >= 0, "country"},
                                          std::pair{counted, "count or servers"}}) {
            if (!there) {
                inventory_.not_understood.push_back(fmt::format("the column {} is missing", name));
            }
        }
    }

    /// The whole row, or with `rest` one cell of it, was not understood.
    void note(const std::string& why, bool rest = false) {
        inventory_.not_understood.push_back(fmt::format(
            "line {}: {}{}", csv_.line(), why, rest ? "; the rest of the row is taken" : ""));
    }
    [[nodiscard]] std::string cell(int column) const {
        const auto i = static_cast<std::size_t>(column);
        if (column < 0 || i >= cells_.size()) return {};
        const std::size_t from = cells_[i].find_first_not_of(" \t");
        if (from == std::string::npos) return {};
        return cells_[i].substr(from, cells_[i].find_last_not_of(" \t") - from + 1);
    }
    /// A positive number, 0 where the cell is empty, nothing where it is neither.
    [[nodiscard]] std::optional<std::int64_t> count_in(int column) const {
        const std::string text = cell(column);
        if (text.empty()) return 0;
        const auto value = parse_whole(text);
        if (!value || *value < 1 || *value > kMostMachines) return std::nullopt;
        return value;
    }

    void read() {
        const auto servers = count_in(columns_.servers);
        const auto accelerators = count_in(columns_.accelerators);
        inventory_.count.accelerators += accelerators.value_or(0);
        if (cells_.size() != csv_.header().size()) {
            return note(
                fmt::format("{} cells, the header has {}", cells_.size(), csv_.header().size()));
        }
        if (!servers || !accelerators || (*servers == 0 && *accelerators == 0)) {
            const int bad = accelerators ? columns_.servers : columns_.accelerators;
            return note("\"" + cell(bad) + "\" is not a number of machines");
        }
        Machine m;
        m.text = cell(columns_.server);
        const Server* server = server_of(m, *servers, *accelerators);
        if (!server || !place(m)) return;
        m.server = server->name;
        const int each = server->accelerators;
        m.servers = *servers > 0 ? *servers : (*accelerators + each - 1) / each;
        read_dates(m);
        reconcile(m, each, *accelerators);
        inventory_.machines.push_back(std::move(m));
    }

    const Server* server_of(Machine& m, std::int64_t servers, std::int64_t accelerators) {
        const std::int64_t each = servers > 0 ? accelerators / servers : accelerators;
        const Server* server = match_server(catalog_, m.text, each);
        if (!server) {
            note("no server or accelerator like \"" + m.text + "\" in the catalog");
            return nullptr;
        }
        read_price(m);
        read_utilisation(m);
        if (server->price_usd > 0 || m.price_usd >= 0) return server;
        note(fmt::format("\"{}\" is only known as {}, which has no price to buy: give a price",
                         m.text, server->name));
        return nullptr;
    }

    void read_price(Machine& m) {
        const std::string text = cell(columns_.price);
        if (text.empty()) return;
        const auto price = parse_number(text);
        if (price && *price >= 0 && *price < 1e12) {
            m.price_usd = *price;
        } else {
            note("\"" + text + "\" is not a price in USD", true);
        }
    }

    void read_utilisation(Machine& m) {
        std::string text = cell(columns_.utilisation);
        if (text.empty()) return;
        const bool percent = text.back() == '%';
        if (percent) text.pop_back();
        const auto value = parse_number(text);
        const double share = value.value_or(-1) / (percent || value.value_or(0) > 1 ? 100 : 1);
        if (share >= 0 && share <= 1) {
            m.utilisation = share;
        } else {
            note("\"" + cell(columns_.utilisation) + "\" is not a utilisation", true);
        }
    }

    void read_dates(Machine& m) {
        for (const auto& [column, field] : {std::pair{columns_.purchased, &m.purchased},
                                            std::pair{columns_.contract, &m.contract_end}}) {
            const std::string text = cell(column);
            if (text.empty()) continue;
            if (parse_date(text)) {
                *field = text.substr(0, 10);
            } else {
                note("\"" + text + "\" is not a date like 2024-03-01", true);
            }
        }
    }

    /// Site, country and grid; false where the row cannot be placed.
    bool place(Machine& m) {
        const std::string text = cell(columns_.site);
        std::string country = cell(columns_.country);
        for (char& c : country) {
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        }
        InventorySite site{country, cell(columns_.grid), false};
        if (!find_grid(site)) return false;
        m.site = site_name(text);
        const auto [at, fresh] = inventory_.sites.emplace(m.site, site);
        if (!fresh && (at->second.country != country || at->second.grid != site.grid)) {
            note(fmt::format("site \"{}\" is in {} ({}) in an earlier row", text,
                             at->second.country, at->second.grid));
            return false;
        }
        return true;
    }

    bool find_grid(InventorySite& site) {
        if (!site.grid.empty()) {
            const auto grid = catalog_.grids.find(site.grid);
            if (grid != catalog_.grids.end() && grid->second.country == site.country) return true;
            note(fmt::format("no grid \"{}\" of {} in the catalog", site.grid, site.country));
            return false;
        }
        int grids = 0;
        for (const auto& [key, grid] : catalog_.grids) {
            if (grid.country != site.country) continue;
            ++grids;
            if (grids == 1 || key == site.country) site.grid = key;
        }
        site.one_of_several = grids > 1 && site.grid != site.country;
        if (grids == 0)
            note("country \"" + site.country + "\" has no grid in the catalog (DE, US …)");
        return grids > 0;
    }

    std::string site_name(const std::string& text) {
        const auto known = names_.find(text);
        if (known != names_.end()) return known->second;
        std::string name = import_name(text);
        // Names in other scripts are numbered rather than thrown together.
        if (name.empty()) name = fmt::format("site-{}", names_.size() + 1);
        return names_[text] = name;
    }

    void reconcile(const Machine& m, int each, std::int64_t accelerators) {
        InventoryCount& count = inventory_.count;
        const std::int64_t taken = m.servers * each;
        ++count.rows_taken;
        count.accelerators_taken += taken;
        if (accelerators == 0) count.accelerators += taken;
        if (accelerators == 0 || accelerators == taken) return;
        count.rounded_up += taken - accelerators;
        note(fmt::format("{} accelerators are counted as {} servers of {} ({})", accelerators,
                         m.servers, each, m.server),
             true);
    }

    CsvReader csv_;
    Columns columns_;
    const Catalog& catalog_;
    std::vector<std::string> cells_;
    std::map<std::string, std::string> names_;  ///< as written → in the scenario
    Inventory inventory_;
};

}  // namespace

std::string import_name(const std::string& text) {
    constexpr std::pair<const char*, const char*> kLetters[] = {
        {"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"Ä", "ae"}, {"Ö", "oe"}, {"Ü", "ue"}, {"ß", "ss"},
        {"á", "a"},  {"à", "a"},  {"â", "a"},  {"ã", "a"},  {"å", "a"},  {"Å", "a"},  {"ç", "c"},
        {"é", "e"},  {"è", "e"},  {"ê", "e"},  {"É", "e"},  {"í", "i"},  {"î", "i"},  {"ł", "l"},
        {"ñ", "n"},  {"ó", "o"},  {"ô", "o"},  {"õ", "o"},  {"ø", "o"},  {"Ø", "o"},  {"ú", "u"}};
    std::string name;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain) name += c;
        if (c >= 'A' && c <= 'Z') name += static_cast<char>(c - 'A' + 'a');
        if (plain || (c >= 'A' && c <= 'Z')) continue;
        const auto* known = std::find_if(std::begin(kLetters), std::end(kLetters), [&](auto& l) {
            return text.compare(i, std::char_traits<char>::length(l.first), l.first) == 0;
        });
        if (known != std::end(kLetters)) {
            name += known->second;
            i += std::char_traits<char>::length(known->first) - 1;
        } else if (!name.empty() && name.back() != '-') {
            name += '-';
        }
    }
    while (!name.empty() && name.back() == '-') name.pop_back();
    return name.substr(0, 60);
}

Inventory read_inventory(const std::string& file, const Catalog& catalog) {
    return Importer(file, catalog).run();
}

ImportResult import_inventory(const std::string& file, const Catalog& catalog,
                              const std::string& today) {
    Inventory inventory = read_inventory(file, catalog);
    ImportResult result;
    if (!inventory.machines.empty()) {
        result.yaml = inventory_scenario(inventory, catalog, today);
        result.report = inventory_report(inventory, catalog, today);
    }
    result.not_understood = std::move(inventory.not_understood);
    return result;
}

}  // namespace orrery
