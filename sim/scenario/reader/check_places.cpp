// What contradicts itself about places: data classes that do not exist, APIs without a site.
#include <fmt/format.h>

#include <set>

#include "sim/scenario/reader/contradictions.hpp"
#include "sim/scenario/reader/references.hpp"
#include "sim/scenario/table.hpp"

namespace orrery {
namespace {

void check_names(const Scenario& s, Diagnostics& diagnostics) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < s.data_classes.size(); ++i) {
        const DataClassSpec& c = s.data_classes[i];
        if (c.name.empty() || seen.insert(c.name).second) continue;
        Reader{diagnostics}.error(c.where, "E0301", fmt::format("data_classes[{}].name", i),
                                  "the name \"" + c.name + "\" is taken",
                                  "names are unique in a list");
    }
}

void check_api(const Scenario& s, const Unread& unread, Diagnostics& diagnostics, std::size_t i) {
    const DeploymentSpec& d = s.deployments[i];
    const std::string path = fmt::format("deployments[{}]", i);
    if (d.api.empty()) {
        const bool stated = unread.touches(path + ".pool") || unread.touches(path + ".api");
        if (d.pool.empty() && !stated) {
            Reader{diagnostics}.error(d.where, "E0201", path, "the key \"pool\" is missing",
                                      "pool that it runs on; or api, which needs none");
        }
        if (d.site.empty()) return;
        return Reader{diagnostics}.error(
            d.where, "E0383", path + ".site",
            "a deployment stands on a pool; only an API has a site",
            "remove site, or buy tokens: api: {price: openai/gpt-5.4-mini}");
    }
    if (!d.pool.empty()) {
        return Reader{diagnostics}.error(d.where, "E0383", path + ".pool",
                                         "tokens of an API need no pool",
                                         "remove pool; name the site of kind api");
    }
    const NamedList sites = named_list("sites", "site", s.sites);
    refers(sites, {d.site, d.where, path + ".site"}, unread, diagnostics);
    if (!d.site.empty() || unread.touches(path + ".site")) return;
    Reader{diagnostics}.error(d.where, "E0383", path + ".site", "the site of the API is not given",
                              "a site of kind api; " + meant_of(sites, d.site));
}

}  // namespace

void check_places(const Scenario& s, const Unread& unread, Diagnostics& diagnostics) {
    check_names(s, diagnostics);
    for (std::size_t i = 0; i < s.deployments.size(); ++i) check_api(s, unread, diagnostics, i);
    const NamedList classes = named_list("data_classes", "data class", s.data_classes);
    const auto each = [&](const char* list, const char* key, const auto& items) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::string path = fmt::format("{}[{}].{}", list, i, key);
            refers(classes, {items[i].data_class, items[i].where, path}, unread, diagnostics);
        }
    };
    each("workloads", "data_class", s.workloads);
    each("jobs", "data_class", s.jobs);
    each("datasets", "class", s.datasets);
}

}  // namespace orrery
