// `import demand|jobs|carbon`: what goes into a scenario, with the files that it reads beside it.
#include <fmt/format.h>

#include <algorithm>

#include "orrery/base/atomic_file.hpp"
#include "orrery/base/read_file.hpp"
#include "sim/ingest/gateway.hpp"
#include "sim/scenario/import/carbon.hpp"
#include "sim/scenario/import/gateway.hpp"
#include "sim/scenario/import/import.hpp"
#include "sim/scenario/import/jobs.hpp"
#include "sim/scenario/import/splice.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/table.hpp"
#include "tools/orrery/import_verb.hpp"
#include "tools/orrery/pipeline.hpp"

namespace orrery::cli {
namespace {

namespace fs = std::filesystem;

GatewayFormat format_of(const ImportVerb& verb) {
    for (const GatewayFormat f :
         {GatewayFormat::none, GatewayFormat::gateway, GatewayFormat::litellm,
          GatewayFormat::vllm_log, GatewayFormat::vllm_bench, GatewayFormat::otel}) {
        if (verb.as == name_of(f)) return f;
    }
    return recognise_gateway(verb.head);
}

/// A log without years is of this one, or of the last where it would lie ahead.
GatewayLog log_of(const ImportVerb& verb, GatewayFormat format) {
    if (verb.year != 0) return read_gateway(verb.head, format, verb.year);
    const std::string now = today();
    const Nanos tomorrow{(parse_date(now).value_or(0) + 2 * 86400) * kSecond.ns};
    return read_gateway(verb.head, format, std::stoi(now.substr(0, 4)), tomorrow);
}

/// A trace that the run reads as it is: an entry that names it.
DemandImport recorded(const ImportVerb& verb, const std::vector<std::string>& names,
                      ImportFiles& files) {
    const ImportResult result = import_demand(verb.head, "", names);
    DemandImport out{{}, result.span, result.report, result.not_understood};
    if (result.yaml.empty()) return out;
    const std::string path = beside(verb.file, verb.into, files);
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

/// "logs/spend.jsonl.gz" → "spend".
std::string stem_of(const std::string& file) {
    const std::string name = fs::path(file).filename().string();
    return name.substr(0, std::max<std::size_t>(name.find('.'), 1));
}

DemandImport demand_of(const ImportVerb& verb, const Scenario& target, ImportFiles& files) {
    std::vector<ServingName> serving;
    std::vector<std::string> names;
    for (const DeploymentSpec& d : target.deployments) {
        serving.push_back({d.name, d.model});
        names.push_back(d.name);
    }
    const GatewayFormat format = format_of(verb);
    if (format == GatewayFormat::none) return recorded(verb, names, files);
    DemandImport import = import_gateway(log_of(verb, format), serving, stem_of(verb.file));
    import.report = fmt::format("format: {}\n{}", name_of(format), import.report);
    return import;
}

/// The text with those entries in a list, if it still reads; else why not is told.
std::optional<std::string> spliced(const ImportVerb& verb, std::string text, const char* list,
                                   const std::vector<DemandPart>& parts, Outcome& outcome) {
    for (const DemandPart& part : parts) {
        const auto changed = with_entry(text, list, part.name, part.entry);
        if (!changed) {
            fmt::print(stderr, "orrery: the {} of {} stand in brackets; write an overlay with -o\n",
                       list, verb.into);
            outcome.code = kInvalid;
            return std::nullopt;
        }
        text = *changed;
    }
    if (!still_reads(verb.into, text, outcome)) return std::nullopt;
    return text;
}

void write_beside(const ImportVerb& verb, const std::string& path, const std::string& text,
                  ImportFiles& files) {
    const std::string file = (folder_of(verb.into) / path).lexically_normal().string();
    files.write(file, text, "Trace " + file);
}

void write_overlay(const std::string& out, const std::string& text, ImportFiles& files) {
    files.write(out, text, "\nWritten to " + out + "; use it with `orrery run SCENARIO -f …`");
}

/// The scenario's text without what an earlier import assumed and the log says; an overlay leaves
/// it as it is, which is told.
Settled settled(const ImportVerb& verb, const LogSpan& log, const Scenario& target, bool demand) {
    Settled s = settle_assumed(read_file(verb.into), log, target.horizon, demand);
    const bool over = !verb.out.empty();
    for (const std::string& line : s.changes) {
        if (!over) fmt::print("{}\n", line);
    }
    if (over && !s.changes.empty()) {
        fmt::print(
            "Note: {} has assumptions that an overlay leaves; without -o they are replaced\n",
            verb.into);
    }
    for (const std::string& line : s.notes) fmt::print("Note: {}\n", line);
    return s;
}

/// The pool that jobs run on: the one named, else the only one.
std::string jobs_pool(const ImportVerb& verb, const Scenario& target) {
    std::vector<std::string> names;
    for (const PoolSpec& pool : target.pools) names.push_back(pool.name);
    if (verb.pool.empty() && names.size() == 1) return names.front();
    if (std::find(names.begin(), names.end(), verb.pool) != names.end()) return verb.pool;
    const std::string similar = closest(verb.pool, names);
    refuse_usage(verb.pool.empty()
                     ? fmt::format("{} has several pools: --pool says which one; it has {}",
                                   verb.into, fmt::join(names, ", "))
                     : fmt::format("{} has no pool \"{}\": {}it has {}", verb.into, verb.pool,
                                   similar.empty() ? "" : "did you mean " + similar + "? ",
                                   fmt::join(names, ", ")));
}

}  // namespace

void import_demand_verb(const ImportVerb& verb, Outcome& outcome) {
    const auto target = target_of(verb, outcome);
    if (!target || outcome.code != kOk) return;
    ImportFiles files;
    const DemandImport import = demand_of(verb, *target, files);
    print_import(import.report, import.not_understood);
    if (import.parts.empty()) return nothing_imported(verb, outcome);
    // Nothing is written before all of it can be.
    const Settled base = settled(verb, import.span, *target, true);
    std::optional<std::string> text;
    if (verb.out.empty()) text = spliced(verb, base.text, "workloads", import.parts, outcome);
    if (verb.out.empty() && !text) return;
    std::string entries;
    for (const DemandPart& part : import.parts) {
        entries += part.entry;
        if (!part.csv.empty()) write_beside(verb, part.file, part.csv, files);
    }
    for (const WorkloadSpec& w : target->workloads) {
        const bool same = std::any_of(import.parts.begin(), import.parts.end(),
                                      [&](const DemandPart& p) { return p.name == w.name; });
        const bool gone = text && base.removed.count(w.name) > 0;
        if (!same && !gone) fmt::print("Workload {} stays as it is, beside the imported\n", w.name);
    }
    if (text) {
        files.replace_scenario(verb.into, *text);
    } else {
        write_overlay(verb.out, entries_overlay(verb.kind, "workloads", entries), files);
    }
    files.commit();
}

void import_jobs_verb(const ImportVerb& verb, Outcome& outcome) {
    const JobsImport import = import_jobs(verb.head, JobFormat::automatic);
    const bool normal = !import.trace.empty();
    if (import.jobs == 0 || verb.into.empty()) {
        print_import(import.report, import.not_understood);
        if (import.jobs == 0) return nothing_imported(verb, outcome);
        if (!verb.out.empty() && normal) {
            write_file(verb.out, import.trace);
            fmt::print("\nWritten to {}; name it as the file of an entry of job_traces\n",
                       verb.out);
        }
        return;
    }
    const auto target = target_of(verb, outcome);
    if (!target || outcome.code != kOk) return;
    const std::string pool = jobs_pool(verb, *target);
    print_import(import.report, import.not_understood);
    const std::string path =
        normal ? stem_of(verb.file) + "-jobs.txt" : place_beside(verb.file, verb.into);
    DemandPart part;
    part.name = "imported-jobs";
    part.entry = job_trace_entry(import, part.name, path, pool);
    const Settled base = settled(verb, import.span, *target, false);
    std::optional<std::string> text;
    if (verb.out.empty()) text = spliced(verb, base.text, "job_traces", {part}, outcome);
    if (verb.out.empty() && !text) return;
    ImportFiles files;
    if (normal) {
        write_beside(verb, path, import.trace, files);
    } else {
        beside(verb.file, verb.into, files);
    }
    if (text) {
        files.replace_scenario(verb.into, *text);
    } else {
        write_overlay(verb.out, entries_overlay(verb.kind, "job_traces", part.entry), files);
    }
    files.commit();
}

void import_carbon_verb(const ImportVerb& verb, Outcome& outcome) {
    const CarbonImport import = import_carbon(verb.file, verb.zone);
    print_import(import.report, import.not_understood);
    if (import.csv.empty()) return nothing_imported(verb, outcome);
    fmt::print("{}\n", import.life_cycle
                           ? "Sites take the life cycle intensity, the direct one for scope 2."
                           : "There is no life cycle intensity: sites take the direct one.");
    ImportFiles files;
    if (!verb.out.empty()) {
        files.write(verb.out, import.csv,
                    "\nWritten to " + verb.out + "; name it as grid_series of a site");
    }
    if (verb.into.empty()) return files.commit();
    const auto target = target_of(verb, outcome);
    if (!target || outcome.code != kOk) return;
    Diagnostics diagnostics;
    const Catalog catalog = load_catalog(verb.catalogs, diagnostics);
    print(diagnostics);
    const std::string path = stem_of(verb.file) + "-carbon.csv";
    const CarbonSites sites =
        carbon_into(import, path, catalog, *target, read_file(verb.into), verb.site);
    print_import("", sites.not_understood);
    if (sites.sites.empty()) return nothing_imported(verb, outcome);
    if (!still_reads(verb.into, sites.text, outcome)) return;
    const std::string file = (folder_of(verb.into) / path).lexically_normal().string();
    files.write(file, import.csv,
                fmt::format("Series {} of {}", file, fmt::join(sites.sites, ", ")));
    files.replace_scenario(verb.into, sites.text);
    files.commit();
}

}  // namespace orrery::cli
