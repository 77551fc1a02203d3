// One's own world: a runnable scenario or an overlay, and everything not understood.
#pragma once
#include <string>
#include <vector>

#include "sim/scenario/catalog.hpp"
#include "sim/scenario/import/assumed.hpp"
#include "sim/scenario/import/inventory.hpp"

namespace orrery {

struct ImportResult {
    std::string yaml;    ///< scenario or overlay; empty when nothing was usable
    std::string report;  ///< what was read, in 80 columns
    std::vector<std::string> not_understood;  ///< rows and columns, each with place and reason
    LogSpan span = {};                        ///< of a recorded workload
};

/// Columns by any usual name: site, country, server or accelerator, count (accelerators) or
/// servers, purchase_date, price (of one server, USD), utilisation, contract_end, grid. One pool a
/// site and server. A small synthetic workload makes the scenario runnable; the text says that it
/// is an assumption. The report says what each text was taken for and reconciles with the file.
ImportResult import_inventory(Inventory inventory, const Catalog& catalog,
                              const std::string& today);

/// Columns pool and price (USD an hour of a server), optionally list_price: an overlay on pools.
ImportResult import_prices(const std::string& file);

/// A recorded workload in any trace format: an overlay with a workload that replays it on the named
/// deployments. `deployments` come from the scenario that it goes into.
ImportResult import_demand(const FileHead& head, const std::string& path_in_scenario,
                           const std::vector<std::string>& deployments);

/// FOCUS-like columns: BilledCost, ChargePeriodStart, ServiceName, RegionId, SkuId,
/// ConsumedQuantity, ConsumedUnit …: sums by month, service and region, and a catalog overlay with
/// the price an hour of every offer that was billed by the hour.
ImportResult import_bill(const std::string& file, const Catalog& catalog);

}  // namespace orrery
