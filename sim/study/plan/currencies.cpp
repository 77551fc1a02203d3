// Amounts of a study in the reporting currency of its base, at the rates that the base states.
#include <algorithm>

#include "sim/scenario/reader/reader.hpp"
#include "sim/study/formula/units.hpp"
#include "sim/study/plan/check_units.hpp"

namespace orrery {
namespace {

class Converter {
public:
    Converter(const Currencies& currencies, Diagnostics& out)
        : currencies_(currencies), out_(out) {}

    void formula(Formula& f, const std::string& path) { term(f.root, f, path); }
    void optional(std::optional<Formula>& f, const std::string& path) {
        if (f) formula(*f, path);
    }
    void sentence(SentenceTemplate& s, const std::string& path) {
        for (auto& part : s.parts) {
            part.formula.where = s.where;
            if (part.is_formula) formula(part.formula, path);
        }
    }

private:
    void term(Term& t, const Formula& f, const std::string& path) {
        if (t.kind == Term::Kind::literal && !in_reporting_currency(t.literal, currencies_)) {
            Diagnostic d;
            d.code = "E0930";
            d.at = f.where;
            d.path = path;
            const std::string own = currency_in(t.literal.unit);
            d.message = "amounts are in " + currencies_.reporting + " here, and the base has no " +
                        "rate of " + own;
            d.hint = "write it in " + currencies_.reporting +
                     ", or give the base fx: [{currency: " + own + ", rate: …}]";
            out_.add(std::move(d));
        }
        for (Term& part : t.parts) term(part, f, path);
    }

    const Currencies& currencies_;
    Diagnostics& out_;
};

}  // namespace

Currencies currencies_of(const Node& base) {
    Currencies all;
    if (const Node* own = base.find("currency")) all.reporting = own->scalar;
    const Node* fx = base.find("fx");
    for (const Node& entry : fx ? fx->items : std::vector<Node>()) {
        const Node* currency = entry.find("currency");
        const double rate = positive_number(entry.find("rate"));
        if (currency && rate > 0) all.usd.emplace(currency->scalar, rate);
    }
    const double rate = positive_number(base.find("exchange_rate"));
    if (rate > 0) all.usd[all.reporting] = rate;
    return all;
}

bool in_reporting_currency(Value& value, const Currencies& currencies) {
    const std::string own = currency_in(value.unit);
    if (own.empty() || own == currencies.reporting) return true;
    const auto from = currencies.usd.find(own);
    const auto to = currencies.usd.find(currencies.reporting);
    if (from == currencies.usd.end() || to == currencies.usd.end()) return false;
    if (auto* number = std::get_if<double>(&value.is)) *number *= from->second / to->second;
    value.unit.replace(value.unit.find(own), own.size(), currencies.reporting);
    return true;
}

void convert_amounts(StudySpec& spec, Diagnostics& diagnostics) {
    Converter c(spec.currencies, diagnostics);
    for (MetricSpec& m : spec.metrics) c.formula(m.formula, "metrics[" + m.name + "].formula");
    if (spec.goal) c.optional(spec.goal->at_most, "goal.at_most");
    if (spec.goal) c.optional(spec.goal->at_least, "goal.at_least");
    for (StepSpec& step : spec.steps) {
        const std::string path = "steps[" + step.name + "]";
        if (step.select) c.formula(step.select->indifference, path + ".select.indifference");
        for (Formula& f : step.subject_to) c.formula(f, path + ".subject_to");
        for (StageSpec& s : step.stages) c.formula(s.gate, path + ".stages[" + s.name + "].gate");
    }
    for (auto& [name, formula] : spec.define) c.formula(formula, "define." + name);
    for (TableSpec& table : spec.tables) {
        for (ColumnSpec& column : table.columns) {
            c.formula(column.formula, "tables[" + table.name + "]." + column.title);
        }
    }
    c.sentence(spec.answer, "answer");
    for (FlipSpec& flip : spec.flips_if) {
        c.sentence(flip.says, "flips_if");
        c.optional(flip.when, "flips_if.when");
    }
}

}  // namespace orrery
