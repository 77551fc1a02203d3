// Equal entries that were made from one: who belongs together, and what they show in common.
#include "sim/analysis/groups.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "sim/scenario/excluded_flows.hpp"

namespace orrery::analysis {
namespace {

template <class Items, class GroupOf>
void list(Findings& out, const char* kind, const Items& items, const GroupOf& group_of) {
    std::map<std::string, std::vector<std::string>> groups;
    for (const auto& item : items) {
        if (!group_of(item).empty()) groups[group_of(item)].push_back(item.name);
    }
    for (auto& [name, members] : groups) out.groups.push_back({kind, name, std::move(members)});
}

/// The sum of a metric over a group's sites.
void add_sum(const Group& group, const std::string& prefix, const std::string& path,
             Findings& out) {
    Metric sum;
    for (const std::string& member : group.members) {
        const Metric* m = out.metrics.find(prefix + member);
        if (!m) continue;
        sum.value += m->value;
        sum.unit = m->unit;
    }
    if (sum.unit.empty()) return;
    sum.formula = "Σ of the sites that were made from the entry";
    out.metrics.set(path + group.name, std::move(sum));
}

/// Shares of accelerator time of all its pools together.
void add_utilisation(const Group& group, Findings& out) {
    const char* const parts[]{"useful", "idle", "overhead", "failed"};
    double sums[4]{};
    double total = 0;
    for (const std::string& member : group.members) {
        for (int i = 0; i < 4; ++i) {
            const Metric* m =
                out.metrics.find("utilisation.by_pool." + member + "." + parts[i] + "_seconds");
            if (m) sums[i] += m->value;
            if (m) total += m->value;
        }
    }
    for (int i = 0; i < 4 && total > 0; ++i) {
        Metric m;
        m.value = sums[i] / total;
        m.formula = "Σ of its pools / accelerator time present";
        out.metrics.set("utilisation.by_group." + group.name + "." + parts[i], m);
    }
}

void add_service_levels(const Input& in, const Group& group, const ServingStats& s, Findings& out) {
    std::int64_t arrived = 0;
    const std::set<std::string> members(group.members.begin(), group.members.end());
    const SloSpec* slo = nullptr;
    for (std::size_t w = 0; w < in.world.workloads.size(); ++w) {
        if (members.count(in.world.workloads[w].name) == 0) continue;
        arrived += in.o.workloads[w].measured_arrived;
        slo = &in.world.workloads[w].spec.slo;
    }
    if (!slo || arrived == 0 || !slo->given()) return;
    Metric m;
    m.value = static_cast<double>(s.slo_met) / static_cast<double>(arrived);
    m.n = arrived;
    m.formula = "Σ of its workloads: requests that met every limit / requests that arrived";
    out.metrics.set("slo.by_group." + group.name + ".attainment", m);
    m.value = slo->target;
    m.n = 0;
    m.formula = "as the scenario states it";
    out.metrics.set("slo.by_group." + group.name + ".target", m);
}

void add_latency(const Input& in, const Group& group, Findings& out) {
    const std::set<std::string> members(group.members.begin(), group.members.end());
    std::vector<std::size_t> workloads;
    for (std::size_t w = 0; w < in.world.workloads.size(); ++w) {
        if (members.count(in.world.workloads[w].name) > 0) workloads.push_back(w);
    }
    const ServingStats s = merged(in.o, workloads);
    add_latencies(out, "latency.by_group." + group.name, s);
    add_service_levels(in, group, s, out);
}

}  // namespace

void list_groups(const Input& in, Findings& out) {
    const auto own = [](const auto& item) -> const std::string& { return item.group; };
    list(out, "site", in.world.sites, own);
    list(out, "pool", in.world.pools, own);
    list(out, "deployment", in.world.deployments, own);
    list(out, "workload", in.world.workloads,
         [](const Workload& w) -> const std::string& { return w.spec.group; });
}

void add_groups(const Input& in, Findings& out) {
    for (const Group& group : out.groups) {
        if (group.kind == "site") {
            add_sum(group, "cost.by_site.", "cost.by_group.", out);
            add_sum(group, "energy.by_site.", "energy.by_group.", out);
            add_sum(group, "carbon.by_site.", "carbon.by_group.", out);
        }
        if (group.kind == "pool") add_utilisation(group, out);
        if (group.kind == "workload") add_latency(in, group, out);
    }
}

const std::string& shown(const Findings& f, const std::string& kind, const std::string& name) {
    for (const Group& group : f.groups) {
        const auto& m = group.members;
        if (group.kind == kind && std::binary_search(m.begin(), m.end(), name)) return group.name;
    }
    return name;
}

namespace {

/// Rows by what tells them apart.
using FlowKeys = std::map<std::string, std::size_t>;

void add_flows(const std::vector<DataFlow>& flows, bool allowed, FlowKeys& rows, Findings& out) {
    for (const DataFlow& flow : flows) {
        if (flow.data_class.empty() && flow.rule == "unclassified: no rule") continue;
        FlowRow row{flow.group.empty() ? flow.subject : flow.group,
                    flow.data_class,
                    flow.what,
                    shown(out, "site", flow.from),
                    shown(out, "site", flow.to),
                    flow.country,
                    flow.operated_by,
                    flow.rule,
                    flow.jurisdiction,
                    flow.encrypted,
                    flow.confidential,
                    allowed};
        // Prompts and responses take one way, there and back.
        const std::string key = row.subject + "\n" + std::max(row.from, row.to) + "\n" +
                                std::min(row.from, row.to) + "\n" + row.rule;
        const auto [at, fresh] = rows.emplace(key, out.data_flows.size());
        if (fresh) {
            out.data_flows.push_back(std::move(row));
        } else if (out.data_flows[at->second].what.find(row.what) == std::string::npos) {
            out.data_flows[at->second].what += ", " + row.what;
        }
    }
}

}  // namespace

void add_data_flows(const Input& in, Findings& out) {
    FlowKeys rows;
    add_flows(in.world.data_flows, true, rows, out);
    add_flows(excluded_flows(in.world), false, rows, out);
}

}  // namespace orrery::analysis
