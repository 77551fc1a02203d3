// Names of the catalog in a scenario that could not be read whole: told with its other errors.
#include "sim/scenario/compile/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/scenario/compile/references.hpp"
#include "sim/scenario/compile/site_energy.hpp"
#include "sim/scenario/reader/expand.hpp"
#include "sim/scenario/reader/references.hpp"

namespace orrery {
namespace compile {
namespace {

template <class Map>
void known(Context& context, const Map& facts, const std::string& name, const SourcePosition& at,
           const std::string& path, const char* kind) {
    if (!name.empty()) find_fact(context, facts, name, at, path, kind);
}

/// What was wrong with a battery's values would come again as states that contradict each other.
bool batteries_read(const Diagnostics& before) {
    return std::none_of(before.items().begin(), before.items().end(), [](const Diagnostic& d) {
        return d.severity == Severity::error && d.path.find("battery") != std::string::npos;
    });
}

void check_site(Context& context, const SiteSpec& spec, bool batteries) {
    const Catalog& catalog = context.catalog;
    const std::string path = fmt::format("sites[{}]", spec.name);
    known(context, catalog.regions, spec.region, spec.where, path + ".region", "cloud region");
    known(context, catalog.cooling, spec.cooling, spec.where, path + ".cooling", "cooling plant");
    known(context, catalog.climates, spec.weather.climate, spec.where, path + ".weather.climate",
          "climate");
    // A recorded series may be of a zone that the catalog lacks.
    if (spec.grid_series.empty()) {
        known(context, catalog.grids, spec.grid, spec.where, path + ".grid", "grid zone");
    }
    if (!batteries) return;
    Site site;
    site.grid_marginal_g_kwh = {0};  // what the grid delivers is not known yet
    compile_battery(context, spec, path, site);
}

/// The pools and the names of everybody who may be paid, as far as they were read: what a contract
/// names beyond them exists nowhere.
struct Written {
    NamedList pools;
    std::vector<std::string> vendors;
    bool vendors_read = true;

    Written(const Context& context, const Unread& unread)
        : pools(named_list("pools", "pool", context.scenario.pools)) {
        const Scenario& s = context.scenario;
        const NamedList all_sites = named_list("sites", "site", s.sites);
        vendors_read = !unread.lacks(all_sites.path, all_sites.names) && !unread.touches("vendors");
        for (std::size_t i = 0; i < s.sites.size(); ++i) {
            for (const char* key : {"vendor", "operator", "region"}) {
                if (unread.touches(fmt::format("sites[{}].{}", i, key))) vendors_read = false;
            }
        }
        std::set<std::string> all;
        for (const SiteSpec& site : s.sites) {
            all.insert(site.vendor);
            all.insert(site.operated_by);
            all.insert(site.name);
            const auto region = context.catalog.regions.find(site.region);
            if (region != context.catalog.regions.end()) all.insert(region->second.vendor);
        }
        for (const VendorSpec& v : s.vendors) all.insert(v.name);
        for (const auto& [name, fact] : context.catalog.vendors) all.insert(name);
        all.erase("");
        vendors.assign(all.begin(), all.end());
    }
};

class WrittenContracts {
public:
    WrittenContracts(Context& context, const Unread& unread)
        : context_(context), unread_(unread), names_(context, unread) {}

    void run() {
        const ContractsSpec& s = context_.scenario.contracts;
        each("reserved", s.reserved);
        each("savings_plans", s.savings_plans);
        each("sustained_use", s.sustained_use);
        each("capacity", s.capacity);
        each("spend", s.spend);
        each("take_or_pay", s.take_or_pay);
        each("volume", s.volume);
        each("support", s.support);
        each("licences", s.licences);
        each("sla", s.sla);
        each("standby", s.standby);
    }

private:
    template <class Spec>
    void each(const char* list, const std::vector<Spec>& specs) {
        for (std::size_t i = 0; i < specs.size(); ++i) {
            const Spec& s = specs[i];
            const std::string path = fmt::format("contracts.{}[{}]", list, i);
            if constexpr (requires { s.pool; }) pool(s.pool, s.where, path + ".pool");
            if constexpr (requires { s.pools; }) {
                for (std::size_t k = 0; k < s.pools.size(); ++k) {
                    pool(s.pools[k], s.where, fmt::format("{}.pools[{}]", path, k));
                }
            }
            // Software is bought of anybody.
            if constexpr (requires { s.vendor; } && !std::is_same_v<Spec, LicenceSpec>) {
                vendor(s.vendor, s.where, path + ".vendor");
            }
        }
    }
    void pool(const std::string& name, const SourcePosition& at, const std::string& path) {
        refers(names_.pools, {name, at, path, "E0823"}, unread_, context_.diagnostics);
    }
    void vendor(const std::string& name, const SourcePosition& at, const std::string& path) {
        const auto& all = names_.vendors;
        if (!names_.vendors_read || name.empty() || std::count(all.begin(), all.end(), name) > 0) {
            return;
        }
        const std::string similar = closest(name, all);
        context_.error(at, "E0823", path,
                       fmt::format("nobody named \"{}\" is paid in this scenario", name),
                       similar.empty() ? "correct the name" : "did you mean " + similar + "?");
    }

    Context& context_;
    const Unread& unread_;
    Written names_;
};

}  // namespace
}  // namespace compile

void check_names(const Scenario& scenario, const Catalog& catalog, Diagnostics& diagnostics) {
    const bool batteries = compile::batteries_read(diagnostics);
    const Unread unread(diagnostics);
    World world;
    const CompileOptions options;
    compile::Context context{scenario, catalog, options, diagnostics, world, {}, {}, {}};
    for (const SiteSpec& spec : scenario.sites) compile::check_site(context, spec, batteries);
    for (const PoolSpec& spec : scenario.pools) {
        compile::known(context, catalog.servers, spec.server, spec.where,
                       fmt::format("pools[{}].server", spec.name), "server");
    }
    for (const DeploymentSpec& spec : scenario.deployments) {
        compile::known(context, catalog.models, spec.model, spec.where,
                       fmt::format("deployments[{}].model", spec.name), "model");
    }
    compile::WrittenContracts(context, unread).run();
    Diagnostics of_counts;  // told when the scenario is read whole
    const Scenario expanded = expand_sites(scenario, of_counts);
    compile::Context all{expanded, catalog, options, diagnostics, world, {}, {}, {}};
    compile::check_references(all, unread);
}

}  // namespace orrery
