// What an inventory says, machine by machine, between its file and the scenario written from it.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/ingest/bytes.hpp"
#include "sim/scenario/catalog.hpp"

namespace orrery {

/// What one row, or one node of a cluster, says.
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
    std::string region = {};      ///< catalog region of a cloud; empty: own
    bool one_of_several = false;  ///< the country has further grids
};

/// Accelerators in the file and what became of them; the three differ by what is listed.
struct InventoryCount {
    std::int64_t rows = 0;
    std::int64_t rows_taken = 0;
    std::int64_t accelerators = 0;        ///< as counted by every row that has a count
    std::int64_t accelerators_taken = 0;  ///< in servers of the scenario
    std::int64_t rounded_up = 0;          ///< of which only fill whole servers
    std::int64_t rows_uncounted = 0;      ///< not taken, and how many they have is not said
};

/// A site that is called otherwise than it was written.
struct RenamedSite {
    std::string text;
    std::string name;
    std::string taken;     ///< the name that it would have, and which other text has it; else empty
    std::string taken_by;  ///< likewise
};

struct Inventory {
    std::vector<Machine> machines;
    std::map<std::string, InventorySite> sites;
    std::vector<RenamedSite> renamed;
    InventoryCount count;
    const char* unit = "rows";  ///< what is counted: rows, nodes
    std::vector<std::string> not_understood;
};

enum class InventoryFormat {
    automatic,
    csv,
    kubernetes,  ///< `kubectl get nodes -o json`
    sinfo,       ///< `sinfo -N -o "%N %P %G %c %m %t"`, or any of its columns with a header
    sinfo_json   ///< `sinfo --json`, `scontrol show nodes --json`
};
const char* name_of(InventoryFormat format);

/// What a cluster does not say of itself, for nodes that need it.
struct InventoryHints {
    std::string site = {};     ///< name of the place; default: region, zone, or "cluster"
    std::string country = {};  ///< ISO code
    std::string grid = {};     ///< default: the country's
    std::string server = {};   ///< what nodes are whose accelerators have no name
};

/// By content.
InventoryFormat recognise_inventory(const FileHead& head);
Inventory read_inventory(const FileHead& head, const Catalog& catalog,
                         InventoryFormat format = InventoryFormat::automatic,
                         const InventoryHints& hints = {});
/// A scenario with a pool a site and server, and an assumed workload; `today` is YYYY-MM-DD.
std::string inventory_scenario(const Inventory& inventory, const Catalog& catalog,
                               const std::string& today);
/// Capacity, age, utilisation, contract ends, totals beside the file's; 80 columns.
std::string inventory_report(const Inventory& inventory, const Catalog& catalog,
                             const std::string& today);
/// What was taken as a CSV that imports to the same inventory, to be completed by hand: alike
/// machines in one row, prices, dates and utilisation as they were.
std::string inventory_csv(const Inventory& inventory);
/// "Frankfurt 1" → "frankfurt-1"; empty where nothing of it can stand in a name.
std::string import_name(const std::string& text);

}  // namespace orrery
