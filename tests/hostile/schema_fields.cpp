// The fields of the scenario language, from its JSON Schema, and the values at their edges.
#include "tests/hostile/schema_fields.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/scenario/document/document.hpp"
#include "sim/scenario/schema.hpp"

namespace orrery::hostile {
namespace {

using Json = nlohmann::ordered_json;

std::string bound(const Json& leaf, const char* inclusive, const char* exclusive) {
    if (leaf.contains(inclusive)) return leaf[inclusive].dump();
    return leaf.contains(exclusive) ? leaf[exclusive].dump() : std::string();
}

/// "… ?(W|kW|MW)$" → W, kW, MW.
std::vector<std::string> units_of_pattern(const std::string& pattern) {
    std::vector<std::string> units;
    const std::size_t open = pattern.rfind("?(");
    if (open == std::string::npos) return units;
    std::string unit;
    for (std::size_t i = open + 2; i < pattern.size(); ++i) {
        if (pattern[i] != '|' && pattern[i] != ')') {
            unit += pattern[i];
            continue;
        }
        units.push_back(std::exchange(unit, ""));
        if (pattern[i] == ')') break;
    }
    return units;
}

class SchemaWalk {
public:
    std::vector<SchemaField> found;

    void schema(const Json& at, const std::string& unit) {
        const std::string own = at.value("x-unit", unit);
        for (const char* any : {"anyOf", "oneOf"}) {
            if (!at.contains(any)) continue;
            for (const Json& option : at[any]) schema(option, own);
        }
        if (at.contains("properties")) {
            for (const auto& [key, child] : at["properties"].items()) step(key, child);
        }
        if (at.contains("items") && at["items"].is_object()) step("[]", at["items"], own);
        if (at.contains("additionalProperties") && at["additionalProperties"].is_object()) {
            step("{}", at["additionalProperties"]);
        }
        leaf(at, own);
    }

private:
    void step(const std::string& key, const Json& child, const std::string& unit = "") {
        steps_.push_back(key);
        schema(child, unit);
        steps_.pop_back();
    }

    void leaf(const Json& at, const std::string& unit) {
        const std::string type = at.contains("type") ? at["type"].get<std::string>() : "";
        const std::string pattern = at.value("pattern", "");
        SchemaField field;
        field.steps = steps_;
        field.least = bound(at, "minimum", "exclusiveMinimum");
        field.most = bound(at, "maximum", "exclusiveMaximum");
        if (type == "string" && pattern == "^[0-9]{4}-") {
            field.kind = SchemaField::Kind::date;
        } else if (type == "string" && (!pattern.empty() || !unit.empty())) {
            field.units = units_of_pattern(pattern);
            if (field.units.empty()) field.units.push_back(unit);
        } else if (type == "string") {
            field.kind = SchemaField::Kind::text;
        } else if (type != "number" && type != "integer") {
            return;
        }
        found.push_back(std::move(field));
    }

    std::vector<std::string> steps_;
};

/// One step into a document; null where it does not go there. `key` becomes what it went by.
const Node* into(const Node& node, const std::string& step, std::string& key) {
    if (step == "[]") {
        key = "[0]";
        return node.items.empty() ? nullptr : &node.items.front();
    }
    if (step == "{}") {
        key = node.entries.empty() ? "any" : node.entries.front().key;
        return node.entries.empty() ? nullptr : &node.entries.front().value;
    }
    key = step;
    return node.find(step);
}

/// How many steps the document goes, and the path of them and of the next one.
std::size_t follow(const Node& root, const std::vector<std::string>& steps, std::string& path) {
    const Node* node = &root;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        std::string key;
        const Node* next = into(*node, steps[i], key);
        if (!next && steps[i] == "[]") return i;
        path += (path.empty() || key.front() == '[' ? "" : ".") + key;
        if (!next) return i;
        node = next;
    }
    return steps.size();
}

template <class Wanted>
std::vector<SchemaField> fields_of(const Wanted& wanted) {
    SchemaWalk walk;
    walk.schema(Json::parse(schema_scenario()), "");
    std::vector<SchemaField> out;
    std::copy_if(walk.found.begin(), walk.found.end(), std::back_inserter(out), wanted);
    return out;
}

}  // namespace

std::string SchemaField::name() const {
    std::string out;
    for (const std::string& step : steps) {
        out += (out.empty() || step.front() == '[' ? "" : ".") + step;
    }
    return out;
}

std::vector<SchemaField> numeric_fields() {
    return fields_of([](const SchemaField& f) { return f.kind != SchemaField::Kind::text; });
}

std::vector<SchemaField> text_fields() {
    return fields_of([](const SchemaField& f) { return f.kind == SchemaField::Kind::text; });
}

std::vector<std::string> edge_values(const SchemaField& field) {
    if (field.kind == SchemaField::Kind::date) {
        return {"0000-01-01",           "1970-01-01", "9999-12-31",
                "9999-12-31T23:59:59Z", "2026-02-30", "1969-12-31T23:59:59+14:00"};
    }
    std::vector<std::string> numbers{"nan",
                                     ".nan",
                                     ".inf",
                                     "-.inf",
                                     "inf",
                                     "1e400",
                                     "-1e400",
                                     "-0",
                                     "0",
                                     "1e-400",
                                     "5e-324",
                                     "1e-300",
                                     "1e300",
                                     "1e308",
                                     "-1e308",
                                     "1e18",
                                     "-1",
                                     "9223372036854775807",
                                     "0x10",
                                     "1e9",
                                     "1e12",
                                     "1000000000",
                                     "2147483647",
                                     "2147483648",
                                     "9223372036854775808",
                                     "18446744073709551616",
                                     "0.5",
                                     "1",
                                     "1e15"};
    if (!field.least.empty()) numbers.push_back(field.least);
    if (!field.most.empty()) numbers.push_back(field.most);
    std::vector<std::string> values;
    for (const std::string& number : numbers) {
        if (field.units.empty()) values.push_back(number);
        std::set<std::string> some;
        if (!field.units.empty()) some.insert(field.units.front());
        for (const char* large : {"y", "ns", "PB", "GW", "TB/s", "GWh"}) {
            if (std::count(field.units.begin(), field.units.end(), large)) some.insert(large);
        }
        for (const std::string& unit : some) values.push_back(number + " " + unit);
    }
    return values;
}

Edge place_of(const SchemaField& field, const std::vector<std::string>& texts) {
    Edge edge;
    std::size_t furthest = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        Diagnostics ignored;
        const auto root = parse_document(texts[i], "base", ignored);
        if (!root) continue;
        std::string path;
        const std::size_t steps = follow(*root, field.steps, path);
        if (i > 0 && steps <= furthest) continue;
        furthest = steps;
        edge.text = i;
        edge.path = path;
        if (steps == field.steps.size()) break;
    }
    const bool list = furthest < field.steps.size() && field.steps[furthest] == "[]";
    for (std::size_t i = furthest + (list ? 0 : 1); i < field.steps.size(); ++i) {
        const std::string& step = field.steps[i];
        edge.before += step == "[]" ? "[" : "{" + (step == "{}" ? "any" : step) + ": ";
        edge.after.insert(0, step == "[]" ? "]" : "}");
    }
    return edge;
}

}  // namespace orrery::hostile
