// What formulas of a study compute with: numbers, texts and columns of either, by name.
#pragma once
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace orrery {

/// NaN stands for "not there": it survives arithmetic, and summaries leave it out.
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

struct Value {
    std::variant<double, std::string, Numbers, Texts> is = 0.0;
    std::string unit;  ///< of numbers, in words: "USD", "s"; empty: none or not known
    /// It was multiplied or divided by a number alone, which may have carried a unit: 0.3 × energy
    /// may be an amount of money.
    bool loose = false;

    Value() = default;
    Value(double number, std::string of = "") : is(number), unit(std::move(of)) {}
    Value(std::string text) : is(std::move(text)) {}
    Value(Numbers numbers, std::string of = "") : is(std::move(numbers)), unit(std::move(of)) {}
    Value(Texts texts) : is(std::move(texts)) {}

    [[nodiscard]] const double* number() const { return std::get_if<double>(&is); }
    [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&is); }
    [[nodiscard]] const Numbers* numbers() const { return std::get_if<Numbers>(&is); }
    [[nodiscard]] const Texts* texts() const { return std::get_if<Texts>(&is); }
    /// How many entries; 1 for a single number or text.
    [[nodiscard]] std::size_t size() const;
};

/// Names that a formula may use, dotted: "compare.cost.single-a".
using Values = std::map<std::string, Value>;

}  // namespace orrery
