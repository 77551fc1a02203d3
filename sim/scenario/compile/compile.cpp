// Scenario and catalog to World: names to ids, formulas to tables, defaults to facts.
#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "sim/scenario/compile/context.hpp"
#include "sim/scenario/compile/money.hpp"
#include "sim/scenario/compile/places.hpp"
#include "sim/scenario/compile/power_caps.hpp"
#include "sim/scenario/compile/references.hpp"
#include "sim/scenario/document/faults.hpp"
#include "sim/scenario/reader/expand.hpp"

namespace orrery {
namespace compile {
namespace {

Diagnostic diagnostic(Severity severity, const SourcePosition& at, std::string code,
                      std::string path, std::string message, std::string hint) {
    Diagnostic d;
    d.severity = severity;
    d.code = std::move(code);
    d.at = at;
    d.path = std::move(path);
    d.message = std::move(message);
    d.hint = std::move(hint);
    return d;
}

bool inside(const std::filesystem::path& file, const std::filesystem::path& folder) {
    // Absolute first: of a relative name that is nowhere, weakly_canonical leaves it relative.
    const auto whole = [](const std::filesystem::path& path) {
        return std::filesystem::weakly_canonical(std::filesystem::absolute(path));
    };
    const auto relative = whole(file).lexically_relative(whole(folder));
    return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

namespace {

/// Whether the entry of a path has a first of its group that says the same.
bool speaks_not(const Context& context, const std::string& path) {
    return !context.silent.empty() && context.silent.count(path.substr(0, path.find(']') + 1)) > 0;
}

bool said_before(const Context& context, const Diagnostic& d) {
    const auto& items = context.diagnostics.items();
    return speaks_not(context, d.path) &&
           std::any_of(items.begin(), items.end(), [&](const Diagnostic& other) {
               return other.code == d.code && other.at.line == d.at.line &&
                      other.at.file == d.at.file;
           });
}

template <class Items>
void silence(const Items& items, const char* list, std::set<std::string>& out) {
    std::set<std::string> seen;
    for (const auto& item : items) {
        if (item.group.empty() || seen.insert(item.group).second) continue;
        out.insert(fmt::format("{}[{}]", list, item.name));
    }
}

}  // namespace

SourcePosition Context::key_at(const std::string& path, const SourcePosition& at) {
    if (!keys) keys.emplace(scenario.origins);
    return keys->of(path, at);
}

std::string Context::written_at(const std::string& list, const std::string& name,
                                const std::string& group, const std::string& key,
                                const SourcePosition& at) {
    const std::string& written = group.empty() ? name : group;
    const SourcePosition there = key_at(fmt::format("{}[{}].{}", list, written, key), at);
    if (there.file.empty()) return "scenario";
    return there.line > 0 ? fmt::format("{}:{}", there.file, there.line) : there.file;
}

void Context::error(const SourcePosition& at, std::string code, const std::string& path,
                    std::string message, std::string hint) {
    Diagnostic d = diagnostic(Severity::error, key_at(path, at), std::move(code), path,
                              std::move(message), std::move(hint));
    if (!said_before(*this, d)) diagnostics.add(std::move(d));
}

void Context::infeasible(const SourcePosition& at, std::string code, const std::string& path,
                         std::string message, std::string hint) {
    Diagnostic d = diagnostic(Severity::error, key_at(path, at), std::move(code), path,
                              std::move(message), std::move(hint));
    d.verdict = Verdict::infeasible;
    if (!said_before(*this, d)) diagnostics.add(std::move(d));
}

void Context::warn(const SourcePosition& at, std::string code, const std::string& path,
                   std::string message, std::string hint) {
    Diagnostic d = diagnostic(Severity::warning, key_at(path, at), std::move(code), path,
                              std::move(message), std::move(hint));
    if (!said_before(*this, d)) diagnostics.add(std::move(d));
}

void Context::assume(std::string path, std::string value, std::string origin) {
    if (speaks_not(*this, path)) return;
    world.origins.push_back({std::move(path), std::move(value), std::move(origin)});
}

std::string resolve_path(Context& context, const std::string& written, const SourcePosition& at,
                         const std::string& path, const std::vector<std::string>& endings) {
    namespace fs = std::filesystem;
    const std::string prefix = "data:";
    const bool data = written.rfind(prefix, 0) == 0;
    if (data && context.options.data_folder.empty()) {
        context.error(at, "E0410", path, "\"" + written + "\" needs the data folder",
                      "set ORRERY_DATA to the folder that holds data/");
        return {};
    }
    const fs::path folder = fs::path(context.scenario.file).parent_path();
    fs::path root = data ? fs::path(context.options.data_folder) / "data"
                         : (folder.empty() ? fs::path(".") : folder);
    // Measurements lie beside the data.
    if (data && written.rfind("data:measured/", 0) == 0) root = root.parent_path();
    const bool beside = !data && folder.empty();
    const fs::path file =
        beside ? fs::path(written) : root / (data ? written.substr(prefix.size()) : written);
    if (!context.options.allow_any_path && !inside(file, root)) {
        context.error(
            at, "E0411", path,
            "\"" + written + "\" leaves " + (data ? "the data folder" : "the scenario's folder"),
            "move the file there, or allow it with --allow-path");
        return {};
    }
    for (const std::string& ending : endings) {
        if (fs::is_regular_file(file.string() + ending)) return file.string() + ending;
    }
    const std::string similar = similar_file(file.string() + endings.front());
    context.error(at, "E0412", path, "there is no file " + file.string() + endings.front(),
                  (similar.empty() ? std::string() : "did you mean " + similar + "? ") +
                      "paths are relative to the scenario's folder, `data:` paths to ORRERY_DATA");
    return {};
}

std::int64_t utc_offset_s(Context& context, const std::string& zone, std::int64_t unix_s,
                          const SourcePosition& at, const std::string& path) {
    if (zone.empty() || zone == "UTC") return 0;
    const date::time_zone* known = nullptr;
    try {
        known = date::locate_zone(zone);
    } catch (const std::runtime_error&) {
        context.error(at, "E0402", path, "\"" + zone + "\" is not an IANA time zone",
                      "for example Europe/Berlin or America/New_York");
        return 0;
    }
    try {
        const date::sys_seconds instant{std::chrono::seconds{unix_s}};
        return known->get_info(instant).offset.count();
    } catch (const std::runtime_error& e) {  // its file is there, and cannot be read
        throw EnvironmentError("the system's time zone " + zone + " cannot be read: " + e.what());
    }
}

}  // namespace compile

std::optional<World> compile_world(const Scenario& written, const Catalog& catalog,
                                   const CompileOptions& options, Diagnostics& diagnostics) {
    Scenario scenario = expand_sites(written, diagnostics);
    compile::apply_vendors(scenario, catalog);
    World world;
    world.name = scenario.name;
    world.description = scenario.description;
    world.start_unix_s = scenario.start_unix_s;
    world.horizon = scenario.horizon;
    world.warmup = scenario.warmup;
    world.meter_interval = scenario.meter_interval;
    world.seed = scenario.seed;
    world.currency = scenario.currency;
    world.usd_per_currency = scenario.usd_per_currency;
    world.limits = scenario.limits;
    world.projects = scenario.projects;
    world.reporting = scenario.reporting;
    for (const std::size_t i : compile::by_name(scenario.data_classes)) {
        world.data_classes.push_back(scenario.data_classes[i]);
    }
    world.asserts = scenario.asserts;
    world.origins = scenario.origins;
    // Marks for the live page: nothing rests on them.
    std::erase_if(world.origins, [](const Origin& o) { return o.path == "what_if"; });
    world.catalog_hash = catalog.hash;
    world.catalog_as_of = catalog.as_of;
    compile::Context context{scenario, catalog, options, diagnostics, world, {}, {}, {}};
    compile::silence(scenario.sites, "sites", context.silent);
    compile::silence(scenario.pools, "pools", context.silent);
    compile::silence(scenario.deployments, "deployments", context.silent);
    compile::silence(scenario.workloads, "workloads", context.silent);
    compile::silence(scenario.jobs, "jobs", context.silent);
    compile::check_references(context, Unread());
    compile::compile_sites(context);
    compile::compile_links(context);
    compile::compile_pools(context);
    compile::compile_cooling(context);
    compile::compile_deployments(context);
    compile::compile_workloads(context);
    compile::compile_jobs(context);
    compile::check_job_places(context);
    compile::compile_job_traces(context);
    compile::compile_data(context);
    compile::check_data_places(context);
    compile::compile_site_power(context);
    compile::compile_power_caps(context);
    compile::compile_contracts(context);
    compile::compile_assets(context);
    compile::compile_finance(context);
    compile::compile_vendors(context);
    if (diagnostics.has_errors()) return std::nullopt;
    compile::check_placement(context);
    compile::check_floors(context);
    compile::list_data_flows(context);
    if (diagnostics.has_errors()) return std::nullopt;
    return world;
}

}  // namespace orrery
