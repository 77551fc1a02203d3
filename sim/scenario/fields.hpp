// Builders of field tables: one function a kind of value, by member pointer.
#pragma once
#include <limits>
#include <map>
#include <utility>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/table.hpp"

namespace orrery::fields {

template <class T, class V>
using Member = V T::*;

template <class T>
Field<T> make(const char* key, FieldKind kind, const char* doc) {
    Field<T> field;
    field.info.key = key;
    field.info.doc = doc;
    field.info.kind = kind;
    return field;
}

/// The schema's default is that of a default-constructed T.
template <class T>
Field<T> finish(Field<T> field) {
    if (field.value) field.info.default_text = field.value(T{});
    return field;
}

template <class T>
Field<T> text(const char* key, Member<T, std::string> m, const char* doc) {
    Field<T> f = make<T>(key, FieldKind::text, doc);
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo&, T& o) {
        if (auto v = r.text(n, path)) {
            o.*m = *v;
            r.record(path, yaml_text(*v), n.at);
        }
    };
    f.value = [m](const T& o) { return (o.*m).empty() ? std::string() : yaml_text(o.*m); };
    return finish(std::move(f));
}

/// `none` is the value that means "not given"; it is not printed.
template <class T>
Field<T> quantity(const char* key, Member<T, double> m, Measure measure, const char* doc,
                  std::optional<double> none = std::nullopt) {
    Field<T> f = make<T>(key, FieldKind::quantity, doc);
    f.info.measure = measure;
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo& i,
                 T& o) {
        if (auto v = r.quantity(n, path, i)) {
            o.*m = *v;
            r.record(path, print_quantity(*v, i.measure), n.at);
        }
    };
    f.value = [m, measure, none](const T& o) {
        return none && o.*m == *none ? std::string() : print_quantity(o.*m, measure);
    };
    return finish(std::move(f));
}

/// A quantity that need not be there, where no value of it means "not given".
template <class T>
Field<T> optional_quantity(const char* key, Member<T, std::optional<double>> m, Measure measure,
                           const char* doc) {
    Field<T> f = make<T>(key, FieldKind::quantity, doc);
    f.info.measure = measure;
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo& i,
                 T& o) {
        if (auto v = r.quantity(n, path, i)) {
            o.*m = *v;
            r.record(path, print_quantity(*v, i.measure), n.at);
        }
    };
    f.value = [m, measure](const T& o) {
        return o.*m ? print_quantity(*(o.*m), measure) : std::string();
    };
    return finish(std::move(f));
}

/// A typed quantity of the vocabulary (Power, Bytes …).
template <class T, class Q>
Field<T> typed(const char* key, Member<T, Q> m, Measure measure, const char* doc) {
    Field<T> f = make<T>(key, FieldKind::quantity, doc);
    f.info.measure = measure;
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo& i,
                 T& o) {
        if (auto v = r.quantity(n, path, i)) (o.*m).value = *v;
    };
    f.value = [m, measure](const T& o) {
        return (o.*m).value == 0 ? std::string() : print_quantity((o.*m).value, measure);
    };
    return finish(std::move(f));
}

template <class T, class I>
Field<T> whole(const char* key, Member<T, I> m, const char* doc,
               std::optional<std::type_identity_t<I>> none = std::nullopt) {
    Field<T> f = make<T>(key, FieldKind::whole, doc);
    if constexpr (sizeof(I) < sizeof(std::int64_t)) f.info.max = std::numeric_limits<I>::max();
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo& i,
                 T& o) {
        if (auto v = r.whole(n, path, i)) {
            o.*m = static_cast<I>(*v);
            r.record(path, std::to_string(*v), n.at);
        }
    };
    f.value = [m, none](const T& o) {
        return none && o.*m == *none ? std::string() : std::to_string(o.*m);
    };
    return finish(std::move(f));
}

template <class T>
Field<T> boolean(const char* key, Member<T, bool> m, const char* doc) {
    Field<T> f = make<T>(key, FieldKind::boolean, doc);
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo&, T& o) {
        if (auto v = r.boolean(n, path)) {
            o.*m = *v;
            r.record(path, *v ? "true" : "false", n.at);
        }
    };
    f.value = [m](const T& o) { return std::string(o.*m ? "true" : "false"); };
    return finish(std::move(f));
}

/// A time span; `never()` is not printed.
template <class T>
Field<T> span(const char* key, Member<T, Nanos> m, const char* doc) {
    Field<T> f = make<T>(key, FieldKind::span, doc);
    f.info.measure = Measure::duration;
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo& i,
                 T& o) {
        const auto v = i.kind == FieldKind::moment ? r.moment(n, path, i) : r.span(n, path, i);
        if (v) {
            o.*m = *v;
            r.record(path, print_span(*v), n.at);
        }
    };
    f.value = [m](const T& o) { return print_span(o.*m); };
    return finish(std::move(f));
}

/// A time span since the scenario's start, or a date.
template <class T>
Field<T> moment(const char* key, Member<T, Nanos> m, const char* doc) {
    Field<T> f = span(key, m, doc);
    f.info.kind = FieldKind::moment;
    return f;
}

/// Likewise, but it may lie so far before the start: of what runs already then.
inline constexpr double kBeforeStartS = -100 * 365.25 * 86400;

template <class E>
using Choices = std::vector<std::pair<const char*, E>>;

template <class E>
std::string choice_name(const Choices<E>& choices, E value) {
    for (const auto& [name, v] : choices) {
        if (v == value) return name;
    }
    return {};
}

template <class T, class E>
Field<T> choice(const char* key, Member<T, E> m, Choices<E> choices, const char* doc) {
    Field<T> f = make<T>(key, FieldKind::choice, doc);
    for (const auto& [name, v] : choices) f.info.choices.emplace_back(name);
    f.read = [m, choices](const Reader& r, const Node& n, const std::string& path,
                          const FieldInfo& i, T& o) {
        if (auto v = r.choice(n, path, i)) {
            o.*m = choices[*v].second;
            r.record(path, choices[*v].first, n.at);
        }
    };
    f.value = [m, choices](const T& o) { return choice_name(choices, o.*m); };
    return finish(std::move(f));
}

template <class T, class E>
Field<T> optional_choice(const char* key, Member<T, std::optional<E>> m, Choices<E> choices,
                         const char* doc) {
    Field<T> f = make<T>(key, FieldKind::choice, doc);
    for (const auto& [name, v] : choices) f.info.choices.emplace_back(name);
    f.read = [m, choices](const Reader& r, const Node& n, const std::string& path,
                          const FieldInfo& i, T& o) {
        if (auto v = r.choice(n, path, i)) {
            o.*m = choices[*v].second;
            r.record(path, choices[*v].first, n.at);
        }
    };
    f.value = [m, choices](const T& o) {
        return o.*m ? choice_name(choices, *(o.*m)) : std::string();
    };
    return finish(std::move(f));
}

template <class T>
Field<T> texts(const char* key, Member<T, std::vector<std::string>> m, const char* doc) {
    Field<T> f = make<T>(key, FieldKind::texts, doc);
    f.value = [m](const T& o) {
        std::string list;
        for (const auto& item : o.*m) list += (list.empty() ? "" : ", ") + yaml_text(item);
        return list.empty() ? std::string() : "[" + list + "]";
    };
    f.read = [m, value = f.value](const Reader& r, const Node& n, const std::string& path,
                                  const FieldInfo&, T& o) {
        if (!r.expect(n, Node::Kind::sequence, path, "a list, for example [a, b]")) return;
        (o.*m).clear();
        for (std::size_t i = 0; i < n.items.size(); ++i) {
            if (auto v = r.text(n.items[i], path + "[" + std::to_string(i) + "]")) {
                (o.*m).push_back(*v);
            }
        }
        r.record(path, value(o), n.at);
    };
    return finish(std::move(f));
}

/// Names with a text each, as tags have them; in name order.
template <class T>
Field<T> text_map(const char* key, Member<T, std::map<std::string, std::string>> m,
                  const char* doc) {
    Field<T> f = make<T>(key, FieldKind::custom, doc);
    f.info.schema = R"({"type": "object", "additionalProperties": {"type": "string"}})";
    f.value = [m](const T& o) {
        std::string list;
        for (const auto& [name, text] : o.*m) {
            list += (list.empty() ? "" : ", ") + yaml_text(name) + ": " + yaml_text(text);
        }
        return list.empty() ? std::string() : "{" + list + "}";
    };
    f.read = [m, value = f.value](const Reader& r, const Node& n, const std::string& path,
                                  const FieldInfo&, T& o) {
        if (!r.expect(n, Node::Kind::mapping, path, "names with texts, as in {team: search}")) {
            return;
        }
        (o.*m).clear();
        for (const Entry& entry : n.entries) {
            if (auto v = r.text(entry.value, path + "." + entry.key)) (o.*m)[entry.key] = *v;
        }
        r.record(path, value(o), n.at);
    };
    return finish(std::move(f));
}

template <class T>
Field<T> numbers(const char* key, Member<T, std::vector<double>> m, const char* doc) {
    Field<T> f = make<T>(key, FieldKind::numbers, doc);
    f.value = [m](const T& o) {
        std::string list;
        for (const double item : o.*m) list += (list.empty() ? "" : ", ") + print_number(item);
        return list.empty() ? std::string() : "[" + list + "]";
    };
    f.read = [m, value = f.value](const Reader& r, const Node& n, const std::string& path,
                                  const FieldInfo& i, T& o) {
        if (!r.expect(n, Node::Kind::sequence, path, "a list of numbers")) return;
        (o.*m).clear();
        for (std::size_t k = 0; k < n.items.size(); ++k) {
            if (auto v = r.quantity(n.items[k], path + "[" + std::to_string(k) + "]", i)) {
                (o.*m).push_back(*v);
            }
        }
        r.record(path, value(o), n.at);
    };
    return finish(std::move(f));
}

template <class T, class U>
Field<T> object(const char* key, Member<T, U> m, const Table<U>& (*table)(), const char* doc) {
    Field<T> f = make<T>(key, FieldKind::object, doc);
    f.info.nested = [table] { return table().info(); };
    f.read = [m, table](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                        T& o) { read_object(r, n, path, table(), o.*m); };
    f.block = [m, table](Printer& p, const T& o, const std::string& path, int depth) {
        print_object(p, table(), o.*m, path, depth, "");
    };
    return f;
}

template <class T, class U>
Field<T> optional_object(const char* key, Member<T, std::optional<U>> m, const Table<U>& (*table)(),
                         const char* doc) {
    Field<T> f = make<T>(key, FieldKind::object, doc);
    f.info.nested = [table] { return table().info(); };
    f.read = [m, table](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                        T& o) {
        (o.*m).emplace();
        read_object(r, n, path, table(), *(o.*m));
    };
    f.block = [m, table](Printer& p, const T& o, const std::string& path, int depth) {
        if (o.*m) print_object(p, table(), *(o.*m), path, depth, "");
    };
    return f;
}

template <class T, class U>
Field<T> objects(const char* key, Member<T, std::vector<U>> m, const Table<U>& (*table)(),
                 const char* doc) {
    Field<T> f = make<T>(key, FieldKind::objects, doc);
    f.info.nested = [table] { return table().info(); };
    f.read = [m, table](const Reader& r, const Node& n, const std::string& path, const FieldInfo&,
                        T& o) {
        if (!r.expect(n, Node::Kind::sequence, path, "a list (lines that begin with -)")) return;
        (o.*m).clear();
        for (std::size_t i = 0; i < n.items.size(); ++i) {
            (o.*m).emplace_back();
            read_object(r, n.items[i], path + "[" + std::to_string(i) + "]", table(),
                        (o.*m).back());
        }
    };
    f.block = [m, table](Printer& p, const T& o, const std::string& path, int depth) {
        for (std::size_t i = 0; i < (o.*m).size(); ++i) {
            print_object(p, table(), (o.*m)[i], path + "[" + std::to_string(i) + "]", depth, "- ");
        }
    };
    return f;
}

}  // namespace orrery::fields
