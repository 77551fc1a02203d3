// Text of a formula to its terms; what does not read is told with its column.
#include <algorithm>
#include <charconv>

#include "orrery/base/diagnostics.hpp"
#include "sim/study/formula/expression.hpp"
#include "sim/study/formula/functions.hpp"
#include "sim/study/formula/units.hpp"

namespace orrery {
namespace {

bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}
bool digit(char c) {
    return c >= '0' && c <= '9';
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
    /// Where the next term begins.
    std::size_t start() {
        skip();
        return at_;
    }
    /// A term from there to here.
    Term join(Term::Kind kind, std::string name, std::vector<Term> parts, std::size_t from) const {
        Term t;
        t.kind = kind;
        t.name = std::move(name);
        t.parts = std::move(parts);
        t.col = static_cast<int>(from) + 1;
        t.end = static_cast<int>(at_) + 1;
        return t;
    }
    Term binary(const char* op, Term left, Term right, std::size_t from) const {
        return join(Term::Kind::binary, op, {std::move(left), std::move(right)}, from);
    }

    Term choice() {
        if (++depth_ > 200) fail("the formula is nested too deeply");
        const std::size_t from = start();
        Term when = either();
        if (out_.problem.empty() && take("?")) {
            Term yes = choice();
            if (!take(":")) fail("\"?\" without \":\"", "condition ? this : that");
            Term no = choice();
            when = join(Term::Kind::choose, "?:", {std::move(when), std::move(yes), std::move(no)},
                        from);
        }
        --depth_;
        return when;
    }
    Term either() {
        const std::size_t from = start();
        Term left = both();
        while (take_word("or")) {
            Term right = both();
            left = binary("or", std::move(left), std::move(right), from);
        }
        return left;
    }
    Term both() {
        const std::size_t from = start();
        Term left = negation();
        while (take_word("and")) {
            Term right = negation();
            left = binary("and", std::move(left), std::move(right), from);
        }
        return left;
    }
    Term negation() {
        const std::size_t from = start();
        if (!take_word("not")) return comparison();
        Term inner = negation();
        return join(Term::Kind::invert, "not", {std::move(inner)}, from);
    }
    Term comparison() {
        const std::size_t from = start();
        Term left = sum();
        for (const char* op : {"<=", ">=", "==", "!=", "<", ">"}) {
            if (!take(op)) continue;
            Term right = sum();
            return binary(op, std::move(left), std::move(right), from);
        }
        return left;
    }
    Term sum() {
        const std::size_t from = start();
        Term left = product();
        while (true) {
            const bool plus = take("+");
            if (!plus && !take("-") && !take("−")) return left;
            Term right = product();
            left = binary(plus ? "+" : "-", std::move(left), std::move(right), from);
        }
    }
    Term product() {
        const std::size_t from = start();
        Term left = sign();
        while (true) {
            const bool times = take("*") || take("·") || take("×");
            if (!times && !take("/")) return left;
            Term right = sign();
            left = binary(times ? "*" : "/", std::move(left), std::move(right), from);
        }
    }
    Term sign() {
        if (++depth_ > 200) fail("the formula is nested too deeply");
        const std::size_t from = start();
        Term t;
        if (take("-") || take("−")) {
            Term inner = sign();
            t = join(Term::Kind::negate, "-", {std::move(inner)}, from);
        } else {
            t = power();
        }
        --depth_;
        return t;
    }
    Term power() {
        const std::size_t from = start();
        Term base = atom();
        if (!take("^")) return base;
        Term exponent = sign();
        return binary("^", std::move(base), std::move(exponent), from);
    }

    Term atom() {
        skip();
        if (at_ >= text_.size()) {
            fail("the formula ends where a value should be");
            return {};
        }
        if (take("(")) {
            Term inner = choice();
            if (!take(")")) not_closed("(");
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
        const std::size_t from = at_;
        double value = 0;
        const char* begin = text_.data() + at_;
        const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
        if (error != std::errc()) {
            fail("this is no number");
            return {};
        }
        at_ += static_cast<std::size_t>(end - begin);
        const std::string unit = unit_ahead();
        Term t = join(Term::Kind::literal, "", {}, from);
        t.literal = Value(value);
        if (unit.empty()) return t;
        const auto in_base = quantity_value(value, unit);
        if (!in_base)
            fail("\"" + unit + "\" is no unit", "units are those of scenarios: s, USD, %");
        if (in_base) t.literal = *in_base;
        return t;
    }

    /// "7 /min", as scenarios write rates: the slash after a space and right before a span's unit.
    /// A division has a space on both sides or on none.
    [[nodiscard]] bool rate_ahead() const {
        if (at_ >= text_.size() || text_[at_] != '/') return false;
        std::size_t end = at_ + 1;
        while (end < text_.size() && (letter(text_[end]) || digit(text_[end]))) ++end;
        const std::string unit = text_.substr(at_, end - at_);
        return unit == "/s" || unit == "/min" || unit == "/h" || unit == "/d";
    }

    /// A unit right after a number, up to the next space: "%", "MUSD", "USD/h".
    std::string unit_ahead() {
        const std::size_t start = at_;
        skip();
        std::size_t end = at_;
        if (at_ > start && rate_ahead()) ++end;
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

    /// A word where the bracket should end belongs to a name that was not quoted.
    void not_closed(const std::string& open) {
        skip();
        const bool word = at_ < text_.size() && letter(text_[at_]);
        fail("\"" + open + "\" is not closed" +
             (word ? "; a name with spaces stands in single quotes" : ""));
    }

    Term quoted(char mark) {
        const std::size_t end = text_.find(mark, at_ + 1);
        if (end == std::string::npos) {
            fail("a quote is not closed");
            return {};
        }
        Term t = join(mark == '"' ? Term::Kind::literal : Term::Kind::name, "", {}, at_);
        const std::string inner = text_.substr(at_ + 1, end - at_ - 1);
        if (mark == '"') t.literal = Value(inner);
        if (mark == '\'') t.name = inner;
        at_ = end + 1;
        t.end = static_cast<int>(at_) + 1;
        return t;
    }

    Term named() {
        const std::size_t from = at_;
        const auto inner = [this](std::size_t i) {
            const char c = text_[i];
            if (letter(c) || digit(c) || c == '.') return true;
            const bool more = i + 1 < text_.size() && (letter(text_[i + 1]) || digit(text_[i + 1]));
            return c == '-' && more;
        };
        while (at_ < text_.size() && inner(at_)) ++at_;
        Term t = join(Term::Kind::name, text_.substr(from, at_ - from), {}, from);
        if (!take("(")) return t;
        t.kind = Term::Kind::call;
        check_function(t);
        if (!take(")")) {
            do t.parts.push_back(choice());
            while (take(","));
            if (!take(")")) not_closed(t.name + "(");
        }
        check_arguments(t);
        t.end = static_cast<int>(at_) + 1;
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
