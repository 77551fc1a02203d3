// Changes of a scenario's text that leave all else, comments included, as its owner wrote it.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace orrery {

/// Each function gives the changed text, or nothing where the place is written in a style that it
/// does not change (a list in brackets, an entry over several lines of braces).

/// The entry of that name in a list of the scenario ("workloads") replaced, or added at the list's
/// end; a list that is not there is added. `entry` begins with "- name: …", indented by nothing.
std::optional<std::string> with_entry(const std::string& text, const std::string& list,
                                      const std::string& name, const std::string& entry);

/// A key of such an entry replaced or added; `block` is "key: …", further lines indented below it.
/// Nothing, too, where there is no such entry.
std::optional<std::string> with_key_of_entry(const std::string& text, const std::string& list,
                                             const std::string& name, const std::string& key,
                                             const std::string& block);

/// A scalar of the scenario itself ("actuals: bill.csv") replaced or added.
std::string with_key(const std::string& text, const std::string& key, const std::string& value);

/// Whether the line of a key of the scenario itself is marked by a comment "# assumed".
bool is_assumed(const std::string& text, const std::string& key);
/// The text without those entries of a list that are marked so, whose names are added to `names`;
/// one without entries is left as an empty key.
std::string without_assumed(const std::string& text, const std::string& list,
                            std::vector<std::string>& names);

}  // namespace orrery
