// Text of a formula to its terms; what does not read is told with its column.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "orrery/base/diagnostics.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/study/formula/expression.hpp"
#include "sim/study/formula/functions.hpp"

namespace orrery {
namespace {

bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}
bool digit(char c) {
    return c >= '0' && c <= '9';
}

/// Amounts in any currency are of the reporting one: "40 MEUR" reads as "40 MUSD" would.
std::string in_dollars(const std::string& unit) {
    const std::size_t slash = unit.find('/');
    std::string head = unit.substr(0, slash);
    const std::size_t at = head.size() == 4 ? 1 : 0;
    if (head.size() < 3 || head.size() > 4) return unit;
    for (std::size_t i = at; i < head.size(); ++i) {
        if (head[i] < 'A' || head[i] > 'Z') return unit;
    }
    return head.substr(0, at) + "USD" + (slash == std::string::npos ? "" : unit.substr(slash));
}

/// A literal with its unit in base units; nothing if no measure has such a unit.
std::optional<Value> with_unit(double number, const std::string& unit) {
    static constexpr std::array kMeasures{
        Measure::share,      Measure::duration,   Measure::money,     Measure::energy,
        Measure::power,      Measure::mass_co2,   Measure::bytes,     Measure::bandwidth,
        Measure::rate,       Measure::tokens,     Measure::intensity, Measure::money_hour,
        Measure::money_year, Measure::money_kwh,  Measure::money_gb,  Measure::money_month,
        Measure::flop_rate,  Measure::volume_kwh, Measure::kelvin};
    for (const Measure m : kMeasures) {
        const Parsed parsed = parse_quantity(print_number(number) + " " + in_dollars(unit), m);
        if (!parsed.problem.empty()) continue;
        return Value(parsed.value, is_money(m) || m == Measure::share ? "" : usual_unit(m));
    }
    return std::nullopt;
}

class Parser {
public:
    explicit Parser(Formula& out) : out_(out), text_(out.text) {}

    Term all() {
        Term term = choice();
        skip();
        if (at_ < text_.size()) fail("\"" + text_.substr(at_, 12) + "\" was not expected here");
        return term;
    }

private:
    void skip() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    }
    void fail(std::string problem, std::string hint = "") {
        if (!out_.problem.empty()) return;
        out_.problem = std::move(problem);
        out_.hint = std::move(hint);
        out_.col = static_cast<int>(at_) + 1;
        at_ = text_.size();
    }
    bool take(std::string_view symbol) {
        skip();
        if (text_.compare(at_, symbol.size(), symbol) != 0) return false;
        at_ += symbol.size();
        return true;
    }
    bool take_word(std::string_view word) {
        skip();
        if (text_.compare(at_, word.size(), word) != 0) return false;
        const std::size_t end = at_ + word.size();
        if (end < text_.size() && (letter(text_[end]) || digit(text_[end]))) return false;
        at_ = end;
        return true;
    }
    Term join(Term::Kind kind, std::string name, std::vector<Term> parts) const {
        Term t;
        t.kind = kind;
        t.name = std::move(name);
        t.parts = std::move(parts);
        t.col = static_cast<int>(at_) + 1;
        return t;
    }

    Term choice() {
        if (++depth_ > 200) fail("the formula is nested too deeply");
        Term when = either();
        if (out_.problem.empty() && take("?")) {
            Term yes = choice();
            if (!take(":")) fail("\"?\" without \":\"", "condition ? this : that");
            Term no = choice();
            when = join(Term::Kind::choose, "?:", {std::move(when), std::move(yes), std::move(no)});
        }
        --depth_;
        return when;
    }
    Term either() {
        Term left = both();
        while (take_word("or")) left = join(Term::Kind::binary, "or", {std::move(left), both()});
        return left;
    }
    Term both() {
        Term left = negation();
        while (take_word("and")) {
            left = join(Term::Kind::binary, "and", {std::move(left), negation()});
        }
        return left;
    }
    Term negation() {
        if (take_word("not")) return join(Term::Kind::invert, "not", {negation()});
        return comparison();
    }
    Term comparison() {
        Term left = sum();
        for (const char* op : {"<=", ">=", "==", "!=", "<", ">"}) {
            if (take(op)) return join(Term::Kind::binary, op, {std::move(left), sum()});
        }
        return left;
    }
    Term sum() {
        Term left = product();
        while (true) {
            if (take("+")) {
                left = join(Term::Kind::binary, "+", {std::move(left), product()});
            } else if (take("-") || take("−")) {
                left = join(Term::Kind::binary, "-", {std::move(left), product()});
            } else {
                return left;
            }
        }
    }
    Term product() {
        Term left = sign();
        while (true) {
            if (take("*") || take("·") || take("×")) {
                left = join(Term::Kind::binary, "*", {std::move(left), sign()});
            } else if (take("/")) {
                left = join(Term::Kind::binary, "/", {std::move(left), sign()});
            } else {
                return left;
            }
        }
    }
    Term sign() {
        if (++depth_ > 200) fail("the formula is nested too deeply");
        Term t = take("-") || take("−") ? join(Term::Kind::negate, "-", {sign()}) : power();
        --depth_;
        return t;
    }
    Term power() {
        Term base = atom();
        if (take("^")) return join(Term::Kind::binary, "^", {std::move(base), sign()});
        return base;
    }

    Term atom() {
        skip();
        if (at_ >= text_.size()) {
            fail("the formula ends where a value should be");
            return {};
        }
        if (take("(")) {
            Term inner = choice();
            if (!take(")")) fail("\"(\" is not closed");
            return inner;
        }
        const char c = text_[at_];
        if (digit(c) || c == '.') return number();
        if (c == '"') return quoted('"');
        if (c == '\'') return quoted('\'');
        if (letter(c)) return named();
        fail(std::string("\"") + c + "\" begins no value");
        return {};
    }

    Term number() {
        double value = 0;
        const char* begin = text_.data() + at_;
        const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
        if (error != std::errc()) {
            fail("this is no number");
            return {};
        }
        at_ += static_cast<std::size_t>(end - begin);
        Term t = join(Term::Kind::literal, "", {});
        t.literal = Value(value);
        const std::string unit = unit_ahead();
        if (unit.empty()) return t;
        const auto in_base = with_unit(value, unit);
        if (!in_base)
            fail("\"" + unit + "\" is no unit", "units are those of scenarios: s, USD, %");
        if (in_base) t.literal = *in_base;
        return t;
    }

    /// A unit right after a number, up to the next space: "%", "MUSD", "USD/h".
    std::string unit_ahead() {
        const std::size_t start = at_;
        skip();
        std::size_t end = at_;
        while (end < text_.size() && (letter(text_[end]) || text_[end] == '%' ||
                                      (end > at_ && (digit(text_[end]) || text_[end] == '/')))) {
            ++end;
        }
        const std::string unit = text_.substr(at_, end - at_);
        if (unit.empty() || unit == "and" || unit == "or") {
            at_ = start;
            return {};
        }
        at_ = end;
        return unit;
    }

    Term quoted(char mark) {
        const std::size_t end = text_.find(mark, at_ + 1);
        if (end == std::string::npos) {
            fail("a quote is not closed");
            return {};
        }
        Term t = join(mark == '"' ? Term::Kind::literal : Term::Kind::name, "", {});
        const std::string inner = text_.substr(at_ + 1, end - at_ - 1);
        if (mark == '"') t.literal = Value(inner);
        if (mark == '\'') t.name = inner;
        at_ = end + 1;
        return t;
    }

    Term named() {
        Term t = join(Term::Kind::name, "", {});
        const std::size_t start = at_;
        const auto inner = [this](std::size_t i) {
            const char c = text_[i];
            if (letter(c) || digit(c) || c == '.') return true;
            const bool more = i + 1 < text_.size() && (letter(text_[i + 1]) || digit(text_[i + 1]));
            return c == '-' && more;
        };
        while (at_ < text_.size() && inner(at_)) ++at_;
        t.name = text_.substr(start, at_ - start);
        if (!take("(")) return t;
        t.kind = Term::Kind::call;
        check_function(t);
        if (!take(")")) {
            do t.parts.push_back(choice());
            while (take(","));
            if (!take(")")) fail("\"" + t.name + "(\" is not closed");
        }
        check_arguments(t);
        return t;
    }

    void check_function(const Term& t) {
        if (formula::function_named(t.name)) return;
        std::vector<std::string> names;
        for (const formula::Function& f : formula::functions()) names.emplace_back(f.name);
        const std::string near = closest(t.name, names);
        fail("there is no function \"" + t.name + "\"",
             near.empty() ? "functions are listed in docs/studies.md"
                          : "did you mean " + near + "?");
    }
    void check_arguments(const Term& t) {
        const formula::Function* f = formula::function_named(t.name);
        if (!f || (t.parts.size() >= f->least && t.parts.size() <= f->most)) return;
        fail("\"" + t.name + "\" has " + std::to_string(t.parts.size()) + " arguments", f->says);
    }

    Formula& out_;
    const std::string& text_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

void collect(const Term& t, std::vector<std::string>& names) {
    if (t.kind == Term::Kind::name &&
        std::find(names.begin(), names.end(), t.name) == names.end()) {
        names.push_back(t.name);
    }
    for (const Term& part : t.parts) collect(part, names);
}

}  // namespace

std::size_t Value::size() const {
    if (const Numbers* n = numbers()) return n->size();
    if (const Texts* t = texts()) return t->size();
    return 1;
}

Formula parse_formula(std::string_view text) {
    Formula formula;
    formula.text = std::string(text);
    formula.root = Parser(formula).all();
    return formula;
}

std::vector<std::string> names_in(const Formula& formula) {
    std::vector<std::string> names;
    collect(formula.root, names);
    return names;
}

const std::vector<std::pair<std::string, std::string>>& formula_functions() {
    static const auto all = [] {
        std::vector<std::pair<std::string, std::string>> list;
        for (const formula::Function& f : formula::functions()) list.emplace_back(f.name, f.says);
        return list;
    }();
    return all;
}

}  // namespace orrery
