// What an inventory says, row by row, between its CSV and the scenario written from it.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/scenario/catalog.hpp"

namespace orrery {

/// What one row says.
struct Machine {
    std::string site;
    std::string text;    ///< the server as the row calls it
    std::string server;  ///< catalog key
    std::int64_t servers = 0;
    double price_usd = -1;    ///< of one server; −1: not given
    double utilisation = -1;  ///< share; −1: not given
    std::string purchased;    ///< YYYY-MM-DD, or empty
    std::string contract_end;
};

struct InventorySite {
    std::string country;
    std::string grid;
    bool one_of_several = false;  ///< the country has further grids
};

/// Accelerators in the file and what became of them; the three differ by what is listed.
struct InventoryCount {
    std::int64_t rows = 0;
    std::int64_t rows_taken = 0;
    std::int64_t accelerators = 0;        ///< as counted by every row that has a count
    std::int64_t accelerators_taken = 0;  ///< in servers of the scenario
    std::int64_t rounded_up = 0;          ///< of which only fill whole servers
};

struct Inventory {
    std::vector<Machine> machines;
    std::map<std::string, InventorySite> sites;
    InventoryCount count;
    std::vector<std::string> not_understood;
};

Inventory read_inventory(const std::string& file, const Catalog& catalog);
/// A scenario with a pool a site and server, and an assumed workload; `today` is YYYY-MM-DD.
std::string inventory_scenario(const Inventory& inventory, const Catalog& catalog,
                               const std::string& today);
/// Capacity, age, utilisation, contract ends, totals beside the file's; 80 columns.
std::string inventory_report(const Inventory& inventory, const Catalog& catalog,
                             const std::string& today);
/// "Frankfurt 1" → "frankfurt-1"; empty where nothing of it can stand in a name.
std::string import_name(const std::string& text);

}  // namespace orrery
