// Steps of compilation about names of the world outside: operators, countries, certifications.
#pragma once
#include <string>
#include <vector>

#include "sim/scenario/compile/context.hpp"

namespace orrery::compile {

/// The candidate that the word was meant to be: it differs by case, by signs between letters, or by
/// one letter left out, added, changed or swapped. Another digit is another name: ISO27701 is not
/// a slip of ISO27001. Empty: none.
std::string slip_of(const std::string& word, const std::vector<std::string>& candidates);

/// Who runs the site, whose law binds it, and what its places commonly hold, unless the scenario
/// says. Where the catalog does not know the operator, somebody else's hall is never taken to be
/// under its country's law without a word.
void take_operator(Context& context, const SiteSpec& spec, const std::string& path, Site& site);
/// Country, law, time zone and certifications as the scenario writes them.
void check_site_names(Context& context, const SiteSpec& spec, const std::string& path);
/// Countries, operators and certifications of data classes, and countries of residency; after the
/// sites.
void check_rule_names(Context& context);

}  // namespace orrery::compile
