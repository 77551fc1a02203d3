// Overlays and --set: changes of a document before it is validated.
#include "sim/scenario/overlay.hpp"

#include <algorithm>
#include <charconv>

#include "orrery/base/cut_text.hpp"

namespace orrery {
namespace {

const std::string* name_of(const Node& item) {
    const Node* name = item.find("name");
    return name && name->kind == Node::Kind::scalar ? &name->scalar : nullptr;
}

bool all_named(const Node& list) {
    return !list.items.empty() && std::all_of(list.items.begin(), list.items.end(),
                                              [](const Node& n) { return name_of(n) != nullptr; });
}

Node* find_named(Node& list, const std::string& name) {
    for (Node& item : list.items) {
        const std::string* own = name_of(item);
        if (own && *own == name) return &item;
    }
    return nullptr;
}

void merge_lists(Node& base, const Node& over) {
    for (const Node& item : over.items) {
        Node* same = find_named(base, *name_of(item));
        if (same) {
            merge_overlay(*same, item);
        } else {
            base.items.push_back(item);
        }
    }
}

void complain(Diagnostics& diagnostics, const std::string& assignment, std::size_t at,
              std::string message, std::string hint) {
    Diagnostic d;
    d.code = "E0112";
    d.at = {"--set", 1, static_cast<int>(at) + 1};
    d.message = std::move(message);
    d.hint = std::move(hint);
    d.source_line = assignment;
    diagnostics.add(std::move(d));
}

/// One step of a path: a key, then perhaps [index], [name] or [+].
struct Step {
    std::string key;
    std::string bracket;
    bool has_bracket = false;
    std::size_t at = 0;
};

std::optional<std::vector<Step>> parse_path(const std::string& text, std::size_t end,
                                            Diagnostics& diagnostics) {
    std::vector<Step> steps;
    std::size_t i = 0;
    while (i < end) {
        Step step;
        step.at = i;
        while (i < end && text[i] != '.' && text[i] != '[') step.key += text[i++];
        if (i < end && text[i] == '[') {
            const std::size_t close = text.find(']', i);
            if (close == std::string::npos || close >= end) {
                complain(diagnostics, text, i, "this bracket is not closed", "write [name] or [0]");
                return std::nullopt;
            }
            step.has_bracket = true;
            step.bracket = text.substr(i + 1, close - i - 1);
            i = close + 1;
        }
        if (step.key.empty()) {
            complain(diagnostics, text, step.at, "a key is missing here",
                     "for example pools[own].servers=8");
            return std::nullopt;
        }
        steps.push_back(step);
        if (i < end && text[i] == '.') ++i;
    }
    return steps;
}

/// A setting as its values' place: every node below it keeps a copy.
std::string shown(const std::string& assignment) {
    constexpr std::size_t most = 200;
    const std::string_view begin = cut_text(assignment, most);
    return std::string(begin) + (begin.size() < assignment.size() ? "…" : "");
}

Node* child(Node& node, const std::string& key, const SourcePosition& at) {
    if (Node* found = node.find(key)) return found;
    if (node.kind == Node::Kind::null) node.kind = Node::Kind::mapping;
    if (node.kind != Node::Kind::mapping) return nullptr;
    Entry entry;
    entry.key = key;
    entry.at = at;
    entry.value.at = at;
    node.entries.push_back(std::move(entry));
    return &node.entries.back().value;
}

std::string names_in(const Node& list) {
    std::string names;
    for (const Node& item : list.items) {
        if (const std::string* name = name_of(item)) names += (names.empty() ? "" : ", ") + *name;
    }
    return names;
}

std::string nearest_name(const Node& list, const std::string& word) {
    std::vector<std::string> names;
    for (const Node& item : list.items) {
        if (const std::string* name = name_of(item)) names.push_back(*name);
    }
    return closest(word, names);
}

Node* item(Node& list, const Step& step, const SourcePosition& at, const std::string& assignment,
           Diagnostics& diagnostics) {
    if (step.bracket == "+") {
        if (list.kind == Node::Kind::null) list.kind = Node::Kind::sequence;
        if (list.kind != Node::Kind::sequence) {
            complain(diagnostics, assignment, step.at, "\"" + step.key + "\" is not a list",
                     "remove [+]");
            return nullptr;
        }
        list.items.emplace_back();
        list.items.back().at = at;
        return &list.items.back();
    }
    if (Node* named = find_named(list, step.bracket)) return named;
    std::size_t index = 0;
    const char* end = step.bracket.data() + step.bracket.size();
    const auto [stop, error] = std::from_chars(step.bracket.data(), end, index);
    if (error == std::errc{} && stop == end && index < list.items.size()) {
        return &list.items[index];
    }
    const std::string names = names_in(list);
    const std::string like = nearest_name(list, step.bracket);
    complain(diagnostics, assignment, step.at,
             "\"" + step.key + "\" has no item \"" + step.bracket + "\"",
             names.empty()  ? "it has " + std::to_string(list.items.size()) + " items"
             : like.empty() ? "items: " + names
                            : "did you mean " + like + "? items: " + names);
    return nullptr;
}

void relocate(Node& node, const SourcePosition& at) {
    node.at = at;
    for (Node& i : node.items) relocate(i, at);
    for (Entry& e : node.entries) {
        e.at = at;
        relocate(e.value, at);
    }
}

/// Positions keep line and column.
void rename(Node& node, const std::string& file) {
    node.at.file = file;
    for (Node& i : node.items) rename(i, file);
    for (Entry& e : node.entries) {
        e.at.file = file;
        rename(e.value, file);
    }
}

}  // namespace

Node as_overlay(Node over) {
    const auto said = std::find_if(over.entries.begin(), over.entries.end(),
                                   [](const Entry& e) { return e.key == "calibrated"; });
    if (said == over.entries.end() || said->value.kind != Node::Kind::mapping) return over;
    std::string origin = "calibrated";
    for (const auto& [key, before] : {std::pair{"source", " from "}, std::pair{"period", ", "},
                                      std::pair{"error", ", error "}}) {
        const Node* value = said->value.find(key);
        if (value && value->kind == Node::Kind::scalar) origin += before + value->scalar;
    }
    over.entries.erase(said);
    rename(over, origin + " (" + over.at.file + ")");
    return over;
}

void merge_overlay(Node& base, const Node& over) {
    const bool mappings = base.kind == Node::Kind::mapping && over.kind == Node::Kind::mapping;
    const bool lists = base.kind == Node::Kind::sequence && over.kind == Node::Kind::sequence;
    if (lists && all_named(base) && all_named(over)) {
        merge_lists(base, over);
    } else if (mappings) {
        for (const Entry& entry : over.entries) {
            if (Node* own = base.find(entry.key)) {
                merge_overlay(*own, entry.value);
            } else {
                base.entries.push_back(entry);
            }
        }
    } else {
        base = over;
    }
}

namespace {

/// One assignment for each item that a pattern stands for.
void apply_pattern(Node& root, const std::string& assignment, std::size_t equals,
                   Diagnostics& diagnostics) {
    const auto paths = paths_matching(root, assignment.substr(0, equals));
    for (const std::string& path : paths) {
        apply_set(root, path + assignment.substr(equals), diagnostics);
    }
    if (!paths.empty()) return;
    const std::size_t star = assignment.find("[*]");
    complain(diagnostics, assignment, 0,
             "there is no list with items at \"" + assignment.substr(0, star) + "\"",
             "check the path with `orrery check --print document`");
}

}  // namespace

void apply_set(Node& root, const std::string& assignment, Diagnostics& diagnostics) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0) {
        complain(diagnostics, assignment, 0, "\"" + assignment + "\" is not path=value",
                 "for example --set 'pools[own].servers=8'");
        return;
    }
    if (assignment[equals - 1] == '*' || assignment[equals - 1] == '+') {
        complain(diagnostics, assignment, equals - 1,
                 std::string("\"") + assignment[equals - 1] +
                     "=\" changes what stands there, and "
                     "this sets a value",
                 "write the new value: path=value; changes are for set: in a study's alternatives");
        return;
    }
    if (assignment.find("[*]") < equals) {
        return apply_pattern(root, assignment, equals, diagnostics);
    }
    const auto steps = parse_path(assignment, equals, diagnostics);
    if (!steps) return;
    const SourcePosition at{"--set " + shown(assignment), 0, 0};
    Node* node = &root;
    for (const Step& step : *steps) {
        Node* next = child(*node, step.key, at);
        if (!next) {
            complain(diagnostics, assignment, step.at, "there are no keys below this point",
                     "check the path with `orrery check --print document`");
            return;
        }
        node = step.has_bracket ? item(*next, step, at, assignment, diagnostics) : next;
        if (!node) return;
    }
    std::optional<Node> value = parse_document(assignment.substr(equals + 1), "--set", diagnostics);
    if (!value) return;
    relocate(*value, at);
    *node = std::move(*value);
}

const Node* find_path(const Node& root, const std::string& path) {
    Diagnostics unread;
    const auto steps = parse_path(path, path.size(), unread);
    const Node* node = &root;
    for (std::size_t i = 0; steps && node && i < steps->size(); ++i) {
        const Step& step = (*steps)[i];
        node = node->find(step.key);
        if (!node || !step.has_bracket || step.bracket == "+") continue;
        // The list is looked through, never changed.
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
        node = item(const_cast<Node&>(*node), step, {}, path, unread);
    }
    return steps ? node : nullptr;
}

std::vector<std::string> paths_matching(const Node& root, const std::string& pattern) {
    const std::size_t star = pattern.find("[*]");
    if (star == std::string::npos) return {pattern};
    std::vector<std::string> paths;
    const Node* list = find_path(root, pattern.substr(0, star));
    for (std::size_t i = 0; list && i < list->items.size(); ++i) {
        const std::string* name = name_of(list->items[i]);
        const std::string one = pattern.substr(0, star) + "[" + (name ? *name : std::to_string(i)) +
                                "]" + pattern.substr(star + 3);
        for (std::string& path : paths_matching(root, one)) paths.push_back(std::move(path));
    }
    return paths;
}

std::string without_items(const std::string& path) {
    std::string out;
    bool inside = false;
    for (const char c : path) {
        if (c == ']') inside = false;
        if (!inside) out += c;
        if (c == '[') inside = true;
    }
    return out;
}

}  // namespace orrery
