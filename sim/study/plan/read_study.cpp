// A study file to a StudySpec: everything that is wrong with it, at once.
#include "sim/study/plan/read_study.hpp"

#include <algorithm>
#include <fstream>

#include "sim/scenario/overlay.hpp"
#include "sim/study/plan/parts.hpp"

namespace orrery {
namespace {

std::optional<StudySpec> read_root(const Node& root, const std::string& name,
                                   Diagnostics& diagnostics, const PartNames& given = {}) {
    StudySpec spec;
    spec.file = name;
    const Reader reader{diagnostics};
    if (!reader.expect(root, Node::Kind::mapping, "", "keys with values")) return std::nullopt;
    const PartNames names = part_names(root, given);
    if (!names.empty()) spec.document = std::make_shared<const Node>(root);
    read_object(reader, names.empty() ? root : with_parts(root, names), "", study_table(), spec);
    check_study(spec, diagnostics);
    if (diagnostics.has_errors()) return std::nullopt;
    return spec;
}

const std::string* name_of(const Node& item) {
    const Node* name = item.find("name");
    return name && name->kind == Node::Kind::scalar ? &name->scalar : nullptr;
}

Node* input_named(Node& root, const std::string& name) {
    Node* inputs = root.find("inputs");
    if (!inputs) return nullptr;
    for (Node& item : inputs->items) {
        const std::string* own = name_of(item);
        if (own && *own == name) return &item;
    }
    return nullptr;
}

std::vector<std::string> input_names(const Node& root) {
    std::vector<std::string> names;
    const Node* inputs = root.find("inputs");
    for (std::size_t i = 0; inputs && i < inputs->items.size(); ++i) {
        if (const std::string* name = name_of(inputs->items[i])) names.push_back(*name);
    }
    return names;
}

/// A law is one thing: its parameters do not mix with those of another.
void merge_study(Node& root, const Node& over, Diagnostics& diagnostics) {
    const Node* inputs = over.find("inputs");
    for (std::size_t i = 0; inputs && i < inputs->items.size(); ++i) {
        const Node& item = inputs->items[i];
        const std::string* name = name_of(item);
        Node* own = name ? input_named(root, *name) : nullptr;
        if (!own) {
            Diagnostic d;
            d.code = "E0914";
            d.at = item.at;
            d.path = "inputs";
            d.message = "the study has no input \"" + (name ? *name : std::string()) + "\"";
            const std::string like = name ? closest(*name, input_names(root)) : std::string();
            d.hint = like.empty() ? "an overlay of a pilot changes what the study holds for unsure"
                                  : "did you mean " + like + "?";
            diagnostics.add(std::move(d));
            continue;
        }
        if (!item.find("law")) continue;
        own->entries.erase(std::remove_if(own->entries.begin(), own->entries.end(),
                                          [](const Entry& e) { return e.key == "law"; }),
                           own->entries.end());
    }
    if (!diagnostics.has_errors()) merge_overlay(root, over);
}

}  // namespace

std::optional<StudySpec> read_study(const std::string& file, Diagnostics& diagnostics) {
    return read_study(file, {}, diagnostics);
}

std::optional<StudySpec> read_study(const std::string& file,
                                    const std::vector<std::string>& overlays,
                                    Diagnostics& diagnostics) {
    auto root = read_document(file, diagnostics);
    for (const std::string& overlay : overlays) {
        const auto over = read_document(overlay, diagnostics);
        if (root && over) merge_study(*root, *over, diagnostics);
    }
    if (!root || diagnostics.has_errors()) return std::nullopt;
    return read_root(*root, file, diagnostics);
}

std::optional<StudySpec> read_study_text(std::string_view text, const std::string& name,
                                         Diagnostics& diagnostics) {
    const auto root = parse_document(text, name, diagnostics);
    if (!root) return std::nullopt;
    return read_root(*root, name, diagnostics);
}

std::optional<StudySpec> with_part_names(const StudySpec& spec, const PartNames& given,
                                         Diagnostics& diagnostics) {
    if (!spec.document) return spec;
    auto named = read_root(*spec.document, spec.file, diagnostics, given);
    for (std::size_t i = 0; named && i < named->flags.size(); ++i) {
        const auto name = given.find(named->flags[i].name);
        if (name != given.end()) named->flags[i].value = name->second;
    }
    return named;
}

bool is_study_file(const std::string& file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line[0] == '#') continue;
        return line.rfind("study:", 0) == 0;
    }
    if (in.bad()) throw EnvironmentError(file + ": cannot be read");
    return false;
}

}  // namespace orrery
