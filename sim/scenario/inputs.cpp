// The numbers of a scenario that a user may turn: where each stands, what it is and may be.
#include "sim/scenario/inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "sim/scenario/effective.hpp"
#include "sim/scenario/reader/tables.hpp"

namespace orrery {
namespace {

constexpr std::size_t kLongestUnit = 16;  ///< bytes

bool is_leaf(FieldKind kind) {
    return kind == FieldKind::whole || kind == FieldKind::quantity || kind == FieldKind::span;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Letters of any script, digits (gCO2e), and what stands between them.
bool of_a_unit(char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || is_digit(c) || c == '/' || c == '%' || c == '-' || (c & 0x80) != 0;
}

/// The first measure that has the unit; text that only begins with a number has none.
std::optional<Measure> measure_with(const std::string& unit) {
    for (int m = 0; m <= static_cast<int>(Measure::money_gb_month); ++m) {
        const auto measure = static_cast<Measure>(m);
        for (const UnitName& name : units_of(measure)) {
            if (unit == name.text) return measure;
        }
    }
    return std::nullopt;
}

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Replicas are written as a number or as a range; both are whole.
bool counts(const std::string& path) {
    return ends_with(path, ".replicas") || ends_with(path, ".replicas.min") ||
           ends_with(path, ".replicas.max");
}

/// How an item of a list is called in a path: by its name where that is unmistakable.
std::string bracket(const Node& item, std::size_t index) {
    const Node* name = item.find("name");
    const bool plain = name && name->kind == Node::Kind::scalar && !name->scalar.empty() &&
                       name->scalar.find_first_of("]=[") == std::string::npos;
    return plain ? name->scalar : std::to_string(index);
}

/// Walks tables and document side by side: the tables say what may stand there, the document what
/// does, the effective scenario what the defaults are.
class Walk {
public:
    explicit Walk(const Scenario& scenario) {
        for (auto& [path, value] : effective_rows(scenario)) rows_[path] = value;
    }

    /// `shown` calls items by name, `row` by number; `node` is null where nothing is written.
    void table(const TableInfo& info, const Node* node, const std::string& shown,
               const std::string& row) {
        for (const FieldInfo& field : info.fields) {
            const bool root = shown.empty();
            if (root && (field.key == "orrery" || field.key == "seed" || field.key == "limits")) {
                continue;
            }
            const Node* below = node ? node->find(field.key) : nullptr;
            const std::string dot = root ? "" : ".";
            one(field, below, shown + dot + field.key, row + dot + field.key);
        }
    }

    std::vector<NumericInput> found;

private:
    void one(const FieldInfo& field, const Node* node, const std::string& shown,
             const std::string& row) {
        if (is_leaf(field.kind)) return leaf(field, node, shown, row);
        if (field.kind == FieldKind::object) {
            if (node || written_by_default(row)) table(field.nested(), node, shown, row);
        } else if (field.kind == FieldKind::objects && node) {
            for (std::size_t i = 0; i < node->items.size(); ++i) {
                const Node& item = node->items[i];
                table(field.nested(), &item, shown + "[" + bracket(item, i) + "]",
                      fmt::format("{}[{}]", row, i));
            }
        } else if (field.schema == "length" && node) {
            for (const Entry& law : node->entries) {
                table(field.nested(), &law.value, shown + "." + law.key, row + "." + law.key);
            }
        } else if (field.kind == FieldKind::custom && field.key != "what_if" && node) {
            shapeless(*node, shown);
        }
    }

    [[nodiscard]] bool written_by_default(const std::string& row) const {
        const auto next = rows_.lower_bound(row + ".");
        return next != rows_.end() && next->first.rfind(row + ".", 0) == 0;
    }

    void leaf(const FieldInfo& field, const Node* node, const std::string& shown,
              const std::string& row) {
        const auto by_default = rows_.find(row);
        if (!node && by_default == rows_.end()) return;
        const auto number = number_with_unit(node ? node->scalar : by_default->second);
        if (!number) return;
        NumericInput input;
        input.path = shown;
        input.doc = field.doc;
        input.value = number->value;
        input.unit = number->unit;
        input.origin = node ? origin_of(*node) : "default";
        input.measure = field.kind == FieldKind::span ? Measure::duration : field.measure;
        input.whole = field.kind == FieldKind::whole;
        const double si = input.whole ? 1 : parse_quantity("1 " + input.unit, input.measure).value;
        const double factor = si > 0 ? si : 1;
        if (field.min) input.min = *field.min / factor;
        if (field.max) input.max = *field.max / factor;
        if (input.whole && !input.min) input.min = 0;
        found.push_back(std::move(input));
    }

    /// Below a shape of its own, what is written there tells what is a number.
    void shapeless(const Node& node, const std::string& shown) {
        if (node.kind == Node::Kind::scalar && !node.quoted) {
            const auto number = number_with_unit(node.scalar);
            const auto measure = number ? measure_with(number->unit) : std::nullopt;
            if (!measure) return;
            NumericInput input;
            input.path = shown;
            input.value = number->value;
            input.unit = number->unit;
            input.measure = *measure;
            input.whole = counts(shown);
            if (input.whole) input.min = 0;
            input.origin = origin_of(node);
            found.push_back(std::move(input));
        }
        for (const Entry& entry : node.entries) shapeless(entry.value, shown + "." + entry.key);
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            shapeless(node.items[i], shown + "[" + bracket(node.items[i], i) + "]");
        }
    }

    static std::string origin_of(const Node& node) {
        return node.at.line > 0 ? fmt::format("{}:{}", node.at.file, node.at.line) : node.at.file;
    }

    std::map<std::string, std::string> rows_;
};

}  // namespace

std::optional<NumberWithUnit> number_with_unit(const std::string& text) {
    NumberWithUnit out;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, out.value);
    if (error != std::errc{} || !(out.value - out.value == 0)) return std::nullopt;
    out.unit.assign(stop, end);
    if (!out.unit.empty() && out.unit.front() == ' ') out.unit.erase(0, 1);
    const bool plain = std::all_of(out.unit.begin(), out.unit.end(), of_a_unit);
    // "2026-11-02" begins with a number, and is none.
    const bool begins = out.unit.empty() || (out.unit[0] != '-' && !is_digit(out.unit[0]));
    if (!plain || !begins || out.unit.size() > kLongestUnit) return std::nullopt;
    return out;
}

std::string NumericInput::text(double number) const {
    return print_number(number) + (unit.empty() ? "" : " " + unit);
}

std::vector<NumericInput> numeric_inputs(const Node& document, const Scenario& scenario) {
    Walk walk(scenario);
    walk.table(scenario_table().info(), &document, "", "");
    return std::move(walk.found);
}

std::optional<double> in_unit_of(const NumericInput& input, const std::string& text) {
    const auto number = number_with_unit(text);
    if (!number) return std::nullopt;
    if (number->unit.empty() || number->unit == input.unit) return number->value;
    if (input.whole) return std::nullopt;
    const Parsed own = parse_quantity("1 " + input.unit, input.measure);
    const Parsed other = parse_quantity(text, input.measure);
    // A share may stand without its sign: 0.2 beside "20 %".
    const double factor = input.unit.empty() ? 1 : own.value;
    if (!other.problem.empty() || factor <= 0) return std::nullopt;
    return other.value / factor;
}

}  // namespace orrery
