// Formulas of study files: arithmetic, comparisons and summaries over results, by their paths.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "orrery/base/diagnostics.hpp"
#include "sim/study/formula/value.hpp"

namespace orrery {

/// A node of a parsed formula.
struct Term {
    enum class Kind { literal, name, call, negate, invert, binary, choose };
    Kind kind = Kind::literal;
    Value literal;
    std::string name;  ///< of a path, a function or an operator
    std::vector<Term> parts;
    int col = 1;  ///< 1-based, in the formula's text
    int end = 1;  ///< behind it
};

/// A formula that reads, or the reason why it does not.
///
///     formula    = choice
///     choice     = or ["?" choice ":" choice]
///     or, and    = "or", "and"; not = "not"
///     comparison = < <= > >= == !=
///     sum, product, power = + - * / ^ (right), unary -
///     atom       = number [unit] | "text" | name | name(arguments) | (formula)
///
/// A name is a result path: letters, digits, `_`, `.`, and `-` between letters or digits, so a
/// minus needs a space; `'…'` quotes any other. Units are those of scenarios: `40 MUSD`, `1.5 s`,
/// `80 %`.
struct Formula {
    std::string text;
    SourcePosition where;  ///< of the text, in a study's file
    Term root;
    std::string problem;  ///< empty: it reads
    std::string hint;
    int col = 1;  ///< where the problem is

    [[nodiscard]] bool fine() const { return problem.empty(); }
};
Formula parse_formula(std::string_view text);

/// Names in order of appearance, each once; functions are not among them.
std::vector<std::string> names_in(const Formula& formula);
/// The functions that there are, for suggestions and documents: "p90(x): …".
const std::vector<std::pair<std::string, std::string>>& formula_functions();

/// The value behind a name, or nothing.
using Lookup = std::function<const Value*(const std::string& name)>;

/// A number without a unit that met a value with one: it was taken to be in that.
struct AssumedUnit {
    std::string of;  ///< the number's text or name
    std::string unit;
    double value = 0;
    int col = 1;
};

struct Evaluated {
    Value value;
    std::string problem;  ///< empty: computed
    std::string hint;
    int col = 1;            ///< where the problem is
    bool of_units = false;  ///< the problem is that units do not go together
    std::vector<AssumedUnit> assumed = {};
};
/// Numbers and columns mix: a number goes with each entry of a column. Names that `lookup` lacks,
/// wrong kinds and unequal lengths are problems; a division by zero gives NaN. What is compared or
/// added is converted to the left side's unit, and refused where the units measure different
/// things; a number without a unit goes with any.
Evaluated evaluate(const Formula& formula, const Lookup& lookup);
Evaluated evaluate(const Formula& formula, const Values& values);

}  // namespace orrery
