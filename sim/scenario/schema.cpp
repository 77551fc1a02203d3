// The JSON Schema (draft-07) of scenarios, from the tables that the reader uses.
#include "sim/scenario/schema.hpp"

#include <nlohmann/json.hpp>

#include "sim/scenario/reader/tables.hpp"

namespace orrery {
namespace {

using Json = nlohmann::ordered_json;

Json object_schema(const TableInfo& table);

/// Units as a pattern: a number, perhaps a space, one of the units.
std::string pattern_of(Measure measure) {
    std::string units;
    for (const UnitName& unit : units_of(measure)) {
        units += (units.empty() ? "" : "|") + std::string(unit.text);
    }
    const std::string number = "^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?";
    return number + " ?(" + units + ")$";
}

Json quantity_schema(const FieldInfo& field, bool dates) {
    Json plain{{"type", "number"}};
    if (field.min) plain[field.above_min ? "exclusiveMinimum" : "minimum"] = *field.min;
    if (field.max) plain["maximum"] = *field.max;
    if (field.measure == Measure::number) return plain;
    Json text{{"type", "string"}, {"pattern", pattern_of(field.measure)}};
    if (field.measure == Measure::share) return Json{{"anyOf", {plain, text}}};
    const bool money = std::string(usual_unit(field.measure)).rfind("USD", 0) == 0;
    if (money) text.erase("pattern");  // the reporting currency may stand for USD
    if (!dates) return text;
    return Json{{"anyOf", {text, Json{{"type", "string"}, {"pattern", "^[0-9]{4}-"}}}}};
}

Json length_schema(const FieldInfo& field) {
    Json laws = Json::object();
    for (const char* law : {"lognormal", "exponential", "constant", "empirical"}) {
        laws[law] = object_schema(field.nested());
    }
    return Json{{"type", "object"},
                {"properties", laws},
                {"additionalProperties", false},
                {"minProperties", 1},
                {"maxProperties", 1}};
}

Json field_schema(const FieldInfo& field) {
    switch (field.kind) {
        case FieldKind::text:
            return Json{{"type", "string"}, {"maxLength", 256}};
        case FieldKind::boolean:
            return Json{{"type", "boolean"}};
        case FieldKind::whole: {
            Json whole{{"type", "integer"}, {"minimum", field.min.value_or(0)}};
            if (field.max) whole["maximum"] = *field.max;
            return whole;
        }
        case FieldKind::quantity:
            return quantity_schema(field, false);
        case FieldKind::span:
            return quantity_schema(field, false);
        case FieldKind::moment:
            return quantity_schema(field, true);
        case FieldKind::date:
            return Json{{"type", "string"}, {"pattern", "^[0-9]{4}-"}};
        case FieldKind::choice:
            return Json{{"enum", field.choices}};
        case FieldKind::texts:
            return Json{{"type", "array"}, {"items", {{"type", "string"}}}};
        case FieldKind::numbers:
            if (field.measure != Measure::number) {
                return Json{{"type", "array"}, {"items", quantity_schema(field, false)}};
            }
            return Json{{"type", "array"}, {"items", {{"type", "number"}}}};
        case FieldKind::object:
            return object_schema(field.nested());
        case FieldKind::objects:
            return Json{{"type", "array"}, {"items", object_schema(field.nested())}};
        case FieldKind::custom:
            return field.schema == "length" ? length_schema(field) : Json::parse(field.schema);
    }
    return Json::object();
}

Json object_schema(const TableInfo& table) {
    Json properties = Json::object();
    Json required = Json::array();
    for (const FieldInfo& field : table.fields) {
        Json one = field_schema(field);
        one["description"] = field.doc;
        if (field.kind == FieldKind::quantity || field.kind == FieldKind::span) {
            const std::string unit = usual_unit(field.measure);
            if (!unit.empty()) one["x-unit"] = unit;
        }
        if (!field.default_text.empty()) one["default"] = field.default_text;
        properties[field.key] = one;
        if (field.required) required.push_back(field.key);
    }
    Json object{{"type", "object"},
                {"description", table.doc},
                {"properties", properties},
                {"additionalProperties", false}};
    if (!required.empty()) object["required"] = required;
    return object;
}

}  // namespace

std::string schema_object(const TableInfo& table) {
    return object_schema(table).dump();
}

std::string schema_of(const TableInfo& table, const std::string& title) {
    Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", title}};
    const Json root = object_schema(table);
    for (const auto& [key, value] : root.items()) schema[key] = value;
    return schema.dump(2) + "\n";
}

std::string schema_scenario() {
    return schema_of(scenario_table().info(), "Orrery scenario, version 1");
}

}  // namespace orrery
