// What of long lists the page carries: the largest, and the others as one row with exact sums.
#include "sim/report/page_limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <tuple>

namespace orrery::page {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 5> kDrawn{"utilisation", "arrivals", "power", "ready replicas",
                                            "longest queue"};
constexpr std::size_t kMostRows = 400;  ///< of lists without sums

/// The large group that a name belongs to; none.
const Group* large_group(const Findings& f, const std::string& name) {
    for (const Group& g : f.groups) {
        if (g.members.size() <= kMostMembers) continue;
        if (std::binary_search(g.members.begin(), g.members.end(), name)) return &g;
    }
    return nullptr;
}

/// Rows of equal keys in one, in the order in which keys first come.
template <class Row, class Key, class Add>
std::vector<Row> folded(const std::vector<Row>& rows, const Key& key, const Add& add) {
    std::vector<Row> out;
    std::map<decltype(key(rows[0])), std::size_t> at;
    for (const Row& row : rows) {
        const auto [it, fresh] = at.emplace(key(row), out.size());
        if (fresh) {
            out.push_back(row);
        } else {
            add(out[it->second], row);
        }
    }
    return out;
}

/// Cells by place with their labels, those of a label and kind added up.
template <class Cell, class Size, class Rest, class Add>
std::vector<Cell> by_place(const Findings& f, std::vector<Cell> cells, std::string Cell::*place,
                           const Size& size, const Rest& rest, const Add& add) {
    std::map<std::string, double> sizes;
    for (const Cell& c : cells) sizes[c.*place] += size(c) < 0 ? -size(c) : size(c);
    const Labels labels(f, sizes, kMostListed);
    for (Cell& c : cells) c.*place = labels.of(c.*place);
    return folded(
        cells, [&](const Cell& c) { return std::tuple(c.*place, rest(c)); }, add);
}

/// Keys of an object whose figures the page leaves out.
std::vector<std::string> further_keys(const Findings& f, const Json& object) {
    std::vector<std::string> further;
    std::size_t kept = 0;
    for (const auto& [key, child] : object.items()) {
        if (large_group(f, key) || ++kept > kMostListed) further.push_back(key);
    }
    return further;
}

std::size_t figures_in(const Json& node) {
    if (!node.is_object() || node.contains("formula")) return 1;
    std::size_t n = 0;
    for (const auto& [key, child] : node.items()) n += figures_in(child);
    return n;
}

std::size_t cut_figures(const Findings& f, Json& node) {
    if (!node.is_object() || node.contains("formula")) return 0;
    std::size_t cut = 0;
    for (const std::string& key : further_keys(f, node)) {
        cut += figures_in(node[key]);
        node.erase(key);
    }
    for (auto& [key, child] : node.items()) cut += cut_figures(f, child);
    return cut;
}

/// Rows that are wrong always stay.
std::size_t cut_rows(Json& list, std::size_t most) {
    if (!list.is_array() || list.size() <= most) return 0;
    Json kept = Json::array();
    std::size_t right = 0;
    for (Json& row : list) {
        const bool wrong = row.is_object() && row.contains("holds") && row["holds"] == false;
        if (wrong ? kept.size() < kMostRows : ++right <= most) kept.push_back(std::move(row));
    }
    const std::size_t cut = list.size() - kept.size();
    list = std::move(kept);
    return cut;
}

/// Of events that scale, which are many, every n-th; all others before them.
std::size_t cut_events(Json& list) {
    if (!list.is_array() || list.size() <= kMostRows) return 0;
    const std::size_t all = list.size();
    const auto scales = [](const Json& e) {
        return e["kind"] == "scale_up" || e["kind"] == "scale_down";
    };
    const auto many = static_cast<std::size_t>(std::count_if(list.begin(), list.end(), scales));
    const std::size_t others = std::min(all - many, kMostRows);
    const std::size_t room = std::max(kMostRows - others, kMostRows / 4);
    const std::size_t step = (many + room - 1) / room;
    Json kept = Json::array();
    std::size_t scaled = 0;
    std::size_t other = 0;
    for (Json& e : list) {
        if (scales(e) ? scaled++ % step == 0 : other++ < kMostRows) kept.push_back(std::move(e));
    }
    list = std::move(kept);
    return all - list.size();
}

}  // namespace

Labels::Labels(const Findings& findings, const std::map<std::string, double>& sizes,
               std::size_t most) {
    std::vector<std::pair<double, std::string>> single;
    for (const auto& [name, size] : sizes) {
        const Group* group = large_group(findings, name);
        if (group) {
            labels_[name] = fmt::format("{} ({})", group->name, group->members.size());
        } else {
            single.emplace_back(size, name);
        }
    }
    std::stable_sort(single.begin(), single.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    // A row of others that stands for one alone would only hide its name.
    if (single.size() <= most + 1) most = single.size();
    const std::string others = fmt::format("others ({})", single.size() - most);
    for (std::size_t i = 0; i < single.size(); ++i) {
        labels_[single[i].second] = i < most ? single[i].second : others;
    }
}

const std::string& Labels::of(const std::string& name) const {
    const auto it = labels_.find(name);
    return it == labels_.end() ? name : it->second;
}

std::vector<CostCell> cost_cells(const Findings& f) {
    return by_place(
        f, f.costs, &CostCell::site, [](const CostCell& c) { return c.amount; },
        [](const CostCell& c) { return std::tuple(c.vendor, c.month, c.category); },
        [](CostCell& into, const CostCell& c) { into.amount += c.amount; });
}

std::vector<CarbonCell> carbon_cells(const Findings& f) {
    return by_place(
        f, f.carbon, &CarbonCell::site, [](const CarbonCell& c) { return c.gco2e; },
        [](const CarbonCell& c) { return std::tuple(c.source, c.scope); },
        [](CarbonCell& into, const CarbonCell& c) {
            into.gco2e += c.gco2e;
            into.kwh += c.kwh;
        });
}

std::vector<EnergyFlow> energy_flows(const Findings& f) {
    return by_place(
        f, f.energy_flows, &EnergyFlow::site, [](const EnergyFlow& e) { return e.kwh; },
        [](const EnergyFlow& e) { return std::tuple(e.from, e.to); },
        [](EnergyFlow& into, const EnergyFlow& e) { into.kwh += e.kwh; });
}

std::vector<AssetRow> assets(const Findings& f) {
    std::map<std::string, double> sizes;
    for (const AssetRow& a : f.assets) sizes[a.pool] += a.cost;
    const Labels labels(f, sizes, kMostListed);
    std::vector<AssetRow> rows = f.assets;
    for (AssetRow& a : rows) {
        const std::string& label = labels.of(a.pool);
        if (label == a.pool) continue;
        a.pool = label;
        a.site.clear();
    }
    return folded(
        rows, [](const AssetRow& a) { return a.pool; },
        [](AssetRow& into, const AssetRow& a) {
            const double servers = into.servers + a.servers;
            if (servers > 0) {
                into.utilisation =
                    (into.utilisation * into.servers + a.utilisation * a.servers) / servers;
            }
            into.servers += a.servers;
            into.cost += a.cost;
            into.written_off += a.written_off;
            into.book += a.book;
            into.market += a.market;
        });
}

std::vector<Series> series(const Findings& f) {
    std::vector<Series> out;
    for (const char* name : kDrawn) {
        std::map<std::string, double> sizes;
        for (const Series& s : f.series) {
            if (s.name != name) continue;
            for (const double v : s.values) sizes[s.where] += v < 0 ? -v : v;
        }
        const Labels labels(f, sizes, kMostLines);
        const bool longest = std::string(name) == "longest queue";
        std::map<std::string, std::pair<std::size_t, double>> at;  ///< row, how many it is of
        for (const Series& s : f.series) {
            if (s.name != name) continue;
            const std::string& label = labels.of(s.where);
            const auto [it, fresh] = at.emplace(label, std::pair(out.size(), 1.0));
            if (fresh) {
                out.push_back(s);
                out.back().where = label;
                continue;
            }
            it->second.second += 1;
            std::vector<double>& sum = out[it->second.first].values;
            for (std::size_t i = 0; i < std::min(sum.size(), s.values.size()); ++i) {
                sum[i] = longest ? std::max(sum[i], s.values[i]) : sum[i] + s.values[i];
            }
        }
        if (std::string(name) != "utilisation") continue;
        for (const auto& [label, row] : at) {
            for (double& v : out[row.first].values) v /= row.second;
        }
    }
    return out;
}

std::size_t cut_result(const Findings& f, Json& result) {
    std::size_t cut = 0;
    result.erase("energy_flows");  // the page has them by place
    result.erase("scopes");
    for (auto& [key, child] : result.items()) {
        if (child.is_object() && key != "finance_tables") cut += cut_figures(f, child);
    }
    for (const char* list : {"bounds", "checks", "bottlenecks"}) {
        if (result.contains(list)) cut += cut_rows(result[list], kMostListed);
    }
    cut += cut_events(result["events"]);
    for (const char* list : {"projects", "outages", "deliveries", "pool_costs"}) {
        if (result.contains(list)) cut += cut_rows(result[list], kMostRows);
    }
    if (result.contains("finance_tables")) {
        cut += cut_rows(result["finance_tables"]["budgets"], kMostRows);
        cut += cut_rows(result["finance_tables"]["values"], kMostRows);
    }
    return cut;
}

}  // namespace orrery::page
