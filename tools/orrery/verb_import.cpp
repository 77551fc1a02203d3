// `import inventory|demand|prices|bill`: one's own world into a scenario or an overlay.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

#include "orrery/base/atomic_file.hpp"
#include "sim/ingest/gateway.hpp"
#include "sim/scenario/import/bill.hpp"
#include "sim/scenario/import/gateway.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/import/splice.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/scenario/table.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

namespace fs = std::filesystem;

struct ImportVerb {
    std::string kind;
    std::string file;
    std::string out;
    std::string into;
    std::vector<std::string> catalogs;
};

void print_not_understood(const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    fmt::print(stderr, "Not understood:\n");
    for (const std::string& line : lines) fmt::print(stderr, "  {}\n", line);
}

std::string text_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw EnvironmentError("cannot read " + file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

fs::path folder_of(const std::string& scenario) {
    const fs::path folder = fs::path(scenario).parent_path();
    return folder.empty() ? fs::path(".") : folder;
}

/// The scenario that something goes into; nothing with diagnostics printed.
std::optional<Scenario> target_of(const ImportVerb& verb, Outcome& outcome) {
    if (verb.into.empty()) {
        throw EnvironmentError("import demand needs --into SCENARIO, whose deployments serve it");
    }
    Diagnostics diagnostics;
    auto read = read_scenario({verb.into, {}, {}}, diagnostics);
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    return read;
}

/// Replaces the scenario's text if it still reads without an error.
void write_scenario(const std::string& file, const std::string& text, Outcome& outcome) {
    Diagnostics diagnostics;
    read_scenario_text(text, file, diagnostics);
    print(diagnostics);
    outcome.code = diagnostics.exit_code();
    if (outcome.code != kOk) return;
    write_file(file, text);
    fmt::print("Written into {}\n", file);
}

/// A trace that the run reads as it is: an entry that names it.
DemandImport recorded(const ImportVerb& verb, const std::vector<std::string>& names) {
    const auto path = fs::proximate(verb.file, folder_of(verb.into)).string();
    const ImportResult result = import_demand(verb.file, path, names);
    DemandImport out{{}, result.report, result.not_understood};
    if (result.yaml.empty()) return out;
    DemandPart part;
    part.name = "imported";
    part.entry = "- name: imported\n  deployments: [";
    for (const std::string& name : names) {
        part.entry += (part.entry.back() == '[' ? "" : ", ") + name;
    }
    part.entry += "]\n  demand:\n    trace: {file: " + yaml_text(path) + "}\n";
    out.parts.push_back(std::move(part));
    return out;
}

DemandImport demand_of(const ImportVerb& verb, const Scenario& target) {
    std::vector<ServingName> serving;
    std::vector<std::string> names;
    for (const DeploymentSpec& d : target.deployments) {
        serving.push_back({d.name, d.model});
        names.push_back(d.name);
    }
    if (!is_gateway_log(verb.file)) return recorded(verb, names);
    return import_gateway(verb.file, serving, fs::path(verb.file).stem().string());
}

/// Entries as an overlay, where the scenario's text is not to be changed.
std::string overlay_of(const DemandImport& import) {
    std::string out = "# Written by `orrery import demand`.\nworkloads:\n";
    for (const DemandPart& part : import.parts) {
        std::stringstream lines(part.entry);
        for (std::string line; std::getline(lines, line);) out += "  " + line + "\n";
    }
    return out;
}

void splice_parts(const ImportVerb& verb, const DemandImport& import, Outcome& outcome) {
    std::string text = text_of(verb.into);
    for (const DemandPart& part : import.parts) {
        const auto changed = with_entry(text, "workloads", part.name, part.entry);
        if (!changed) {
            fmt::print(stderr,
                       "orrery: the workloads of {} stand in brackets; write an overlay with -o\n",
                       verb.into);
            outcome.code = kInvalid;
            return;
        }
        text = *changed;
    }
    write_scenario(verb.into, text, outcome);
}

void demand(const ImportVerb& verb, Outcome& outcome) {
    const auto target = target_of(verb, outcome);
    if (!target || outcome.code != kOk) return;
    const DemandImport import = demand_of(verb, *target);
    fmt::print("{}", import.report);
    print_not_understood(import.not_understood);
    if (import.parts.empty()) {
        fmt::print(stderr, "orrery: nothing in {} could be imported\n", verb.file);
        outcome.code = kInvalid;
        return;
    }
    for (const DemandPart& part : import.parts) {
        if (part.csv.empty()) continue;
        const std::string file = (folder_of(verb.into) / part.file).lexically_normal().string();
        write_file(file, part.csv);
        fmt::print("Trace {}\n", file);
    }
    for (const WorkloadSpec& w : target->workloads) {
        const bool same = std::any_of(import.parts.begin(), import.parts.end(),
                                      [&](const DemandPart& p) { return p.name == w.name; });
        if (!same) fmt::print("Workload {} stays as it is, beside the imported\n", w.name);
    }
    if (verb.out.empty()) {
        splice_parts(verb, import, outcome);
        return;
    }
    write_file(verb.out, overlay_of(import));
    fmt::print("\nWritten to {}; use it with `orrery run SCENARIO -f …`\n", verb.out);
}

/// A bill outside the scenario's folder is copied into it, where its path may lead.
std::string beside(const std::string& bill, const std::string& scenario) {
    const fs::path path = fs::proximate(bill, folder_of(scenario));
    if (path.string().rfind("..", 0) != 0) return path.string();
    const fs::path copy = folder_of(scenario) / fs::path(bill).filename();
    write_file(copy.string(), text_of(bill));
    fmt::print("Copied to {}\n", copy.string());
    return copy.filename().string();
}

void bill_into(const ImportVerb& verb, const Catalog& catalog, Outcome& outcome) {
    const auto target = target_of(verb, outcome);
    if (!target || outcome.code != kOk) return;
    const std::string path = beside(verb.file, verb.into);
    const ImportResult result =
        import_bill_into(verb.file, path, catalog, *target, text_of(verb.into));
    fmt::print("{}", result.report);
    print_not_understood(result.not_understood);
    if (result.yaml.empty()) {
        fmt::print(stderr, "orrery: nothing in {} could be imported\n", verb.file);
        outcome.code = kInvalid;
        return;
    }
    write_scenario(verb.into, result.yaml, outcome);
}

ImportResult import_one(const ImportVerb& verb, const Catalog& catalog) {
    if (verb.kind == "prices") return import_prices(verb.file);
    if (verb.kind == "bill") return import_bill(verb.file, catalog);
    return import_inventory(verb.file, catalog, today());
}

void execute(const ImportVerb& verb, Outcome& outcome) {
    if (verb.kind == "demand") {
        demand(verb, outcome);
        return;
    }
    Diagnostics diagnostics;
    const Catalog catalog = load_catalog(verb.catalogs, diagnostics);
    print(diagnostics);
    if (verb.kind == "bill" && !verb.into.empty()) {
        bill_into(verb, catalog, outcome);
        return;
    }
    const ImportResult result = import_one(verb, catalog);
    fmt::print("{}", result.report);
    print_not_understood(result.not_understood);
    if (result.yaml.empty()) {
        if (verb.kind == "bill" && !result.report.empty()) return;
        fmt::print(stderr, "orrery: nothing in {} could be imported\n", verb.file);
        outcome.code = kInvalid;
        return;
    }
    if (verb.out.empty()) {
        fmt::print("\n{}", result.yaml);
        return;
    }
    write_file(verb.out, result.yaml);
    const char* next = verb.kind == "inventory" ? "run it with `orrery run"
                       : verb.kind == "bill"    ? "use its folder with `--catalog"
                                                : "use it with `orrery run SCENARIO -f";
    fmt::print("\nWritten to {}; {} …`\n", verb.out, next);
}

}  // namespace

void add_import(CLI::App& app, Outcome& outcome) {
    auto verb = std::make_shared<ImportVerb>();
    CLI::App* sub = app.add_subcommand(
        "import", "CSV of one's own world into a scenario or overlay; lists what it did not take");
    sub->add_option("kind", verb->kind, "inventory, demand, prices or bill")
        ->required()
        ->check(CLI::IsMember({"inventory", "demand", "prices", "bill"}));
    sub->add_option("file", verb->file, "CSV file (demand: a gateway's log, or any trace)")
        ->required();
    sub->add_option("-o,--out", verb->out, "Write here instead of printing");
    sub->add_option("--into", verb->into, "demand, bill: scenario that it becomes a part of");
    sub->add_option("--catalog", verb->catalogs, "Folder of facts that override");
    sub->callback([verb, &outcome] { execute(*verb, outcome); });
}

}  // namespace orrery::cli
