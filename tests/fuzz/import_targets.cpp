// One's own world: inventories, demand, jobs, prices, bills, carbon intensity.
#include "sim/ingest/gateway.hpp"
#include "sim/scenario/import/bill.hpp"
#include "sim/scenario/import/carbon.hpp"
#include "sim/scenario/import/gateway.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/import/jobs.hpp"
#include "sim/scenario/import/skypilot.hpp"
#include "sim/scenario/import/slurm_text.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/catalog.hpp"

namespace orrery::fuzz {
namespace {

using test::project_catalog;

/// What an importer writes must read.
void read_back(const std::string& yaml) {
    if (yaml.empty()) return;
    Diagnostics diagnostics;
    if (!parse_document(yaml, "imported.yaml", diagnostics)) __builtin_trap();
}

void import_inventories(std::string_view bytes) {
    const std::string file = file_of(bytes);
    InventoryHints hints;
    hints.country = "DE";
    without_world([&] { recognise_inventory(file); });
    for (int kind = 0; kind <= static_cast<int>(InventoryFormat::sinfo_json); ++kind) {
        without_world([&] {
            const auto format = static_cast<InventoryFormat>(kind);
            const Inventory inventory = read_inventory(file, project_catalog(), format, hints);
            inventory_csv(inventory);
            read_back(import_inventory(inventory, project_catalog(), "2026-12-01").yaml);
        });
    }
    expand_hosts(bytes);
    gpus_of_gres(bytes);
    slurm_usable(bytes);
}

void import_demands(std::string_view bytes) {
    const std::string file = file_of(bytes);
    without_world([&] {
        const DemandImport demand =
            import_gateway(read_gateway(file), {{"chat", "llama-3.1-8b"}, {"api", ""}}, "log", 3);
        for (const DemandPart& part : demand.parts) read_back(part.entry);
    });
    without_world([&] { read_back(import_demand(file, "demand.csv", {"chat"}).yaml); });
    without_world([&] {
        const JobsImport jobs = import_jobs(file, JobFormat::automatic);
        read_back(job_trace_entry(jobs, "batch", "jobs.csv", "own"));
    });
}

void import_prices_and_bills(std::string_view bytes) {
    const std::string file = file_of(bytes);
    without_world([&] { read_back(import_prices(file).yaml); });
    without_world([&] { read_back(import_bill(file, project_catalog()).yaml); });
    without_world([&] { is_skypilot_catalog(file); });
    without_world([&] { skypilot_vendor(file, project_catalog()); });
    without_world(
        [&] { read_back(import_skypilot(file, "aws", project_catalog(), "2026-12-01").yaml); });
}

void import_carbon_series(std::string_view bytes) {
    const std::string file = file_of(bytes);
    without_world([&] { import_carbon(file, ""); });
    without_world([&] { import_carbon(file, "DE"); });
}

}  // namespace

std::vector<FuzzTarget> import_targets() {
    return {{"inventory",
             import_inventories,
             {"scenarios/examples/world", "scenarios/examples/inventory.csv"}},
            {"demand",
             import_demands,
             {"scenarios/examples/world", "scenarios/examples/world/tutorial"}},
            {"prices",
             import_prices_and_bills,
             {"scenarios/examples/world/aws.csv", "tests/golden/commands"}},
            {"carbon", import_carbon_series, {"scenarios/examples/world/electricity-maps.csv"}}};
}

}  // namespace orrery::fuzz
