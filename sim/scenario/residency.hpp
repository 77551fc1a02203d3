// Residency as hard constraints: where data of a class may be, under whose law, by which rule.
#pragma once
#include <string>
#include <vector>

#include "sim/scenario/world.hpp"

namespace orrery {

enum class RuleKind { countries, jurisdictions, operators, certifications, confidential };

/// One rule of an entry: a place satisfies it or not, whatever the other rules say.
struct ResidencyRule {
    RuleKind kind = RuleKind::countries;
    std::string path;                   ///< "data_classes[health].countries"
    std::vector<std::string> written;   ///< as the user has it: "EU"
    std::vector<std::string> expanded;  ///< groups replaced by their countries
};

/// What holds for the data of one workload, job or data set.
struct ResidencyRules {
    std::string data_class;  ///< names joined by " + "; empty: unclassified
    bool encrypted = false;
    bool confidential = false;
    std::vector<std::string> encrypted_by;  ///< paths of the entries that demand it
    std::vector<ResidencyRule> rules;
};

/// Rules of a workload: its `residency`, its data class and those of the projects it carries.
/// Classes that do not exist add nothing (check_scenario names them).
ResidencyRules residency_rules(const Scenario& scenario, const Catalog& catalog,
                               const WorkloadSpec& workload);
/// A job's classes are its own, its projects' and that of the data set it reads: what it writes is
/// made of those data.
ResidencyRules residency_rules(const Scenario& scenario, const Catalog& catalog,
                               const JobSpec& job);
ResidencyRules residency_rules(const Scenario& scenario, const Catalog& catalog,
                               const DatasetSpec& dataset);
/// Of data that lie at a site and are not worked on: confidential computing protects data in use.
ResidencyRules at_rest(ResidencyRules rules);

/// Why the place breaks the rule ("US is not in [EU]"), or empty.
std::string violation(const ResidencyRule& rule, const Site& site, const Pool& pool);
/// What of the place satisfied it: "DE in [EU]".
std::string satisfied_by(const ResidencyRule& rule, const Site& site);
/// The first rule that the place breaks, or null.
const ResidencyRule* broken_rule(const ResidencyRules& rules, const Site& site, const Pool& pool);

}  // namespace orrery
