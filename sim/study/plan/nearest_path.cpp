// Where a path leaves a document, and what may have been meant.
#include "sim/study/plan/nearest_path.hpp"

#include <algorithm>
#include <vector>

namespace orrery {
namespace {

/// "pools[own]" of a path: a key and perhaps an item.
struct Part {
    std::string key;
    std::string item;  ///< empty: none
};

std::vector<Part> parts_of(const std::string& path) {
    std::vector<Part> parts;
    for (std::size_t i = 0; i < path.size();) {
        Part part;
        while (i < path.size() && path[i] != '.' && path[i] != '[') part.key += path[i++];
        if (i < path.size() && path[i] == '[') {
            const std::size_t end = std::min(path.find(']', i), path.size());
            part.item = path.substr(i + 1, end - i - 1);
            i = end + 1;
        }
        if (i < path.size() && path[i] == '.') ++i;
        parts.push_back(std::move(part));
    }
    return parts;
}

std::string text_of(const std::vector<Part>& parts) {
    std::string text;
    for (const Part& part : parts) {
        text += (text.empty() ? "" : ".") + part.key;
        if (!part.item.empty()) text += "[" + part.item + "]";
    }
    return text;
}

std::vector<std::string> keys_of(const Node& node) {
    std::vector<std::string> keys;
    for (const Entry& e : node.entries) keys.push_back(e.key);
    return keys;
}

std::vector<std::string> names_of(const Node& list) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        const Node* name = list.items[i].find("name");
        names.push_back(name ? name->scalar : std::to_string(i));
    }
    return names;
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// The suggestion with `part` in place of the word that is not there.
std::string suggestion(std::vector<Part> parts, std::size_t i, bool of_item,
                       const std::string& what, const std::vector<std::string>& there) {
    std::string& word = of_item ? parts[i].item : parts[i].key;
    const std::string like = closest(word, there);
    if (!like.empty()) {
        word = like;
        return "did you mean " + text_of(parts) + "?";
    }
    if (there.empty()) return {};
    return what + " has " + joined(there);
}

/// The item by its name or number; of `*` the first that has the next key, or the first.
const Node* item_of(const Node& list, const Part& part, const Part* next) {
    const std::vector<std::string> names = names_of(list);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool fits = part.item == "*"
                              ? !next || list.items[i].find(next->key) != nullptr
                              : names[i] == part.item || std::to_string(i) == part.item;
        if (fits) return &list.items[i];
    }
    return part.item == "*" && !list.items.empty() ? &list.items[0] : nullptr;
}

}  // namespace

std::string nearest_path(const Node& root, const std::string& path) {
    const std::vector<Part> parts = parts_of(path);
    const Node* node = &root;
    std::vector<Part> so_far;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string what = so_far.empty() ? "the base" : text_of(so_far);
        const Node* next = node->find(parts[i].key);
        if (!next) return suggestion(parts, i, false, what, keys_of(*node));
        so_far.push_back(parts[i]);
        if (!parts[i].item.empty() && parts[i].item != "+") {
            const Node* list = next;
            next = item_of(*list, parts[i], i + 1 < parts.size() ? &parts[i + 1] : nullptr);
            if (!next) return suggestion(parts, i, true, parts[i].key, names_of(*list));
        }
        node = next;
    }
    return {};
}

}  // namespace orrery
