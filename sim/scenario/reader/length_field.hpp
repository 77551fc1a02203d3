// A law of token counts as a field: the law's name is the key of its parameters.
#pragma once
#include "sim/scenario/reader/tables.hpp"

namespace orrery {

inline const fields::Choices<LengthLaw> kLengthLaws{{"lognormal", LengthLaw::lognormal},
                                                    {"exponential", LengthLaw::exponential},
                                                    {"constant", LengthLaw::constant},
                                                    {"empirical", LengthLaw::empirical}};

/// `prompt: {lognormal: {mean: 1000, cv: 1}}`: the law is the key.
template <class T>
Field<T> length_field(const char* key, fields::Member<T, LengthSpec> m, const char* doc) {
    Field<T> f = fields::make<T>(key, FieldKind::custom, doc);
    f.info.schema = "length";
    f.info.nested = [] { return length_table().info(); };
    f.read = [m](const Reader& r, const Node& n, const std::string& path, const FieldInfo&, T& o) {
        if (!r.expect(n, Node::Kind::mapping, path,
                      "a law, for example {lognormal: {mean: 500}}")) {
            return;
        }
        std::vector<FieldInfo> laws;
        for (const auto& [name, law] : kLengthLaws) {
            laws.emplace_back().key = name;
            const Node* law_node = n.find(name);
            if (!law_node) continue;
            (o.*m).law = law;
            read_object(r, *law_node, path + "." + name, length_table(), o.*m);
        }
        r.unknown_keys(n, path, laws);
        if (n.entries.size() != 1) {
            r.error(n.at, "E0212", path, "exactly one law of lengths is wanted",
                    "for example {lognormal: {mean: 500, cv: 1}}");
        }
    };
    f.block = [m](Printer& p, const T& o, const std::string& path, int depth) {
        const std::string law = fields::choice_name(kLengthLaws, (o.*m).law);
        p.line(depth, "", law, "", "");
        print_object(p, length_table(), o.*m, path + "." + law, depth + 1, "");
    };
    return f;
}

}  // namespace orrery
