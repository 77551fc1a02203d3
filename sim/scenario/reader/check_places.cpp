// What contradicts itself about places: data classes that do not exist, APIs without a site.
#include <fmt/format.h>

#include <set>

#include "sim/scenario/reader/reader.hpp"

namespace orrery {
namespace {

void error(Diagnostics& diagnostics, const SourcePosition& at, std::string code, std::string path,
           std::string message, std::string hint) {
    Diagnostic d;
    d.code = std::move(code);
    d.at = at;
    d.path = std::move(path);
    d.message = std::move(message);
    d.hint = std::move(hint);
    diagnostics.add(std::move(d));
}

void check_class(const Scenario& s, Diagnostics& diagnostics, const SourcePosition& at,
                 const std::string& path, const std::string& name) {
    if (name.empty()) return;
    std::vector<std::string> names;
    for (const DataClassSpec& c : s.data_classes) names.push_back(c.name);
    for (const std::string& known : names) {
        if (known == name) return;
    }
    const std::string similar = closest(name, names);
    error(diagnostics, at, "E0302", path, fmt::format("there is no data class named \"{}\"", name),
          !similar.empty() ? "did you mean " + similar + "?"
          : names.empty()  ? "define one under data_classes"
                           : fmt::format("defined: {}", fmt::join(names, ", ")));
}

void check_names(const Scenario& s, Diagnostics& diagnostics) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < s.data_classes.size(); ++i) {
        const DataClassSpec& c = s.data_classes[i];
        if (c.name.empty() || seen.insert(c.name).second) continue;
        error(diagnostics, c.where, "E0301", fmt::format("data_classes[{}].name", i),
              "the name \"" + c.name + "\" is taken", "names are unique in a list");
    }
}

void check_api(const Scenario& s, Diagnostics& diagnostics, std::size_t i) {
    const DeploymentSpec& d = s.deployments[i];
    const std::string path = fmt::format("deployments[{}]", i);
    if (d.api.empty()) {
        if (d.pool.empty()) {
            error(diagnostics, d.where, "E0201", path, "the key \"pool\" is missing",
                  "add pool: … (pool that it runs on), or api, which needs none");
        }
        if (d.site.empty()) return;
        return error(diagnostics, d.where, "E0383", path + ".site",
                     "a deployment stands on a pool; only an API has a site",
                     "remove site, or buy tokens: api: {price: openai/gpt-5.4-mini}");
    }
    if (!d.pool.empty()) {
        return error(diagnostics, d.where, "E0383", path + ".pool", "tokens of an API need no pool",
                     "remove pool; name the site of kind api");
    }
    std::vector<std::string> names;
    for (const SiteSpec& site : s.sites) {
        if (site.name == d.site) return;
        names.push_back(site.name);
    }
    error(diagnostics, d.where, d.site.empty() ? "E0383" : "E0302", path + ".site",
          d.site.empty() ? "the site of the API is not given"
                         : fmt::format("there is no site named \"{}\"", d.site),
          "a site of kind api; defined: " + fmt::format("{}", fmt::join(names, ", ")));
}

}  // namespace

void check_places(const Scenario& s, Diagnostics& diagnostics) {
    check_names(s, diagnostics);
    for (std::size_t i = 0; i < s.deployments.size(); ++i) check_api(s, diagnostics, i);
    for (std::size_t i = 0; i < s.workloads.size(); ++i) {
        check_class(s, diagnostics, s.workloads[i].where,
                    fmt::format("workloads[{}].data_class", i), s.workloads[i].data_class);
    }
    for (std::size_t i = 0; i < s.jobs.size(); ++i) {
        check_class(s, diagnostics, s.jobs[i].where, fmt::format("jobs[{}].data_class", i),
                    s.jobs[i].data_class);
    }
    for (std::size_t i = 0; i < s.datasets.size(); ++i) {
        check_class(s, diagnostics, s.datasets[i].where, fmt::format("datasets[{}].class", i),
                    s.datasets[i].data_class);
    }
}

}  // namespace orrery
