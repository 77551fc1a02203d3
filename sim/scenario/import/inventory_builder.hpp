// From what rows and nodes say to an inventory: servers of the catalog, sites, what is listed.
#pragma once
#include <map>
#include <string>

#include "sim/ingest/listing.hpp"
#include "sim/scenario/import/inventory.hpp"

namespace orrery {

/// One row as text; empty where it says nothing.
struct InventoryRow {
    std::string where;  ///< "line 7", "line 7: node gpu-1"
    std::string site, country, grid;
    std::string region;             ///< catalog key of a rented place; brings country and grid
    std::string server;             ///< a catalog key or any text
    std::int64_t servers = 0;       ///< 0: not counted
    std::int64_t accelerators = 0;  ///< 0: not counted
    bool uncountable = false;       ///< it has some, how many is not said
    std::string price, utilisation, purchased, contract_end;
};

class InventoryBuilder {
public:
    explicit InventoryBuilder(const Catalog& catalog) : catalog_(catalog) {}

    /// Takes the row or lists why not; one of its two counts is above zero.
    void add(const InventoryRow& row);
    /// A row that is not taken; its accelerators still count as in the file.
    void refuse(const InventoryRow& row, const std::string& kind, const std::string& why);
    Listing& list() { return list_; }
    Inventory finish(const char* unit);

private:
    const Server* server_of(const InventoryRow& row, Machine& m);
    void read_price(const InventoryRow& row, Machine& m);
    void read_utilisation(const InventoryRow& row, Machine& m);
    void read_dates(const InventoryRow& row, Machine& m);
    bool place(const InventoryRow& row, Machine& m);
    bool find_grid(const InventoryRow& row, InventorySite& site);
    bool find_region(const InventoryRow& row, InventorySite& site);
    std::string site_name(const std::string& text);
    void reconcile(const InventoryRow& row, const Machine& m, int each);
    void note(const InventoryRow& row, const std::string& kind, const std::string& why) {
        list_.add(row.where, kind, why);
    }
    void note_rest(const InventoryRow& row, const std::string& kind, const std::string& why) {
        list_.add(row.where, kind, why + "; the rest of the row is taken");
    }

    const Catalog& catalog_;
    Listing list_;
    std::map<std::string, std::string> names_;   ///< as written → in the scenario
    std::map<std::string, std::string> called_;  ///< the other way round
    Inventory inventory_;
};

Inventory read_inventory_csv(const std::string& file, const Catalog& catalog);
Inventory read_kubernetes(const std::string& file, const Catalog& catalog,
                          const InventoryHints& hints);
Inventory read_sinfo(const std::string& file, const Catalog& catalog, const InventoryHints& hints);
Inventory read_sinfo_json(const std::string& file, const Catalog& catalog,
                          const InventoryHints& hints);

}  // namespace orrery
