// What the steps of compilation share: inputs, the growing World, names to ids, error helpers.
#pragma once
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/scenario/key_positions.hpp"
#include "sim/scenario/world.hpp"

namespace orrery::compile {

/// A table by meter interval and what it rests on.
struct Profile {
    std::vector<double> values;
    std::string source;
    std::string column = {};  ///< of its file
    std::string note = {};    ///< what its reader found and did
};

struct Context {
    const Scenario& scenario;
    const Catalog& catalog;
    const CompileOptions& options;
    Diagnostics& diagnostics;
    World& world;
    std::map<std::string, SiteId> sites;
    std::map<std::string, PoolId> pools;
    std::map<std::string, DeploymentId> deployments;
    std::map<std::string, Profile> profiles = {};  ///< tables by interval that sites share, by key
    /// "sites[retail-002]": equal to the first of its group, which speaks for all of them in
    /// messages and in the register.
    std::set<std::string> silent = {};
    std::optional<KeyPositions> keys = {};  ///< read from the origins at the first message

    void error(const SourcePosition& at, std::string code, const std::string& path,
               std::string message, std::string hint);
    void infeasible(const SourcePosition& at, std::string code, const std::string& path,
                    std::string message, std::string hint);
    void warn(const SourcePosition& at, std::string code, const std::string& path,
              std::string message, std::string hint);
    /// Where the key of a path was written; `at`, the entry's position, where it was not.
    [[nodiscard]] SourcePosition key_at(const std::string& path, const SourcePosition& at);
    /// The same as a price's source, "plan.yaml:26" or "--set …": `key` of an entry of a list, or
    /// of the entry that it is one of several of (`group`).
    [[nodiscard]] std::string written_at(const std::string& list, const std::string& name,
                                         const std::string& group, const std::string& key,
                                         const SourcePosition& at);
    /// A value that the user did not write enters the assumption register.
    void assume(std::string path, std::string value, std::string origin);
};

/// The entry of a catalog map, or nullptr after an error with a suggestion.
template <class Map>
const typename Map::mapped_type* find_fact(Context& context, const Map& facts,
                                           const std::string& key, const SourcePosition& at,
                                           const std::string& path, const char* kind) {
    const auto it = facts.find(key);
    if (it != facts.end()) return &it->second;
    std::vector<std::string> names;
    for (const auto& [name, fact] : facts) names.push_back(name);
    const std::string similar = closest(key, names);
    const std::string hint = similar.empty() ? "`orrery catalog list` prints what is known"
                                             : "did you mean " + similar + "?";
    context.error(at, "E0401", path,
                  std::string("no ") + kind + " named \"" + key + "\" in the catalog", hint);
    return nullptr;
}

/// Of a region that the catalog lacks nothing is known, country, grid, vendor, prices: that is told
/// once, at the region, and nothing that only follows from it.
inline bool unknown_region(const Context& context, const std::string& region) {
    return !region.empty() && context.catalog.regions.count(region) == 0;
}
/// Whether a site is in one: whom it pays may be anybody.
inline bool unknown_vendors(const Context& context) {
    const auto& sites = context.world.sites;
    return std::any_of(sites.begin(), sites.end(), [&context](const Site& site) {
        return unknown_region(context, site.region);
    });
}

/// Indices of `items` in name order: ids follow names, never the order in the file.
template <class Items>
std::vector<std::size_t> by_name(const Items& items) {
    std::vector<std::pair<std::string, std::size_t>> keys;
    for (std::size_t i = 0; i < items.size(); ++i) keys.emplace_back(items[i].name, i);
    std::sort(keys.begin(), keys.end());
    std::vector<std::size_t> order;
    for (const auto& [name, index] : keys) order.push_back(index);
    return order;
}

void compile_sites(Context& context);
/// Places, links, partitions and data sets; after the sites.
void compile_links(Context& context);
/// What jobs and deployments want of data sets; after both. Data that cannot come are infeasible.
void compile_data(Context& context);
/// Caps of sites by interval, and the calls of their agreements; after all PUEs are known.
void compile_site_power(Context& context);
void compile_pools(Context& context);
/// PUE of sites with a cooling plant, for which the nameplates of their pools must be known.
void compile_cooling(Context& context);
void compile_deployments(Context& context);
/// A vision or embedding model: its table, or errors that say which facts are missing.
void compile_fixed(Context& context, const DeploymentSpec& spec, const std::string& path,
                   Deployment& deployment);
void compile_workloads(Context& context);
void compile_jobs(Context& context);
/// The step of a training as modelled on a pool's accelerators; errors say which entry cannot be.
std::optional<TrainingFacts> model_training(Context& context, const TrainingSpec& spec,
                                            const std::string& path, const Pool& pool,
                                            int accelerators, Nanos& step_time);
/// Step time, steps and checkpoint of a job whose training is described.
void take_training(Context& context, const std::string& path, const Pool& pool, Job& job);
/// A step that waits for data takes as long as the slowest stage needs for its items.
void take_input(Context& context, const std::string& path, Job& job);
/// Recorded jobs, read, clipped and scaled; what was not taken becomes a warning.
void compile_job_traces(Context& context);
/// Failure mix, maintenance windows and spot market of a pool.
void compile_hazards(Context& context, const PoolSpec& spec, const std::string& path, Pool& pool);
/// The recorded or drawn market of a spot pool.
void read_spot_market(Context& context, const SpotSpec& spec, const std::string& path, Pool& pool);
/// Causes by name, and how many of them there are in all.
double take_causes(const std::map<std::string, double>& counts, std::vector<CauseShare>& causes);
/// Minimum replicas and the space for them: infeasible pools with the entries that conflict.
void check_placement(Context& context);

/// Where a path of the scenario leads (DESIGN 6), with the first of the endings that there is; or
/// empty after an error.
std::string resolve_path(Context& context, const std::string& written, const SourcePosition& at,
                         const std::string& path, const std::vector<std::string>& endings = {""});
/// Seconds east of UTC of an IANA zone at a UTC instant; 0 after an error for unknown zones.
std::int64_t utc_offset_s(Context& context, const std::string& zone, std::int64_t unix_s,
                          const SourcePosition& at, const std::string& path);

}  // namespace orrery::compile
