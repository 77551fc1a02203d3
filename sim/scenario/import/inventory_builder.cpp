// From what rows and nodes say to an inventory: servers of the catalog, sites, what is listed.
#include "sim/scenario/import/inventory_builder.hpp"

#include <fmt/format.h>

#include "sim/ingest/csv.hpp"
#include "sim/scenario/import/server_match.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
void InventoryBuilder::add(const InventoryRow& row) {
    ++inventory_.count.rows;
    inventory_.count.accelerators += row.accelerators;
    Machine m;
    m.text = row.server;
    const Server* server = server_of(row, m);
    if (!server || !place(row, m)) return;
    m.server = server->name;
    const int each = server->accelerators;
    m.servers = row.servers > 0 ? row.servers : (row.accelerators + each - 1) / each;
    read_dates(row, m);
    reconcile(row, m, each);
    inventory_.machines.push_back(std::move(m));
}

void InventoryBuilder::refuse(const InventoryRow& row, const std::string& kind,
                              const std::string& why) {
    ++inventory_.count.rows;
    inventory_.count.accelerators += row.accelerators;
    inventory_.count.rows_uncounted += row.uncountable ? 1 : 0;
    note(row, kind, why);
}

const Server* InventoryBuilder::server_of(const InventoryRow& row, Machine& m) {
    const std::int64_t each = row.servers > 0 ? row.accelerators / row.servers : row.accelerators;
    const Server* server = match_server(catalog_, m.text, each);
    if (!server) {
        note(row, "no such server or accelerator",
             "no server or accelerator like \"" + m.text + "\" in the catalog");
        return nullptr;
    }
    read_price(row, m);
    read_utilisation(row, m);
    if (server->price_usd > 0 || m.price_usd >= 0 || !row.region.empty()) return server;
    note(row, "no price to buy",
         fmt::format("\"{}\" is only known as {}, which has no price to buy: give a price", m.text,
                     server->name));
    return nullptr;
}

void InventoryBuilder::read_price(const InventoryRow& row, Machine& m) {
    if (row.price.empty()) return;
    Parsed price;
    if (const auto bare = parse_number(row.price)) {
        price.value = *bare;
    } else {
        price = parse_quantity(row.price, Measure::money);
    }
    if (price.problem.empty() && price.value >= 0 && price.value < 1e12) {
        m.price_usd = price.value;
    } else {
        note_rest(row, "not a price", "\"" + row.price + "\" is not a price in USD");
    }
}

void InventoryBuilder::read_utilisation(const InventoryRow& row, Machine& m) {
    std::string text = row.utilisation;
    if (text.empty()) return;
    const bool percent = text.back() == '%';
    if (percent) text.pop_back();
    const auto value = parse_number(text);
    const double share = value.value_or(-1) / (percent || value.value_or(0) > 1 ? 100 : 1);
    if (share >= 0 && share <= 1) {
        m.utilisation = share;
    } else {
        note_rest(row, "not a utilisation", "\"" + row.utilisation + "\" is not a utilisation");
    }
}

void InventoryBuilder::read_dates(const InventoryRow& row, Machine& m) {
    for (const auto& [text, field] :
         {std::pair{&row.purchased, &m.purchased}, std::pair{&row.contract_end, &m.contract_end}}) {
        if (text->empty()) continue;
        if (parse_date(*text)) {
            *field = text->substr(0, 10);
        } else {
            note_rest(row, "not a date", "\"" + *text + "\" is not a date like 2024-03-01");
        }
    }
}

/// Site, country and grid; false where the row cannot be placed.
bool InventoryBuilder::place(const InventoryRow& row, Machine& m) {
    std::string country = row.country;
    for (char& c : country) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    InventorySite site{country, row.grid, row.region, false};
    if (!(row.region.empty() ? find_grid(row, site) : find_region(row, site))) return false;
    m.site = site_name(row.site);
    const auto [at, fresh] = inventory_.sites.emplace(m.site, site);
    const InventorySite& known = at->second;
    const bool same =
        known.country == site.country && known.grid == site.grid && known.region == site.region;
    if (fresh || same) return true;
    note(row, "a site in two places",
         fmt::format("site \"{}\" is in {} ({}) in an earlier row", row.site, known.country,
                     known.region.empty() ? known.grid : known.region));
    return false;
}

bool InventoryBuilder::find_region(const InventoryRow& row, InventorySite& site) {
    const auto region = catalog_.regions.find(row.region);
    if (region == catalog_.regions.end()) {
        note(row, "no such region", fmt::format("no region \"{}\" in the catalog", row.region));
        return false;
    }
    site.country = region->second.country;
    site.grid = region->second.grid;
    return true;
}

bool InventoryBuilder::find_grid(const InventoryRow& row, InventorySite& site) {
    if (!site.grid.empty()) {
        const auto grid = catalog_.grids.find(site.grid);
        if (grid != catalog_.grids.end() && grid->second.country == site.country) return true;
        note(row, "no such grid",
             fmt::format("no grid \"{}\" of {} in the catalog", site.grid, site.country));
        return false;
    }
    int grids = 0;
    for (const auto& [key, grid] : catalog_.grids) {
        if (grid.country != site.country) continue;
        ++grids;
        if (grids == 1 || key == site.country) site.grid = key;
    }
    site.one_of_several = grids > 1 && site.grid != site.country;
    if (grids == 0) {
        note(row, "no such country",
             "country \"" + site.country + "\" has no grid in the catalog (DE, US …)");
    }
    return grids > 0;
}

std::string InventoryBuilder::site_name(const std::string& text) {
    const auto known = names_.find(text);
    if (known != names_.end()) return known->second;
    // Names in other scripts are numbered.
    const std::string spelt = import_name(text);
    const std::string wish = spelt.empty() ? fmt::format("site-{}", names_.size() + 1) : spelt;
    // So are those that differ in what a name cannot hold: two places stay two.
    std::string name = wish;
    for (int n = 2; !called_.emplace(name, text).second; ++n) name = fmt::format("{}-{}", wish, n);
    if (name != text) {
        inventory_.renamed.push_back({text, name, name == wish ? std::string() : wish,
                                      name == wish ? std::string() : called_.at(wish)});
    }
    return names_[text] = name;
}

void InventoryBuilder::reconcile(const InventoryRow& row, const Machine& m, int each) {
    InventoryCount& count = inventory_.count;
    const std::int64_t taken = m.servers * each;
    ++count.rows_taken;
    count.accelerators_taken += taken;
    if (row.accelerators == 0) count.accelerators += taken;
    if (row.accelerators == 0 || row.accelerators == taken) return;
    count.rounded_up += taken - row.accelerators;
    note_rest(row, "counted in whole servers",
              fmt::format("{} accelerators are counted as {} servers of {} ({})", row.accelerators,
                          m.servers, each, m.server));
}

Inventory InventoryBuilder::finish(const char* unit) {
    inventory_.unit = unit;
    inventory_.not_understood = list_.lines();
    return std::move(inventory_);
}

}  // namespace orrery
