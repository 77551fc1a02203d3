// A check of JSON against the part of JSON Schema draft-07 that Orrery's schemas use.
#pragma once
#include <nlohmann/json.hpp>
#include <regex>
#include <string>

namespace orrery::test {

namespace detail {

using nlohmann::json;

inline bool has_type(const json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "integer") return value.is_number_integer();
    return type == "number" && value.is_number();
}

/// Bounds of numbers, patterns of strings.
inline void check_scalar(const json& schema, const json& value, const std::string& path,
                         std::string& out) {
    if (value.is_number()) {
        const double v = value.get<double>();
        if (schema.contains("minimum") && v < schema["minimum"].get<double>())
            out += path + ": low\n";
        if (schema.contains("maximum") && v > schema["maximum"].get<double>())
            out += path + ": high\n";
    }
    if (value.is_string() && schema.contains("pattern")) {
        const std::regex pattern(schema["pattern"].get<std::string>());
        if (!std::regex_search(value.get<std::string>(), pattern)) out += path + ": pattern\n";
    }
}

inline void check(const json& root, const json& schema, const json& value, const std::string& path,
                  std::string& out) {
    if (schema.contains("$ref")) {
        const std::string ref = schema["$ref"].get<std::string>().substr(1);
        return check(root, root[json::json_pointer(ref)], value, path, out);
    }
    for (const char* any : {"anyOf", "oneOf"}) {
        if (!schema.contains(any)) continue;
        for (const json& option : schema[any]) {
            std::string problems;
            check(root, option, value, path, problems);
            if (problems.empty()) return;
        }
        out += path + ": fits none of the alternatives\n";
        return;
    }
    if (schema.contains("const") && schema["const"] != value) out += path + ": not the constant\n";
    if (schema.contains("enum")) {
        bool known = false;
        for (const json& one : schema["enum"]) known = known || one == value;
        if (!known) out += path + ": not one of the enum\n";
    }
    if (schema.contains("type") && !has_type(value, schema["type"])) {
        out += path + ": not of type " + schema["type"].get<std::string>() + "\n";
        return;
    }
    check_scalar(schema, value, path, out);
    if (value.is_array() && schema.contains("items")) {
        for (const json& item : value) check(root, schema["items"], item, path + "[]", out);
    }
    if (!value.is_object()) return;
    for (const json& key : schema.value("required", json::array())) {
        if (!value.contains(key.get<std::string>())) out += path + ": lacks " + key.dump() + "\n";
    }
    for (const auto& [key, child] : value.items()) {
        const std::string where = path + "/" + key;
        if (schema.contains("properties") && schema["properties"].contains(key)) {
            check(root, schema["properties"][key], child, where, out);
        } else if (schema.contains("additionalProperties")) {
            const json& extra = schema["additionalProperties"];
            if (extra.is_object()) check(root, extra, child, where, out);
            if (extra.is_boolean() && !extra.get<bool>()) out += where + ": not known\n";
        }
    }
}

}  // namespace detail

/// What does not conform, a line each; empty when all does.
inline std::string violations(const nlohmann::json& schema, const nlohmann::json& value) {
    std::string out;
    detail::check(schema, schema, value, "", out);
    return out;
}

}  // namespace orrery::test
