// The value of a formula: numbers and columns entry by entry, problems in words.
#include <cmath>
#include <limits>

#include "orrery/base/math.hpp"
#include "sim/study/formula/dimension.hpp"
#include "sim/study/formula/expression.hpp"
#include "sim/study/formula/functions.hpp"
#include "sim/study/formula/units.hpp"

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

bool is_comparison(const std::string& op) {
    return op == "<" || op == "<=" || op == ">" || op == ">=" || op == "==" || op == "!=";
}

/// Sums keep a unit that both sides share or one side has; ratios of equals have none.
std::string unit_after(const std::string& op, const Value& a, const Value& b) {
    if (op == "+" || op == "-") return a.unit.empty() ? b.unit : a.unit;
    if (op == "*") return unit_product(a.unit, b.unit);
    if (op == "/") return unit_quotient(a.unit, b.unit);
    return {};
}

class Evaluator {
public:
    Evaluator(const Formula& formula, const Lookup& lookup, Evaluated& out)
        : formula_(formula), lookup_(lookup), out_(out) {}

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
                return negated(of(t.parts[0]));
            case Term::Kind::invert:
                return both("==", of(t.parts[0]), Value(0.0));
            case Term::Kind::binary:
                return joined(t);
            case Term::Kind::choose:
                return chosen(t);
        }
        return kNone;
    }

private:
    void fail(std::string problem) {
        if (out_.problem.empty()) out_.problem = std::move(problem);
    }

    Value negated(const Value& v) {
        Value result = both("-", Value(0.0), v);
        result.loose = v.loose;
        return result;
    }

    std::string text_of(const Term& t) const {
        const auto from = static_cast<std::size_t>(t.col - 1);
        return formula_.text.substr(from, static_cast<std::size_t>(t.end - t.col));
    }

    /// What a side is in, for a complaint: ""cost" is in USD".
    std::string side(const Term& t, const Value& v) const {
        const std::string name = "\"" + text_of(t) + "\" ";
        if (v.unit == kNoUnit) return name + "has no unit";
        return name + "is in " + (v.unit == kShareUnit ? "%" : v.unit);
    }

    void refuse(const Term& left, const Value& a, const Term& right, const Value& b,
                const char* what) {
        fail(side(left, a) + ", and " + side(right, b) + ": they cannot be " + what);
        out_.of_units = true;
        out_.col = right.col;
        const std::string like = units_like(a.unit);
        out_.hint = like.empty() ? "write the number alone, as \"" + text_of(left) + "\" counts"
                                 : "units that go with \"" + text_of(left) + "\": " + like;
    }

    /// A number that stands alone beside a value with a unit is taken to be in that; 0 is in all.
    void assume(const Term& t, const Value& v, const std::string& unit) {
        const Term& inner = t.kind == Term::Kind::negate ? t.parts[0] : t;
        const bool alone = inner.kind == Term::Kind::literal || inner.kind == Term::Kind::name;
        if (!alone || !v.number() || *v.number() == 0 || std::isnan(*v.number())) return;
        if (unit == kShareUnit && *v.number() >= 0 && *v.number() <= 1) return;
        const std::string name = inner.kind == Term::Kind::name ? inner.name : text_of(t);
        out_.assumed.push_back({name, unit, *v.number(), t.col});
    }

    /// `b` in the unit of `a`; false where they measure different things.
    bool align(const Term& left, const Value& a, const Term& right, Value& b, const char* what) {
        if (a.unit == b.unit) return true;
        if (a.unit.empty()) assume(left, a, b.unit);
        if (b.unit.empty()) assume(right, b, a.unit);
        if (a.unit.empty() || b.unit.empty()) return true;
        const auto factor = conversion(b.unit, a.unit);
        if (!factor && (a.loose || b.loose)) return true;
        if (!factor) {
            refuse(left, a, right, b, what);
            return false;
        }
        scale(b, *factor);
        b.unit = a.unit;
        return true;
    }

    Value joined(const Term& t) {
        const Value a = of(t.parts[0]);
        Value b = of(t.parts[1]);
        if (!out_.problem.empty()) return kNone;
        const bool compares = is_comparison(t.name);
        const bool sums = t.name == "+" || t.name == "-";
        const char* what = compares ? "compared" : t.name == "+" ? "added" : "subtracted";
        if ((compares || sums) && !align(t.parts[0], a, t.parts[1], b, what)) return kNone;
        // A ratio of days to seconds is one of spans.
        if (t.name == "/" && !b.unit.empty()) {
            if (const auto factor = conversion(b.unit, a.unit)) {
                scale(b, *factor);
                b.unit = a.unit;
            }
        }
        Value result = both(t.name, a, b);
        result.loose = a.loose || b.loose;
        if (t.name == "*" || t.name == "/") {
            if (const auto reduced = reduced_unit(result.unit)) {
                scale(result, reduced->factor);
                result.unit = reduced->unit;
            }
            result.loose = result.loose || is_alone(t.parts[0], a) || is_alone(t.parts[1], b);
        }
        return result;
    }
    /// A number whose unit, if it has one, is not stated.
    static bool is_alone(const Term& t, const Value& v) {
        const bool plain = t.kind == Term::Kind::literal || t.kind == Term::Kind::name;
        return plain && v.number() && v.unit.empty();
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
        const formula::Function& f = *formula::function_named(t.name);
        for (std::size_t i = f.alike + 1; i < arguments.size(); ++i) {
            if (!align(t.parts[f.alike], arguments[f.alike], t.parts[i], arguments[i],
                       "taken together")) {
                return kNone;
            }
        }
        std::string problem;
        Value v = f.call(arguments, problem);
        if (!problem.empty()) fail(t.name + "(…) " + problem);
        for (const Value& a : arguments) v.loose = v.loose || a.loose;
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

    const Formula& formula_;
    const Lookup& lookup_;
    Evaluated& out_;
};

}  // namespace

Evaluated evaluate(const Formula& formula, const Lookup& lookup) {
    Evaluated out;
    if (!formula.fine()) {
        out.problem = formula.problem;
        out.hint = formula.hint;
        out.col = formula.col;
        return out;
    }
    out.value = Evaluator(formula, lookup, out).of(formula.root);
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
