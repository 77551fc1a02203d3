// The overlay that says the same as turned inputs: what differs between two documents.
#include <algorithm>

#include "sim/scenario/overlay.hpp"
#include "tools/orrery/serve/session.hpp"

namespace orrery::serve {
namespace {

bool same(const Node& a, const Node& b) {
    if (a.kind != b.kind || a.scalar != b.scalar || a.items.size() != b.items.size() ||
        a.entries.size() != b.entries.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.items.size(); ++i) {
        if (!same(a.items[i], b.items[i])) return false;
    }
    for (std::size_t i = 0; i < a.entries.size(); ++i) {
        if (a.entries[i].key != b.entries[i].key || !same(a.entries[i].value, b.entries[i].value)) {
            return false;
        }
    }
    return true;
}

/// Lists whose items all have a name of their own are merged by it; others are replaced whole.
bool merges_by_name(const Node& list) {
    std::vector<std::string> names;
    for (const Node& item : list.items) {
        const Node* name = item.find("name");
        if (!name || name->kind != Node::Kind::scalar) return false;
        names.push_back(name->scalar);
    }
    std::sort(names.begin(), names.end());
    return std::adjacent_find(names.begin(), names.end()) == names.end();
}

/// What has to lie over `was` to make it `is`; both differ, and nothing is gone.
Node difference(const Node& was, const Node& is) {
    const bool mappings = was.kind == Node::Kind::mapping && is.kind == Node::Kind::mapping;
    const bool lists = was.kind == Node::Kind::sequence && is.kind == Node::Kind::sequence &&
                       was.items.size() == is.items.size() && merges_by_name(was);
    if (!mappings && !lists) return is;
    Node out;
    out.kind = is.kind;
    for (std::size_t i = 0; lists && i < is.items.size(); ++i) {
        if (same(was.items[i], is.items[i])) continue;
        Node item = difference(was.items[i], is.items[i]);
        Entry name;
        name.key = "name";
        name.value = *is.items[i].find("name");
        item.entries.insert(item.entries.begin(), std::move(name));
        out.items.push_back(std::move(item));
    }
    for (const Entry& entry : is.entries) {
        const Node* old = was.find(entry.key);
        if (old && same(*old, entry.value)) continue;
        out.entries.push_back(entry);
        if (old) out.entries.back().value = difference(*old, entry.value);
    }
    return out;
}

}  // namespace

std::string overlay_of(const Node& document, const Sets& sets) {
    Node changed = document;
    Diagnostics told;  // the sets were admitted and compiled
    for (const auto& [path, value] : sets) apply_set(changed, path + "=" + value, told);
    if (same(document, changed)) return "{}\n";
    return print_document(difference(document, changed));
}

}  // namespace orrery::serve
