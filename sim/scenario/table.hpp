// Field tables: one table a struct drives reading, the recording of defaults, printing and schema.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "orrery/base/time.hpp"
#include "sim/scenario/document/document.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {

enum class FieldKind {
    text,
    boolean,
    whole,
    quantity,
    span,    ///< time span
    moment,  ///< time span since the start, or a date
    date,
    choice,
    texts,
    numbers,
    object,
    objects,
    custom,  ///< a shape of its own; the field brings its schema
};

struct TableInfo;

/// What reader and schema both need to know of a field.
struct FieldInfo {
    std::string key;
    std::string doc;
    FieldKind kind = FieldKind::text;
    Measure measure = Measure::number;
    std::optional<double> min = {};
    std::optional<double> max = {};
    bool above_min = false;  ///< min itself is not allowed
    std::vector<std::string> choices = {};
    std::string default_text = {};  ///< printed; empty: none
    bool required = false;
    std::function<TableInfo()> nested = {};
    std::string schema = {};  ///< of a custom field: JSON
};

/// A table without its type, for the schema.
struct TableInfo {
    std::string doc;
    std::vector<FieldInfo> fields;
};

/// What readers share: where problems and origins go, and what dates and prices are relative to.
struct Reader {
    Diagnostics& diagnostics;
    std::vector<struct Origin>* origins = nullptr;  ///< may be null (catalog)
    std::int64_t start_unix_s = 0;
    std::string currency = "USD";              ///< reporting currency
    std::map<std::string, double> rates = {};  ///< USD for a unit of each other currency

    void error(const SourcePosition& at, std::string code, const std::string& path,
               std::string message, std::string hint = "") const;
    void record(const std::string& path, std::string value, const SourcePosition& at) const;
    void record_default(const std::string& path, std::string value) const;

    std::optional<std::string> text(const Node& node, const std::string& path) const;
    std::optional<bool> boolean(const Node& node, const std::string& path) const;
    std::optional<double> quantity(const Node& node, const std::string& path,
                                   const FieldInfo& info) const;
    /// The amount's currency in the text becomes USD: the rate, 1 for USD; an error without one.
    std::optional<double> in_usd(const Node& node, const std::string& path,
                                 std::string& text) const;
    std::optional<std::int64_t> whole(const Node& node, const std::string& path,
                                      const FieldInfo& info) const;
    std::optional<Nanos> span(const Node& node, const std::string& path,
                              const FieldInfo& info) const;
    std::optional<Nanos> moment(const Node& node, const std::string& path,
                                const FieldInfo& info) const;
    std::optional<std::int64_t> date(const Node& node, const std::string& path) const;
    std::optional<std::size_t> choice(const Node& node, const std::string& path,
                                      const FieldInfo& info) const;
    bool expect(const Node& node, Node::Kind kind, const std::string& path,
                const std::string& wanted) const;
    void unknown_keys(const Node& node, const std::string& path,
                      const std::vector<FieldInfo>& known) const;
};

/// Prints the effective scenario: YAML with the origin of every value behind it.
struct Printer {
    const std::map<std::string, std::string>& origins;  ///< by path
    std::string out = {};

    void line(int depth, const std::string& lead, const std::string& key, const std::string& value,
              const std::string& path);
};

/// Text that YAML reads back as the same string.
std::string yaml_text(const std::string& text);
std::string print_span(Nanos span);

template <class T>
struct Field {
    FieldInfo info;
    /// Reads the node into the object; the field's own info brings bounds and choices.
    std::function<void(const Reader&, const Node&, const std::string& path, const FieldInfo&, T&)>
        read;
    /// The value as flow text; empty: nothing to print.
    std::function<std::string(const T&)> value;
    /// Block form of nested objects; null for everything that `value` prints.
    std::function<void(Printer&, const T&, const std::string& path, int depth)> block = {};

    Field required() && {
        info.required = true;
        return std::move(*this);
    }
    Field min(double v) && {
        info.min = v;
        return std::move(*this);
    }
    Field above(double v) && {
        info.min = v;
        info.above_min = true;
        return std::move(*this);
    }
    Field max(double v) && {
        info.max = v;
        return std::move(*this);
    }
};

template <class T>
struct Table {
    std::string doc;
    std::vector<Field<T>> fields;

    [[nodiscard]] TableInfo info() const {
        TableInfo t{doc, {}};
        for (const auto& field : fields) t.fields.push_back(field.info);
        return t;
    }
};

/// Every default of a table enters the register: the object itself was not written.
template <class T>
void record_defaults(const Reader& reader, const std::string& path, const Table<T>& table,
                     const T& object) {
    for (const auto& field : table.fields) {
        if (!field.value) continue;
        const std::string value = field.value(object);
        if (!value.empty()) reader.record_default(path + "." + field.info.key, value);
    }
}

/// Reads a mapping into `out`: known keys by their fields, unknown ones refused with a suggestion,
/// absent ones left at the default of T, which is recorded.
template <class T>
void read_object(const Reader& reader, const Node& node, const std::string& path,
                 const Table<T>& table, T& out) {
    if (!reader.expect(node, Node::Kind::mapping, path, "keys with values")) return;
    if constexpr (requires { out.where; }) out.where = node.at;
    std::vector<FieldInfo> known;
    for (const auto& field : table.fields) {
        known.push_back(field.info);
        const std::string where = path.empty() ? field.info.key : path + "." + field.info.key;
        const Node* value = node.find(field.info.key);
        if (value) {
            field.read(reader, *value, where, field.info, out);
        } else if (field.info.required) {
            reader.error(node.at, "E0201", path, "the key \"" + field.info.key + "\" is missing",
                         field.info.doc);
        } else if (field.value) {
            const std::string text = field.value(out);
            if (!text.empty()) reader.record_default(where, text);
        }
    }
    reader.unknown_keys(node, path, known);
}

template <class T>
void print_object(Printer& printer, const Table<T>& table, const T& object, const std::string& path,
                  int depth, std::string lead) {
    for (const auto& field : table.fields) {
        const std::string where = path.empty() ? field.info.key : path + "." + field.info.key;
        if (field.block) {
            const std::size_t before = printer.out.size();
            printer.line(depth, lead, field.info.key, "", "");
            const std::size_t after = printer.out.size();
            field.block(printer, object, where, depth + 1);
            if (printer.out.size() == after) printer.out.resize(before);
            if (printer.out.size() > after) lead.clear();
            continue;
        }
        const std::string value = field.value ? field.value(object) : std::string();
        if (value.empty()) continue;
        printer.line(depth, lead, field.info.key, value, where);
        lead.clear();
    }
}

}  // namespace orrery
