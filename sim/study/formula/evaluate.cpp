// The value of a formula: numbers and columns entry by entry, problems in words.
#include <cmath>
#include <limits>

#include "orrery/base/math.hpp"
#include "sim/study/formula/expression.hpp"
#include "sim/study/formula/functions.hpp"

namespace orrery {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double truth(bool holds) {
    return holds ? 1.0 : 0.0;
}

/// A comparison with a value that is not there holds for nobody and is not known: NaN.
double apply(const std::string& op, double a, double b) {
    if (op == "+") return a + b;
    if (op == "-") return a - b;
    if (op == "*") return a * b;
    if (op == "/") return b == 0 ? kNone : a / b;
    if (op == "^") return math::pow(a, b);
    if (std::isnan(a) || std::isnan(b)) return kNone;
    if (op == "<") return truth(a < b);
    if (op == "<=") return truth(a <= b);
    if (op == ">") return truth(a > b);
    if (op == ">=") return truth(a >= b);
    if (op == "==") return truth(a == b);
    if (op == "!=") return truth(a != b);
    if (op == "and") return truth(a != 0 && b != 0);
    return truth(a != 0 || b != 0);
}

/// Sums keep a unit that both sides share or one side has; ratios of equals have none.
std::string unit_after(const std::string& op, const Value& a, const Value& b) {
    if (op == "+" || op == "-") return a.unit.empty() ? b.unit : a.unit;
    if (op == "*") return a.unit.empty() ? b.unit : b.unit.empty() ? a.unit : "";
    if (op == "/") return b.unit.empty() ? a.unit : "";
    return {};
}

class Evaluator {
public:
    Evaluator(const Lookup& lookup, Evaluated& out) : lookup_(lookup), out_(out) {}

    Value of(const Term& t) {
        if (!out_.problem.empty()) return kNone;
        switch (t.kind) {
            case Term::Kind::literal:
                return t.literal;
            case Term::Kind::name:
                return named(t);
            case Term::Kind::call:
                return called(t);
            case Term::Kind::negate:
                return both("-", Value(0.0), of(t.parts[0]));
            case Term::Kind::invert:
                return both("==", of(t.parts[0]), Value(0.0));
            case Term::Kind::binary:
                return both(t.name, of(t.parts[0]), of(t.parts[1]));
            case Term::Kind::choose:
                return chosen(t);
        }
        return kNone;
    }

private:
    void fail(std::string problem) {
        if (out_.problem.empty()) out_.problem = std::move(problem);
    }

    Value named(const Term& t) {
        const Value* v = lookup_(t.name);
        if (v) return *v;
        fail("there is no \"" + t.name + "\"");
        return kNone;
    }

    Value called(const Term& t) {
        std::vector<Value> arguments;
        for (const Term& part : t.parts) arguments.push_back(of(part));
        if (!out_.problem.empty()) return kNone;
        std::string problem;
        Value v = formula::function_named(t.name)->call(arguments, problem);
        if (!problem.empty()) fail(t.name + "(…) " + problem);
        return v;
    }

    Value chosen(const Term& t) {
        const Value when = of(t.parts[0]);
        const double* is = when.number();
        if (!is) {
            fail("the condition before \"?\" is a column or text, not one number");
            return kNone;
        }
        return of(t.parts[*is != 0 && !std::isnan(*is) ? 1 : 2]);
    }

    /// Texts can be told equal or not, column against one name as well.
    Value texts(const std::string& op, const Value& a, const Value& b) {
        if (op != "==" && op != "!=") {
            fail("text cannot be used with \"" + op + "\"");
            return kNone;
        }
        const bool same = op == "==";
        if (a.text() && b.text()) return truth((*a.text() == *b.text()) == same);
        const Texts* column = a.texts() ? a.texts() : b.texts();
        const std::string* one = a.text() ? a.text() : b.text();
        if (!column || !one) {
            fail("text is compared with a number");
            return kNone;
        }
        Numbers all;
        for (const std::string& t : *column) all.push_back(truth((t == *one) == same));
        return all;
    }

    Value both(const std::string& op, const Value& a, const Value& b) {
        if (!out_.problem.empty()) return kNone;
        if (a.text() || a.texts() || b.text() || b.texts()) return texts(op, a, b);
        const std::string unit = unit_after(op, a, b);
        if (a.number() && b.number()) return {apply(op, *a.number(), *b.number()), unit};
        const std::size_t n = a.number() ? b.size() : a.size();
        if (!a.number() && !b.number() && a.size() != b.size()) {
            fail("columns of " + std::to_string(a.size()) + " and " + std::to_string(b.size()) +
                 " entries do not go together");
            return kNone;
        }
        Numbers all(n);
        for (std::size_t i = 0; i < n; ++i) {
            all[i] = apply(op, a.number() ? *a.number() : (*a.numbers())[i],
                           b.number() ? *b.number() : (*b.numbers())[i]);
        }
        return {all, unit};
    }

    const Lookup& lookup_;
    Evaluated& out_;
};

}  // namespace

Evaluated evaluate(const Formula& formula, const Lookup& lookup) {
    Evaluated out;
    if (!formula.fine()) {
        out.problem = formula.problem;
        out.hint = formula.hint;
        return out;
    }
    out.value = Evaluator(lookup, out).of(formula.root);
    return out;
}

Evaluated evaluate(const Formula& formula, const Values& values) {
    const Lookup lookup = [&values](const std::string& name) -> const Value* {
        const auto it = values.find(name);
        return it == values.end() ? nullptr : &it->second;
    };
    return evaluate(formula, lookup);
}

}  // namespace orrery
