// Names that entries of a scenario refer to, and what is said of one that nobody has.
#pragma once
#include <string>
#include <vector>

#include "sim/scenario/reader/unread.hpp"
#include "sim/scenario/scenario.hpp"

namespace orrery {

struct NamedList {
    std::string path;  ///< "network.links"
    std::string kind;  ///< of an item, in words: "link"
    std::vector<std::string> names;
};

template <class Items>
NamedList named_list(const char* path, const char* kind, const Items& items) {
    NamedList list{path, kind, {}};
    for (const auto& item : items) list.names.push_back(item.name);
    return list;
}

/// What a reference says where it leads nowhere; the rest is told in its place.
struct Reference {
    std::string name;
    SourcePosition at;
    std::string path;
    const char* code = "E0302";
};

/// Whether an entry has that name; else an error with a suggestion, unless the name itself was not
/// read (empty) or the list may have it and was not read whole.
bool refers(const NamedList& list, const Reference& reference, const Unread& unread,
            Diagnostics& diagnostics);

/// "did you mean hall?", or what is defined.
std::string meant_of(const NamedList& list, const std::string& name);

}  // namespace orrery
