// Tables in result.json: a list of columns gives the rows and their schema.
#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <vector>

namespace orrery::columns {

using Json = nlohmann::ordered_json;

/// A key, its type in the schema, and its value in a row.
template <class Row>
struct Column {
    const char* key;
    const char* type;
    std::function<Json(const Row&)> value;
};
template <class Row>
using Columns = std::vector<Column<Row>>;

/// The column of a member; its type follows the member's.
template <class Row, class T>
Column<Row> of(const char* key, T Row::*m) {
    const char* type = std::is_same_v<T, bool>          ? "boolean"
                       : std::is_same_v<T, std::string> ? "string"
                                                        : "number";
    return {key, type, [m](const Row& row) { return Json(row.*m); }};
}

template <class Row>
Json row_json(const Row& row, const Columns<Row>& columns) {
    Json j;
    for (const auto& column : columns) j[column.key] = column.value(row);
    return j;
}

template <class Row>
Json rows_json(const std::vector<Row>& rows, const Columns<Row>& columns) {
    Json list = Json::array();
    for (const Row& row : rows) list.push_back(row_json(row, columns));
    return list;
}

/// A list of objects that have these properties, all of them, and no others.
inline Json list_schema(const Json& properties) {
    Json required = Json::array();
    for (const auto& [key, value] : properties.items()) required.push_back(key);
    return Json{{"type", "array"},
                {"items",
                 {{"type", "object"},
                  {"properties", properties},
                  {"required", required},
                  {"additionalProperties", false}}}};
}

template <class Row>
Json rows_schema(const Columns<Row>& columns) {
    Json properties = Json::object();
    for (const auto& column : columns) properties[column.key] = Json{{"type", column.type}};
    return list_schema(properties);
}

}  // namespace orrery::columns
