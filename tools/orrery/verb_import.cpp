// `import inventory|demand|jobs|prices|bill|carbon`: one's own world into a scenario or an overlay.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include "orrery/base/atomic_file.hpp"
#include "orrery/base/read_file.hpp"
#include "sim/scenario/import/bill.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/import/other_kind.hpp"
#include "sim/scenario/import/skypilot.hpp"
#include "tools/orrery/import_verb.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

/// What --as may say, by kind.
const std::map<std::string, std::vector<std::string>>& formats() {
    static const std::map<std::string, std::vector<std::string>> list{
        {"inventory", {"csv", "kubectl", "sinfo", "sinfo-json"}},
        {"demand", {"trace", "gateway", "litellm", "vllm-log", "vllm-bench", "otel"}},
        {"jobs", {}},
        {"prices", {"csv", "skypilot"}},
        {"bill", {}},
        {"carbon", {}}};
    return list;
}

void check_format(const ImportVerb& verb) {
    const std::vector<std::string>& known = formats().at(verb.kind);
    if (verb.as.empty() || std::find(known.begin(), known.end(), verb.as) != known.end()) return;
    refuse_usage(known.empty() ? fmt::format("import {} tells the format by itself: leave --as out",
                                             verb.kind)
                               : fmt::format("--as {}: import {} reads {}", verb.as, verb.kind,
                                             fmt::join(known, ", ")));
}

void bill_into(const ImportVerb& verb, const Catalog& catalog, Outcome& outcome) {
    const auto target = target_of(verb, outcome);
    if (!target || outcome.code != kOk) return;
    ImportFiles files;
    const std::string path = beside(verb.file, verb.into, files);
    const ImportResult result =
        import_bill_into(verb.file, path, catalog, *target, read_file(verb.into));
    print_import(result.report, result.not_understood);
    if (result.yaml.empty()) return nothing_imported(verb, outcome);
    if (!still_reads(verb.into, result.yaml, outcome)) return;
    files.replace_scenario(verb.into, result.yaml);
    files.commit();
}

std::string vendor_of(const ImportVerb& verb, const Catalog& catalog) {
    const std::string vendor =
        verb.vendor.empty() ? skypilot_vendor(verb.file, catalog) : verb.vendor;
    std::vector<std::string> known;
    for (const auto& [key, region] : catalog.regions) {
        if (region.vendor == vendor) return vendor;
        if (known.empty() || known.back() != region.vendor) known.push_back(region.vendor);
    }
    refuse_usage(
        fmt::format("whose prices {} holds is not known: --vendor says it, one "
                    "of {}",
                    verb.file, fmt::join(known, ", ")));
}

void prices_into(const ImportVerb& verb, const Catalog& catalog, Outcome& outcome) {
    const auto target = target_of(verb, outcome);
    if (!target || outcome.code != kOk) return;
    const ImportResult result = import_skypilot_into(verb.file, vendor_of(verb, catalog), catalog,
                                                     *target, read_file(verb.into));
    print_import(result.report, result.not_understood);
    if (result.yaml.empty()) return nothing_imported(verb, outcome);
    if (verb.out.empty()) return write_scenario(verb.into, result.yaml, outcome);
    write_file(verb.out, result.yaml);
    fmt::print("\nWritten to {}\n", verb.out);
}

InventoryFormat inventory_format(const ImportVerb& verb) {
    for (const InventoryFormat f : {InventoryFormat::csv, InventoryFormat::kubernetes,
                                    InventoryFormat::sinfo, InventoryFormat::sinfo_json}) {
        if (verb.as == name_of(f)) return f;
    }
    return InventoryFormat::automatic;
}

ImportResult inventory(const ImportVerb& verb, const Catalog& catalog) {
    const InventoryHints hints{verb.site, verb.country, verb.grid, verb.server};
    Inventory read = read_inventory(verb.head, catalog, inventory_format(verb), hints);
    if (!verb.csv.empty() && !read.machines.empty()) {
        write_file(verb.csv, inventory_csv(read));
        fmt::print(stderr, "What was taken is in {}; add prices and dates and import it\n",
                   verb.csv);
    }
    return import_inventory(std::move(read), catalog, today());
}

bool has_skypilot_prices(const ImportVerb& verb) {
    return verb.as == "skypilot" || (verb.as.empty() && is_skypilot_catalog(verb.head));
}

ImportResult import_one(const ImportVerb& verb, const Catalog& catalog) {
    if (verb.kind == "bill") return import_bill(verb.file, catalog);
    if (verb.kind == "inventory") return inventory(verb, catalog);
    if (!has_skypilot_prices(verb)) return import_prices(verb.file);
    return import_skypilot(verb.file, vendor_of(verb, catalog), catalog, today());
}

void print_or_write(const ImportVerb& verb, const ImportResult& result) {
    if (verb.out.empty()) {
        fmt::print("\n{}", result.yaml);
        return;
    }
    write_file(verb.out, result.yaml);
    const bool facts = result.yaml.find("\noffers:\n") != std::string::npos;
    const char* next = verb.kind == "inventory" ? "run it with `orrery run"
                       : facts                  ? "use its folder with `--catalog"
                                                : "use it with `orrery run SCENARIO -f";
    fmt::print("\nWritten to {}; {} …`\n", verb.out, next);
}

/// The file is one of another import.
bool is_other_kind(const ImportVerb& verb, Outcome& outcome) {
    if (!verb.as.empty()) return false;
    const std::string other = looks_like_other_kind(verb.head, verb.kind);
    if (other.empty()) return false;
    refuse_file(verb, "E0940",
                fmt::format("it is nothing for `import {}`: it {}", verb.kind, other), "", outcome);
    return true;
}

void execute(ImportVerb& verb, Outcome& outcome) {
    check_format(verb);
    // What is piped in is read once, by the import alone.
    const bool piped = !verb.as.empty() && std::filesystem::is_fifo(verb.file);
    verb.head = piped ? FileHead(verb.file, "") : FileHead(verb.file);
    if (is_other_kind(verb, outcome)) return;
    if (verb.kind == "demand") return import_demand_verb(verb, outcome);
    if (verb.kind == "jobs") return import_jobs_verb(verb, outcome);
    if (verb.kind == "carbon") return import_carbon_verb(verb, outcome);
    Diagnostics diagnostics;
    const Catalog catalog = load_catalog(verb.catalogs, diagnostics);
    print(diagnostics);
    if (verb.kind == "bill" && !verb.into.empty()) return bill_into(verb, catalog, outcome);
    if (verb.kind == "prices" && !verb.into.empty() && has_skypilot_prices(verb)) {
        return prices_into(verb, catalog, outcome);
    }
    if (!verb.into.empty()) {
        refuse_usage(
            verb.kind == "inventory"
                ? "an inventory becomes a scenario of its own: -o FILE instead of --into"
                : "a list of prices becomes an overlay: -o FILE instead of --into, then `orrery "
                  "run SCENARIO -f FILE`");
    }
    const ImportResult result = import_one(verb, catalog);
    print_import(result.report, result.not_understood);
    if (!result.yaml.empty()) return print_or_write(verb, result);
    if (verb.kind == "bill" && !result.report.empty()) return;
    nothing_imported(verb, outcome);
}

void add_hints(CLI::App& sub, ImportVerb& verb) {
    sub.add_option("--site", verb.site,
                   "inventory of a cluster: name of the place; carbon: site that gets the series, "
                   "whatever zone it draws from");
    sub.add_option("--country", verb.country,
                   "inventory of a cluster: ISO code of where it stands, for nodes of no cloud");
    sub.add_option("--grid", verb.grid,
                   "inventory of a cluster: grid zone; default: the country's");
    sub.add_option("--server", verb.server,
                   "inventory of a cluster: catalog server of nodes whose GPUs have no name");
    sub.add_option("--csv", verb.csv,
                   "inventory: write what was taken as a CSV to complete and import again");
    sub.add_option("--zone", verb.zone, "carbon: this zone alone");
    sub.add_option("--vendor", verb.vendor,
                   "prices of SkyPilot: whose they are; default: folder or name of the file");
    sub.add_option("--pool", verb.pool, "jobs: pool that they run on; default: the only one");
    sub.add_option("--year", verb.year,
                   "demand of a vLLM log: year of its first line; default: of the last twelve "
                   "months")
        ->check(CLI::Range(2000, 2199));
}

}  // namespace

void add_import(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<ImportVerb>();
    CLI::App* sub = app.add_subcommand(
        "import", "One's own world into a scenario or overlay; lists what it did not take");
    std::vector<std::string> kinds;
    for (const auto& [kind, known] : formats()) kinds.push_back(kind);
    sub->add_option("kind", verb->kind, "inventory, demand, jobs, prices, bill or carbon")
        ->required()
        ->check(CLI::IsMember(kinds));
    sub->add_option("file", verb->file,
                    "CSV; inventory: kubectl's JSON, sinfo; demand: logs of gateways, LiteLLM, "
                    "vLLM, OpenTelemetry, or any trace; jobs: sacct; prices: SkyPilot; carbon: "
                    "Electricity Maps; .gz, .zst")
        ->required();
    sub->add_option("--as", verb->as,
                    "Format of the file, where its content does not tell: csv, kubectl, sinfo, "
                    "sinfo-json; trace, gateway, litellm, vllm-log, vllm-bench, otel; skypilot");
    sub->add_option("-o,--out", verb->out, "Write here instead of printing");
    sub->add_option("--into", verb->into,
                    "demand, jobs, prices of SkyPilot, bill, carbon: scenario that it becomes a "
                    "part of");
    sub->add_option("--catalog", verb->catalogs, "Folder of facts that override");
    add_hints(*sub, *verb);
    sub->callback([verb, &outcome] { execute(*verb, outcome); });
}

}  // namespace orrery::cli
