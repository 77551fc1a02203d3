// Residency as hard constraints: where data of a class may be, under whose law, by which rule.
#include "sim/scenario/residency.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace orrery {
namespace {

bool has(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

std::string list_text(const std::vector<std::string>& items) {
    return fmt::format("[{}]", fmt::join(items, ", "));
}

/// "EU" becomes its countries; a country stays.
std::vector<std::string> expand(const Catalog& catalog, const std::vector<std::string>& written) {
    std::vector<std::string> all;
    for (const std::string& word : written) {
        const auto group = catalog.country_groups.find(word);
        if (group == catalog.country_groups.end()) {
            all.push_back(word);
        } else {
            all.insert(all.end(), group->second.countries.begin(), group->second.countries.end());
        }
    }
    return all;
}

void add_rule(ResidencyRules& out, const Catalog& catalog, RuleKind kind, std::string path,
              const std::vector<std::string>& written) {
    if (written.empty()) return;
    const bool places = kind == RuleKind::countries || kind == RuleKind::jurisdictions;
    out.rules.push_back(
        {kind, std::move(path), written, places ? expand(catalog, written) : written});
}

void add_class(ResidencyRules& out, const Scenario& scenario, const Catalog& catalog,
               const std::string& name) {
    for (const DataClassSpec& c : scenario.data_classes) {
        if (c.name != name) continue;
        const std::string path = fmt::format("data_classes[{}].", name);
        const std::string known = " + " + out.data_class + " + ";
        if (known.find(" + " + name + " + ") != std::string::npos) return;
        out.data_class += (out.data_class.empty() ? "" : " + ") + name;
        out.encrypted = out.encrypted || c.encrypted;
        if (c.encrypted) out.encrypted_by.push_back(path + "encrypted");
        add_rule(out, catalog, RuleKind::countries, path + "countries", c.countries);
        add_rule(out, catalog, RuleKind::jurisdictions, path + "jurisdictions", c.jurisdictions);
        add_rule(out, catalog, RuleKind::operators, path + "operators", c.operators);
        add_rule(out, catalog, RuleKind::certifications, path + "certifications", c.certifications);
        if (!c.confidential) continue;
        out.confidential = true;
        out.rules.push_back({RuleKind::confidential, path + "confidential", {"true"}, {}});
    }
}

/// A project states the class of the data that its carrier works on.
void add_projects(ResidencyRules& out, const Scenario& scenario, const Catalog& catalog,
                  const std::string& carrier, const std::string& group) {
    for (const Project& project : scenario.projects) {
        const bool carries =
            project.workload == carrier || (!group.empty() && project.workload == group);
        if (carries && !project.data_class.empty()) {
            add_class(out, scenario, catalog, project.data_class);
        }
    }
}

/// The attribute of the place that a rule looks at.
const std::string& looked_at(const ResidencyRule& rule, const Site& site) {
    if (rule.kind == RuleKind::countries) return site.country;
    return rule.kind == RuleKind::jurisdictions ? site.jurisdiction : site.operated_by;
}

}  // namespace

ResidencyRules residency_rules(const Scenario& scenario, const Catalog& catalog,
                               const WorkloadSpec& workload) {
    ResidencyRules out;
    const std::string& entry = workload.group.empty() ? workload.name : workload.group;
    add_rule(out, catalog, RuleKind::countries, fmt::format("workloads[{}].residency", entry),
             workload.residency);
    if (!workload.data_class.empty()) add_class(out, scenario, catalog, workload.data_class);
    add_projects(out, scenario, catalog, workload.name, workload.group);
    return out;
}

ResidencyRules residency_rules(const Scenario& scenario, const Catalog& catalog,
                               const JobSpec& job) {
    ResidencyRules out;
    if (!job.data_class.empty()) add_class(out, scenario, catalog, job.data_class);
    add_projects(out, scenario, catalog, job.name, job.group);
    if (!job.input || job.input->dataset.empty()) return out;
    for (const DatasetSpec& data : scenario.datasets) {
        if (data.name == job.input->dataset) add_class(out, scenario, catalog, data.data_class);
    }
    return out;
}

ResidencyRules residency_rules(const Scenario& scenario, const Catalog& catalog,
                               const DatasetSpec& dataset) {
    ResidencyRules out;
    add_class(out, scenario, catalog, dataset.data_class);
    return out;
}

ResidencyRules at_rest(ResidencyRules rules) {
    auto& list = rules.rules;
    list.erase(
        std::remove_if(list.begin(), list.end(),
                       [](const ResidencyRule& r) { return r.kind == RuleKind::confidential; }),
        list.end());
    rules.confidential = false;
    return rules;
}

std::string violation(const ResidencyRule& rule, const Site& site, const Pool& pool) {
    if (rule.kind == RuleKind::confidential) {
        return pool.confidential ? "" : "the pool has no confidential computing";
    }
    if (rule.kind == RuleKind::certifications) {
        std::vector<std::string> missing;
        for (const std::string& one : rule.expanded) {
            if (!has(site.certifications, one)) missing.push_back(one);
        }
        return missing.empty() ? "" : fmt::format("{} is missing", fmt::join(missing, ", "));
    }
    const std::string& value = looked_at(rule, site);
    if (has(rule.expanded, value)) return "";
    const char* what = rule.kind == RuleKind::countries       ? "country"
                       : rule.kind == RuleKind::jurisdictions ? "operator's jurisdiction"
                                                              : "operator";
    return fmt::format("{} {} is not in {}", what, value, list_text(rule.written));
}

std::string satisfied_by(const ResidencyRule& rule, const Site& site) {
    if (rule.kind == RuleKind::confidential) return rule.path + ": confidential pool";
    if (rule.kind == RuleKind::certifications) {
        return rule.path + ": has " + fmt::format("{}", fmt::join(rule.written, ", "));
    }
    return fmt::format("{}: {} in {}", rule.path, looked_at(rule, site), list_text(rule.written));
}

const ResidencyRule* broken_rule(const ResidencyRules& rules, const Site& site, const Pool& pool) {
    for (const ResidencyRule& rule : rules.rules) {
        if (!violation(rule, site, pool).empty()) return &rule;
    }
    return nullptr;
}

}  // namespace orrery
