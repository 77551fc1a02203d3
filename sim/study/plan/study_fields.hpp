// Builders of fields that only study files have: formulas, sentences, pieces of scenarios.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/fields.hpp"
#include "sim/study/plan/tables_study.hpp"

namespace orrery::fields {

inline constexpr std::size_t kMaxText = 4000;

/// Sentences and formulas are longer than names may be.
inline std::optional<std::string> long_text(const Reader& r, const Node& n,
                                            const std::string& path) {
    if (!r.expect(n, Node::Kind::scalar, path, "text")) return std::nullopt;
    if (n.scalar.size() > kMaxText) {
        r.error(n.at, "E0203", path, "the text is longer than 4,000 bytes", "shorten it");
        return std::nullopt;
    }
    return n.scalar;
}

inline void bad_formula(const Reader& r, const Node& n, const std::string& path, const Formula& f) {
    r.error(n.at, "E0910", path,
            "\"" + f.text + "\" is no formula: " + f.problem + " (column " + std::to_string(f.col) +
                " of it)",
            f.hint);
}

inline std::optional<Formula> formula_at(const Reader& r, const Node& n, const std::string& path) {
    const auto text = long_text(r, n, path);
    if (!text) return std::nullopt;
    Formula f = parse_formula(*text);
    f.where = n.at;
    if (f.fine()) return f;
    bad_formula(r, n, path, f);
    return std::nullopt;
}

inline constexpr const char* kTextSchema = R"({"type": ["string", "number"], "maxLength": 4000})";

template <class T>
Field<T> words(const char* key, Member<T, std::string> m, const char* doc) {
    Field<T> f = make<T>(key, FieldKind::custom, doc);
    f.info.schema = kTextSchema;
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo&, T& o) {
        if (auto v = long_text(r, n, path)) o.*m = *v;
    };
    return f;
}

template <class T>
Field<T> formula(const char* key, Member<T, Formula> m, const char* doc) {
    Field<T> f = make<T>(key, FieldKind::custom, doc);
    f.info.schema = kTextSchema;
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo&, T& o) {
        if (auto v = formula_at(r, n, path)) o.*m = *v;
    };
    return f;
}

template <class T>
Field<T> optional_formula(const char* key, Member<T, std::optional<Formula>> m, const char* doc) {
    Field<T> f = make<T>(key, FieldKind::custom, doc);
    f.info.schema = kTextSchema;
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo&, T& o) {
        o.*m = formula_at(r, n, path);
    };
    return f;
}

template <class T>
Field<T> formulas(const char* key, Member<T, std::vector<Formula>> m, const char* doc) {
    Field<T> f = make<T>(key, FieldKind::custom, doc);
    f.info.schema = R"({"type": "array", "items": {"type": "string"}})";
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo&, T& o) {
        if (!r.expect(n, Node::Kind::sequence, path, "a list of formulas")) return;
        for (std::size_t i = 0; i < n.items.size(); ++i) {
            if (auto v = formula_at(r, n.items[i], path + "[" + std::to_string(i) + "]")) {
                (o.*m).push_back(*v);
            }
        }
    };
    return f;
}

template <class T>
Field<T> sentence(const char* key, Member<T, SentenceTemplate> m, const char* doc) {
    Field<T> f = make<T>(key, FieldKind::custom, doc);
    f.info.schema = kTextSchema;
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo&, T& o) {
        const auto text = long_text(r, n, path);
        if (!text) return;
        o.*m = parse_sentence(*text);
        (o.*m).where = n.at;
        const SentenceTemplate& s = o.*m;
        if (!s.problem.empty()) r.error(n.at, "E0910", path, s.problem, s.hint);
    };
    return f;
}

/// A piece of a scenario that is merged over the base: it is read when the base is.
template <class T>
Field<T> piece(const char* key, Member<T, std::optional<Node>> m, const char* doc) {
    Field<T> f = make<T>(key, FieldKind::custom, doc);
    f.info.schema = R"({"type": "object"})";
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo&, T& o) {
        if (r.expect(n, Node::Kind::mapping, path, "keys of a scenario")) o.*m = n;
    };
    return f;
}

/// Texts as they stand, numbers included: values of an axis, settings, flags.
template <class T>
Field<T> raw_texts(const char* key, Member<T, std::vector<std::string>> m, const char* doc) {
    Field<T> f = make<T>(key, FieldKind::custom, doc);
    f.info.schema = R"({"type": "array", "items": {"type": ["string", "number", "boolean"]}})";
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo&, T& o) {
        if (!r.expect(n, Node::Kind::sequence, path, "a list, for example [a, b]")) return;
        for (std::size_t i = 0; i < n.items.size(); ++i) {
            const std::string at = path + "[" + std::to_string(i) + "]";
            if (auto v = long_text(r, n.items[i], at)) (o.*m).push_back(*v);
        }
    };
    return f;
}

/// One text, or a list of them.
template <class T>
Field<T> one_or_more(const char* key, Member<T, std::vector<std::string>> m, const char* doc) {
    Field<T> f = make<T>(key, FieldKind::custom, doc);
    f.info.schema = R"({"oneOf": [{"type": "string"},)"
                    R"( {"type": "array", "items": {"type": "string"}}]})";
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo&, T& o) {
        if (n.kind != Node::Kind::sequence) {
            if (auto v = r.text(n, path)) (o.*m).push_back(*v);
            return;
        }
        for (std::size_t i = 0; i < n.items.size(); ++i) {
            if (auto v = r.text(n.items[i], path + "[" + std::to_string(i) + "]")) {
                (o.*m).push_back(*v);
            }
        }
    };
    return f;
}

/// One path, or a list of paths that change together, and where they stand.
template <class T>
Field<T> paths(const char* key, Member<T, std::vector<std::string>> m, Member<T, SourcePosition> at,
               const char* doc) {
    Field<T> f = one_or_more<T>(key, m, doc);
    f.read = [read = f.read, at](const Reader& r, const Node& n, const std::string& path,
                                 const FieldInfo& info, T& o) {
        o.*at = n.at;
        read(r, n, path, info, o);
    };
    return f;
}

inline const Choices<FigureFormat>& formats() {
    static const Choices<FigureFormat> all = [] {
        Choices<FigureFormat> list;
        for (const auto& [name, format] : figure_formats()) list.emplace_back(name, format);
        return list;
    }();
    return all;
}

}  // namespace orrery::fields
