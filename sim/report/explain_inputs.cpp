// The inputs that a family of figures reads, each with where it is from: scenario line, overlay,
// catalog entry.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/report/explain_parts.hpp"

namespace orrery::explain {
namespace {

constexpr std::size_t kInputsShown = 14;

/// Which inputs families read, what matters most first: beginnings of paths, "*" for any item.
struct Reads {
    const char* families;
    const char* paths;
};

constexpr Reads kReads[] = {
    {"latency slo waits requests throughput tokens utilisation tasks",
     "workloads[*].demand workloads[*].slo workloads[*].router workloads[*].max_queue "
     "workloads[*].timeout workloads[*].retries workloads[*].deployments deployments[*]. "
     "pools[*].server pools[*].failures sites[*].outages network.rtt[*]. warmup horizon"},
    {"cost unit",
     "pools[*].price pools[*].capex pools[*].contract pools[*].life pools[*].residual "
     "pools[*].maintenance pools[*].staff pools[*].servers pools[*].purchase pools[*].offer "
     "sites[*].electricity sites[*].pue sites[*].tariff sites[*].colocation sites[*].egress "
     "sites[*].modules contracts staff[*]. exchange_rate fx[*]. horizon"},
    {"finance",
     "finance workloads[*].value jobs[*].value pools[*].price pools[*].capex pools[*].purchase "
     "pools[*].life pools[*].contract sites[*].electricity contracts staff[*]. exchange_rate "
     "horizon"},
    {"energy power pue wue water ref cfe sites",
     "sites[*].pue sites[*].cooling sites[*].wue sites[*].energy sites[*].grid "
     "sites[*].grid_factors sites[*].power pools[*].server pools[*].servers"},
    {"carbon cue",
     "sites[*].grid sites[*].grid_intensity sites[*].grid_direct sites[*].grid_factors "
     "sites[*].pue sites[*].relation sites[*].boundary sites[*].equity sites[*].energy "
     "pools[*].embodied_life pools[*].server pools[*].servers reporting"},
    {"supply services runbooks risk",
     "vendors[*]. sites[*].outages pools[*].failures pools[*].supply disruptions[*]. "
     "services[*]. runbooks[*]. sites[*].region pools[*].contract"},
    {"jobs", "jobs[*]. pools[*].failures pools[*].servers"}};

std::vector<std::string> words(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

/// Patterns of a family; empty where none is known.
std::vector<std::string> patterns_of(const std::string& family) {
    for (const Reads& reads : kReads) {
        const auto families = words(reads.families);
        const bool named = std::find(families.begin(), families.end(), family) != families.end();
        if (named) return words(reads.paths);
    }
    return {};
}

/// "sites[0].pue" → "sites[*].pue", and what stood in the first brackets.
std::string bare(const std::string& path, std::string& item) {
    const std::size_t open = path.find('[');
    const std::size_t close = path.find(']');
    if (open == std::string::npos || close == std::string::npos || close < open) return path;
    item = path.substr(open + 1, close - open - 1);
    return path.substr(0, open + 1) + "*" + path.substr(close);
}

bool fits(const std::string& path, const std::string& pattern) {
    if (path.rfind(pattern, 0) != 0) return false;
    if (path.size() == pattern.size() || pattern.back() == '.') return true;
    const char next = path[pattern.size()];
    return next == '.' || next == '[';
}

/// Items by "sites[0]" → name, and the site of each pool, the pool of each deployment.
struct Places {
    std::map<std::string, std::string> name;  ///< by list and index
    std::map<std::string, std::string> site;  ///< of a pool's name
    std::map<std::string, std::string> pool;  ///< of a deployment's name
};

Places places_of(const std::vector<Origin>& inputs) {
    Places out;
    for (const Origin& o : inputs) {
        const std::size_t end = o.path.find("].name");
        if (end != std::string::npos && end + 6 == o.path.size()) {
            out.name[o.path.substr(0, end + 1)] = o.value;
        }
    }
    for (const Origin& o : inputs) {
        const std::string head = o.path.substr(0, o.path.find(']') + 1);
        const auto it = out.name.find(head);
        if (it == out.name.end()) continue;
        const std::string rest = o.path.substr(head.size());
        if (rest == ".site" && head.rfind("pools[", 0) == 0) out.site[it->second] = o.value;
        if (rest == ".pool") out.pool[it->second] = o.value;
    }
    return out;
}

/// What the path is of: the site, pool, workload or job that it names; empty: all.
struct Focus {
    std::string list;  ///< "sites", "pools", "workloads", "jobs"
    std::string name;
};

Focus focus_of(const Asked& a, const Places& places) {
    static const std::vector<std::pair<const char*, const char*>> prefixes{
        {"cost.by_site.", "sites"},
        {"energy.by_site.", "sites"},
        {"water.by_site.", "sites"},
        {"carbon.by_site.", "sites"},
        {"cfe.by_site.", "sites"},
        {"power.by_site.", "sites"},
        {"sites.", "sites"},
        {"utilisation.by_pool.", "pools"},
        {"cost.per_accelerator_hour.", "pools"},
        {"supply.by_pool.", "pools"},
        {"latency.by_workload.", "workloads"},
        {"slo.by_workload.", "workloads"},
        {"slo.by_deployment.", "deployments"},
        {"slo.below_target.by_deployment.", "deployments"},
        {"jobs.by_name.", "jobs"}};
    for (const auto& [prefix, list] : prefixes) {
        const std::string rest = a.member(prefix);
        if (rest.empty()) continue;
        for (const auto& [head, name] : places.name) {
            if (head.rfind(std::string(list) + "[", 0) != 0) continue;
            if (rest == name || rest.rfind(name + ".", 0) == 0) return {list, name};
        }
    }
    return {};
}

/// Whether an item of a list is, or stands at, the place that is asked for.
bool in_focus(const Focus& focus, const std::string& list, const std::string& item,
              const Places& places) {
    if (focus.list.empty()) return true;
    const auto site_of = [&](const std::string& pool) {
        const auto it = places.site.find(pool);
        return it == places.site.end() ? std::string() : it->second;
    };
    if (list == focus.list) return item == focus.name;
    if (focus.list == "deployments" && (list == "pools" || list == "sites")) {
        const auto it = places.pool.find(focus.name);
        const std::string pool = it == places.pool.end() ? std::string() : it->second;
        return item == (list == "pools" ? pool : site_of(pool));
    }
    if (list == "pools" && focus.list == "sites") return site_of(item) == focus.name;
    if (list == "sites" && focus.list == "pools") return item == site_of(focus.name);
    if (focus.list != "workloads" && (list == "deployments" || list == "contracts")) {
        const auto it = places.pool.find(item);
        if (it == places.pool.end()) return list == "contracts";
        return focus.list == "pools" ? it->second == focus.name : site_of(it->second) == focus.name;
    }
    return list != "workloads" && list != "jobs";
}

/// Of "power model of chat": whether chat is, or stands at, the place that is asked for. What is
/// of no entry is of every place.
bool in_focus(const Focus& focus, const std::string& what, const Places& places) {
    const std::size_t of = what.rfind(" of ");
    std::string item = of == std::string::npos ? std::string() : what.substr(of + 4);
    if (item.rfind("contract ", 0) == 0) item.erase(0, 9);
    bool known = false;
    for (const auto& [head, name] : places.name) {
        if (name != item) continue;
        known = true;
        if (in_focus(focus, head.substr(0, head.find('[')), item, places)) return true;
    }
    return !known;
}

struct Found {
    std::string path;
    const Origin* origin = nullptr;
    std::size_t rank = 0;  ///< of the pattern that it fits: what matters most comes first
};

/// Narrower than a family: what a category of cost reads.
bool of_category(const Asked& a, const std::string& path) {
    static const std::map<std::string, std::vector<const char*>> words{
        {"energy", {"electricity", "tariff", "pue", "servers"}},
        {"staff", {"staff"}},
        {"egress", {"egress"}},
        {"maintenance", {"maintenance", "capex", "purchase", "servers"}},
        {"depreciation", {"life", "residual", "capex", "purchase", "servers"}},
        {"compute", {"price", "contract", "servers", "offer", "contracts"}}};
    const auto it = words.find(a.member("cost.by_category."));
    if (it == words.end()) return true;
    return std::any_of(it->second.begin(), it->second.end(),
                       [&](const char* word) { return path.find(word) != std::string::npos; });
}

std::vector<Found> found_of(const Asked& a, std::size_t& defaults) {
    const auto& inputs = a.results.rows.inputs;
    const Places places = places_of(inputs);
    const Focus focus = focus_of(a, places);
    const std::string family = a.path.substr(0, a.path.find('.'));
    const std::vector<std::string> patterns = patterns_of(family);
    std::vector<Found> out;
    for (const Origin& o : inputs) {
        std::string item;
        const std::string path = bare(o.path, item);
        const auto fit =
            std::find_if(patterns.begin(), patterns.end(),
                         [&](const std::string& pattern) { return fits(path, pattern); });
        if (fit == patterns.end() || !of_category(a, o.path)) continue;
        const std::string list = o.path.substr(0, o.path.find('['));
        const auto name = places.name.find(list + "[" + item + "]");
        if (name != places.name.end()) item = name->second;
        if (!path.empty() && path != o.path && !in_focus(focus, list, item, places)) continue;
        if (o.origin == "default") {
            ++defaults;
            continue;
        }
        const std::size_t close = o.path.find(']');
        out.push_back({path == o.path ? o.path : list + "[" + item + "]" + o.path.substr(close + 1),
                       &o, static_cast<std::size_t>(fit - patterns.begin())});
    }
    return out;
}

/// A few keys of each kind, each once, before the rest: a long list shows what kinds of inputs
/// there are.
std::vector<const Found*> each_key_first(const std::vector<Found>& found) {
    constexpr int kOfAKind = 4;
    std::set<std::string> seen;
    std::map<std::size_t, int> of_kind;
    std::vector<const Found*> first;
    std::vector<const Found*> second;
    for (const Found& f : found) {
        std::string item;
        const bool leads = seen.insert(bare(f.path, item)).second && of_kind[f.rank]++ < kOfAKind;
        (leads ? first : second).push_back(&f);
    }
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

}  // namespace

std::vector<const BasisInput*> resting_on(const Asked& a, const FigureBasis& basis) {
    const Places places = places_of(a.results.rows.inputs);
    const Focus focus = focus_of(a, places);
    std::vector<const BasisInput*> out;
    for (const BasisInput& in : basis.inputs) {
        if (in_focus(focus, in.what, places)) out.push_back(&in);
    }
    return out;
}

void inputs(const Asked& a) {
    if (a.results.rows.inputs.empty()) {
        a.page.out += "\n";
        a.page.paragraph("Inputs are not kept in this result (it is of an older version).", "");
        return;
    }
    std::size_t defaults = 0;
    std::vector<Found> found = found_of(a, defaults);
    if (found.empty() && defaults == 0) return;
    // Names are no inputs; facts of the catalog stand behind what the scenario states.
    std::erase_if(found, [](const Found& f) {
        return f.path.size() > 5 && f.path.compare(f.path.size() - 5, 5, ".name") == 0;
    });
    std::stable_sort(found.begin(), found.end(),
                     [](const Found& x, const Found& y) { return x.rank < y.rank; });
    std::stable_partition(found.begin(), found.end(), [](const Found& f) {
        return f.origin->origin.find("catalog, as of") == std::string::npos;
    });
    a.page.heading("Inputs that such a figure reads");
    const std::vector<const Found*> order = each_key_first(found);
    std::size_t shown = 0;
    for (const Found* f : order) {
        if (++shown > kInputsShown) break;
        a.page.paragraph(f->path + " = " + f->origin->value + " from " + f->origin->origin, "  ");
    }
    std::vector<std::string> rest;
    if (order.size() > kInputsShown) {
        rest.push_back(fmt::format("{} more that are stated or from the catalog",
                                   order.size() - kInputsShown));
    }
    if (defaults > 0) rest.push_back(fmt::format("{} defaults", defaults));
    if (rest.empty()) return;
    a.page.paragraph(
        fmt::format("… and {}: v_inputs in results.db, or manifest.json.", fmt::join(rest, ", ")),
        "  ");
}

}  // namespace orrery::explain
