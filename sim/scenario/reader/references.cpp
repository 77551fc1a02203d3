// Names that entries of a scenario refer to, and what is said of one that nobody has.
#include "sim/scenario/reader/references.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace orrery {

std::string meant_of(const NamedList& list, const std::string& name) {
    const std::string similar = closest(name, list.names);
    if (!similar.empty()) return "did you mean " + similar + "?";
    if (list.names.empty()) return fmt::format("define one under {}", list.path);
    return fmt::format("defined: {}", fmt::join(list.names, ", "));
}

bool refers(const NamedList& list, const Reference& reference, const Unread& unread,
            Diagnostics& diagnostics) {
    const std::string& name = reference.name;
    if (std::find(list.names.begin(), list.names.end(), name) != list.names.end()) {
        return !name.empty();
    }
    if (name.empty() || unread.lacks(list.path, list.names)) return false;
    Diagnostic d;
    d.code = reference.code;
    d.at = reference.at;
    d.path = reference.path;
    d.message = fmt::format("there is no {} named \"{}\"", list.kind, name);
    d.hint = meant_of(list, name);
    diagnostics.add(std::move(d));
    return false;
}

}  // namespace orrery
