// `what_if:` of a scenario: the inputs that its author marks for the live page, with their ranges.
#include "sim/scenario/what_if.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/fields.hpp"
#include "sim/scenario/overlay.hpp"

namespace orrery {

using namespace fields;

namespace {

std::string flow_text(const std::vector<WhatIf>& marks) {
    std::string list;
    for (const WhatIf& mark : marks) {
        list += fmt::format("{}{{path: {}, from: {}, to: {}", list.empty() ? "" : ", ",
                            yaml_text(mark.path), yaml_text(mark.from), yaml_text(mark.to));
        list += mark.label.empty() ? "}" : ", label: " + yaml_text(mark.label) + "}";
    }
    return "[" + list + "]";
}

void complain(Diagnostics& diagnostics, const WhatIf& mark, std::size_t index, const char* code,
              std::string message, std::string hint) {
    Diagnostic d;
    d.code = code;
    d.at = mark.where;
    d.path = fmt::format("what_if[{}]", index);
    d.message = std::move(message);
    d.hint = std::move(hint);
    diagnostics.add(std::move(d));
}

std::string suggestion(const std::vector<NumericInput>& inputs, const std::string& path) {
    std::vector<std::string> paths;
    for (const NumericInput& input : inputs) paths.push_back(input.path);
    const std::string like = closest(path, paths);
    return like.empty() ? "`orrery serve SCENARIO` lists all inputs; `check` prints them"
                        : "did you mean " + like + "?";
}

void check_range(const WhatIf& mark, std::size_t index, const NumericInput& input,
                 Diagnostics& diagnostics) {
    const auto from = in_unit_of(input, mark.from);
    const auto to = in_unit_of(input, mark.to);
    const std::string example = input.text(input.value);
    if (!from || !to) {
        complain(diagnostics, mark, index, "E0219",
                 fmt::format("\"{}\" is no value of {}", !from ? mark.from : mark.to, mark.path),
                 "the scenario has " + example + " there");
    } else if (!(*from < *to)) {
        complain(diagnostics, mark, index, "E0219",
                 fmt::format("from {} to {} is no range", mark.from, mark.to),
                 "from must be below to");
    } else if ((input.min && *from < *input.min) || (input.max && *to > *input.max)) {
        const bool low = input.min && *from < *input.min;
        complain(diagnostics, mark, index, "E0219",
                 fmt::format("{} cannot be {}", mark.path, low ? mark.from : mark.to),
                 low ? "it must be at least " + input.text(*input.min)
                     : "it must be at most " + input.text(*input.max));
    }
}

}  // namespace

const Table<WhatIf>& what_if_table() {
    static const Table<WhatIf> t{
        "An input that the live page shows first, and how far it may be turned.",
        {text("path", &WhatIf::path, "Of the input, as --set takes it").required(),
         text("from", &WhatIf::from, "Lowest value").required(),
         text("to", &WhatIf::to, "Highest value").required(),
         text("label", &WhatIf::label, "What it is called on the page")}};
    return t;
}

Field<Scenario> what_if_field() {
    Field<Scenario> f = make<Scenario>("what_if", FieldKind::custom,
                                       "Inputs that `orrery serve` shows first, with their ranges");
    f.info.schema =
        R"({"type": "array", "items": {"type": "object", "additionalProperties": false,
            "required": ["path", "from", "to"], "properties": {
            "path": {"type": "string", "description": "Of the input, as --set takes it"},
            "from": {"anyOf": [{"type": "number"}, {"type": "string"}],
                     "description": "Lowest value"},
            "to": {"anyOf": [{"type": "number"}, {"type": "string"}],
                   "description": "Highest value"},
            "label": {"type": "string", "description": "What it is called on the page"}}}})";
    f.read = [](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                Scenario&) {
        if (!r.expect(n, Node::Kind::sequence, path, "a list (lines that begin with -)")) return;
        const Reader quiet{r.diagnostics};
        std::vector<WhatIf> marks(n.items.size());
        for (std::size_t i = 0; i < marks.size(); ++i) {
            read_object(quiet, n.items[i], fmt::format("{}[{}]", path, i), what_if_table(),
                        marks[i]);
        }
        r.record(path, flow_text(marks), n.at);
    };
    f.value = [](const Scenario& o) {
        for (const Origin& origin : o.origins) {
            if (origin.path == "what_if") return origin.value;
        }
        return std::string();
    };
    return finish(std::move(f));
}

std::vector<WhatIf> read_what_if(const Node& document) {
    std::vector<WhatIf> marks;
    const Node* list = document.find("what_if");
    if (!list) return marks;
    Diagnostics told;
    const Reader reader{told};
    for (const Node& item : list->items) {
        read_object(reader, item, "what_if", what_if_table(), marks.emplace_back());
    }
    return marks;
}

const NumericInput* find_input(const std::vector<NumericInput>& inputs, const Node& document,
                               const std::string& path) {
    const Node* meant = find_path(document, path);
    for (const NumericInput& input : inputs) {
        if (input.path == path) return &input;
        if (meant && meant == find_path(document, input.path)) return &input;
    }
    return nullptr;
}

void check_marks(const std::vector<WhatIf>& marks, const std::vector<NumericInput>& inputs,
                 const Node& document, Diagnostics& diagnostics) {
    for (std::size_t i = 0; i < marks.size(); ++i) {
        if (marks[i].path.empty() || marks[i].from.empty() || marks[i].to.empty()) continue;
        const NumericInput* input = find_input(inputs, document, marks[i].path);
        if (input) {
            check_range(marks[i], i, *input, diagnostics);
        } else {
            complain(diagnostics, marks[i], i, "E0218",
                     "\"" + marks[i].path + "\" is no number of this scenario",
                     suggestion(inputs, marks[i].path));
        }
    }
}

namespace {

/// What stands at each step of a path, from the document itself on, as far as there is something.
std::vector<const Node*> nodes_along(const Node& document, const std::string& path) {
    std::vector<const Node*> nodes{&document};
    bool inside = false;  // of brackets: a name may hold a dot
    for (std::size_t i = 1; i <= path.size(); ++i) {
        const char c = i < path.size() ? path[i] : '.';
        const bool ends = !inside && (c == '.' || c == '[');
        if (c == '[') inside = true;
        if (c == ']') inside = false;
        if (!ends) continue;
        const Node* node = find_path(document, path.substr(0, i));
        if (!node) break;
        nodes.push_back(node);
    }
    return nodes;
}

/// Whether nothing can be said of a mark because of what was wrong before: its field or what that
/// stands in did not read, or the key that it lacks may be one there that nobody knows.
bool only_follows(const WhatIf& mark, const Node& document, const Diagnostics& before) {
    const std::vector<const Node*> along = nodes_along(document, mark.path);
    const Node& last = *along.back();
    for (const Diagnostic& d : before.items()) {
        if (d.severity != Severity::error) continue;
        const Node* wrong = d.path.empty() ? &document : find_path(document, d.path);
        if (!wrong) continue;
        if (d.code == "E0201" || d.code == "E0211") {  // told of the object that has the keys
            const auto is = [wrong](const Node& item) { return &item == wrong; };
            if (wrong == &last) return true;
            if (std::any_of(last.items.begin(), last.items.end(), is)) return true;
        } else if (wrong != &document &&
                   std::find(along.begin(), along.end(), wrong) != along.end()) {
            return true;
        }
    }
    return false;
}

}  // namespace

void check_what_if(const Node& document, const Scenario& scenario, Diagnostics& diagnostics) {
    std::vector<WhatIf> marks = read_what_if(document);
    if (marks.empty()) return;
    for (WhatIf& mark : marks) {
        if (only_follows(mark, document, diagnostics)) mark.path.clear();
    }
    Diagnostics found;
    check_marks(marks, numeric_inputs(document, scenario), document, found);
    for (Diagnostic d : found.items()) {
        // An overlay may have taken away what is marked: the page then has a slider less.
        if (d.code == "E0218") d.severity = Severity::warning;
        diagnostics.add(std::move(d));
    }
}

}  // namespace orrery
