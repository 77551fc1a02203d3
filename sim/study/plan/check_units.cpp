// Whether what a study compares is of one kind: thresholds, gates and constraints beside metrics.
#include "sim/study/plan/check_units.hpp"

#include "sim/scenario/quantity.hpp"
#include "sim/study/formula/dimension.hpp"
#include "sim/study/formula/figure.hpp"

namespace orrery {
namespace {

struct PathUnit {
    const char* begins;
    const char* unit;
};
/// Paths of results whose members all have one unit; a test holds them against a run.
constexpr PathUnit kPathUnits[]{{"latency.", "s"},
                                {"waits.", "s"},
                                {"lost.", "s"},
                                {"cost.total", "USD"},
                                {"cost.list", "USD"},
                                {"cost.contracted", "USD"},
                                {"cost.billed", "USD"},
                                {"cost.effective", "USD"},
                                {"cost.by_site.", "USD"},
                                {"cost.by_vendor.", "USD"},
                                {"cost.by_category.", "USD"},
                                {"cost.by_tenant.", "USD"},
                                {"energy.it", "kWh"},
                                {"energy.facility", "kWh"},
                                {"energy.by_site.", "kWh"},
                                {"energy.peak_kw.", "kW"},
                                {"carbon.total", "gCO2e"},
                                {"carbon.by_site.", "gCO2e"},
                                {"throughput.", "1/s"},
                                {"requests.", kNoUnit},
                                {"slo.", kNoUnit},
                                {"tokens.", kNoUnit},
                                {"pue", kNoUnit}};

bool begins(const std::string& text, const std::string& with) {
    return text.rfind(with, 0) == 0;
}

/// Without a unit and known to be so, or a share: these go together.
bool plain(const std::string& unit) {
    return unit == kNoUnit || unit == kShareUnit;
}

std::string in_words(const std::string& unit) {
    return unit == kNoUnit ? "has no unit" : "is in " + (unit == kShareUnit ? "%" : unit);
}

class UnitCheck {
public:
    UnitCheck(const StudySpec& spec, const UnitsGiven& given, Diagnostics& out)
        : spec_(spec), given_(given), out_(out) {}

    void all() {
        for (const MetricSpec& m : spec_.metrics) metric(m);
        if (spec_.goal) {
            threshold(spec_.goal->at_most, "goal.at_most", spec_.goal->metric);
            threshold(spec_.goal->at_least, "goal.at_least", spec_.goal->metric);
            band();
        }
        sentence(spec_.answer, "answer");
        for (const FlipSpec& flip : spec_.flips_if) sentence(flip.says, "flips_if");
        for (const StepSpec& step : spec_.steps) {
            const std::string path = "steps[" + step.name + "]";
            if (step.select) {
                threshold(step.select->indifference, path + ".select.indifference", step.metric);
            }
            for (const Formula& f : step.subject_to) condition(f, path + ".subject_to");
            for (const StageSpec& s : step.stages) {
                if (!s.gate.text.empty()) condition(s.gate, path + ".stages[" + s.name + "].gate");
            }
        }
    }

private:
    const FlagSpec* flag_named(const std::string& name) const {
        for (const FlagSpec& f : spec_.flags) {
            if (f.name == name) return &f;
        }
        return nullptr;
    }
    const std::string* given_as(const std::string& name) const {
        for (const auto& [flag, text] : given_.flags) {
            if (flag == name) return &text;
        }
        return nullptr;
    }
    const MetricSpec* metric_named(const std::string& name) const {
        for (const MetricSpec& m : spec_.metrics) {
            if (m.name == name) return &m;
        }
        return nullptr;
    }

    /// At the flag that the user gave or the file states, where a formula has one; else at itself.
    void tell(Severity severity, const Formula& f, const std::string& path, std::string message,
              std::string hint) {
        Diagnostic d;
        d.severity = severity;
        d.code = severity == Severity::error ? "E0930" : "E0931";
        d.at = f.where;
        d.path = path;
        for (const std::string& name : names_in(f)) {
            const FlagSpec* flag = flag_named(name);
            if (!flag) continue;
            const std::string* text = given_as(name);
            d.at = text ? SourcePosition{"--" + name, 1, 1} : flag->where;
            d.source_line = text ? *text : "";
            d.path = "flags[" + name + "].value";
        }
        d.message = std::move(message);
        d.hint = std::move(hint);
        out_.add(std::move(d));
    }

    /// Text of a flag or of the formula itself: what the user wrote.
    std::string written(const Formula& f) const {
        if (f.root.kind != Term::Kind::name) return f.text;
        const std::string* text = given_as(f.root.name);
        const FlagSpec* flag = flag_named(f.root.name);
        return text ? *text : flag ? flag->value : f.text;
    }

    /// Whether all flags in it have a number; complains of the first without.
    bool numbers(const Formula& f, const std::string& path) {
        for (const std::string& name : names_in(f)) {
            if (!flag_named(name)) continue;
            const auto value = given_.values.find(name);
            if (value == given_.values.end()) {
                tell(Severity::error, f, path, "the flag --" + name + " has no value",
                     "give it one: --" + name + " …, or value: in the file");
                return false;
            }
            if (value->second.number()) continue;
            tell(Severity::error, f, path,
                 "\"" + *value->second.text() + "\" is no number, and --" + name + " is one",
                 "a number with its unit, as 400 kUSD, 30 d or 95 %");
            return false;
        }
        return true;
    }

    /// Over results whose units are known by their paths.
    void metric(const MetricSpec& m) {
        Values leaves;
        for (const std::string& name : names_in(m.formula)) {
            const auto unit = leaf_unit(name, spec_.currencies.reporting);
            leaves[name] = Value(1.0, !unit || *unit == kNoUnit ? "" : *unit);
        }
        Evaluated e = evaluate(m.formula, leaves);
        fit_stated(m, e, spec_.currencies.reporting);
        if (!e.of_units) return;
        tell(Severity::error, m.formula, "metrics[" + m.name + "].formula",
             e.problem + " (column " + std::to_string(e.col) + " of it)", e.hint);
    }

    /// An amount beside a metric: a limit of the goal, a least difference.
    void threshold(const std::optional<Formula>& f, const std::string& path,
                   const std::string& name) {
        const MetricSpec* metric = metric_named(name);
        if (!f || !metric || !numbers(*f, path)) return;
        const Evaluated e = evaluate(*f, given_.values);
        if (!e.problem.empty() || !e.value.number()) {
            tell(Severity::error, *f, path,
                 e.problem.empty() ? "it is no single number" : e.problem, e.hint);
            return;
        }
        const auto unit = given_.unit_of(*metric);
        if (!unit) return;
        const double value = *e.value.number();
        const std::string& own = e.value.unit;
        if (own.empty()) return assumed(*f, path, value, metric->name, *unit);
        if (plain(own) && plain(*unit)) return;
        if (conversion(own, *unit)) return;
        const std::string like = units_like(*unit);
        tell(Severity::error, *f, path,
             "\"" + written(*f) + "\" " + in_words(own) + ", and " + metric->name + " " +
                 in_words(*unit),
             like.empty() ? "write the number alone, as " + metric->name + " counts"
                          : "units that go with " + metric->name + ": " + like);
    }

    /// With both limits the goal is met between them: there must be something between.
    void band() {
        const GoalSpec& g = *spec_.goal;
        if (!g.at_most || !g.at_least || out_.has_errors()) return;
        const Value least = evaluate(*g.at_least, given_.values).value;
        const Value most = evaluate(*g.at_most, given_.values).value;
        const double factor = conversion(least.unit, most.unit).value_or(1);
        if (!least.number() || !most.number() || *least.number() * factor <= *most.number()) return;
        tell(Severity::error, *g.at_least, "goal",
             "nothing lies between at_least: " + written(*g.at_least) +
                 " and at_most: " + written(*g.at_most),
             "exchange them");
    }

    void assumed(const Formula& f, const std::string& path, double value, const std::string& metric,
                 const std::string& unit) {
        if (value == 0 || unit == kNoUnit) return;
        if (unit == kShareUnit && value >= 0 && value <= 1) return;
        if (unit == kShareUnit) return no_share(f, path, written(f), value);
        const std::string as = figure_words(Value(value, unit), FigureFormat::plain, "");
        tell(Severity::warning, f, path,
             "\"" + written(f) + "\" has no unit; it is taken as " + as + ", like " + metric,
             "write its unit: " + written(f) + " " + unit);
    }

    /// "50" beside a share is 5,000 %, and hardly meant so.
    void no_share(const Formula& f, const std::string& path, const std::string& text,
                  double value) {
        tell(Severity::error, f, path,
             "\"" + text + "\" beside a share is " +
                 figure_words(Value(value, kShareUnit), FigureFormat::plain, ""),
             "write " + text + " %, or the share itself: 0.5 is 50 %");
    }

    /// What is known before the runs: metrics by replication, and flags. Other names are told
    /// later.
    void sentence(const SentenceTemplate& s, const std::string& path) {
        Value held;
        const Lookup lookup = [&](const std::string& name) -> const Value* {
            const MetricSpec* m = metric_named(name);
            const auto it = given_.values.find(name);
            if (!m) return it == given_.values.end() ? nullptr : &it->second;
            held = Value(Numbers{1.0}, given_.unit_of(*m).value_or(""));
            if (held.unit == kNoUnit) held.unit.clear();
            return &held;
        };
        for (const auto& part : s.parts) {
            if (!part.is_formula) continue;
            const Evaluated e = evaluate_figure(part, lookup, spec_.currencies.reporting);
            if (!e.of_units) continue;
            Formula at = part.formula;
            at.where = s.where;
            tell(Severity::error, at, path, e.problem, e.hint);
            return;
        }
    }

    /// A comparison of metrics and flags, tried on values with their units.
    void condition(const Formula& f, const std::string& path) {
        if (!numbers(f, path)) return;
        Value held;
        const Lookup lookup = [&](const std::string& name) -> const Value* {
            const MetricSpec* m = metric_named(name);
            if (!m) {
                const auto it = given_.values.find(name);
                return it == given_.values.end() ? nullptr : &it->second;
            }
            const auto unit = given_.unit_of(*m);
            held = Value(1.0, unit.value_or(""));
            return &held;
        };
        const Evaluated e = evaluate(f, lookup);
        if (e.of_units) {
            tell(Severity::error, f, path,
                 e.problem + " (column " + std::to_string(e.col) + " of it)", e.hint);
        }
        for (const AssumedUnit& a : e.assumed) {
            if (metric_named(a.of) || a.unit == kNoUnit) continue;
            if (a.unit == kShareUnit) {
                no_share(f, path, a.of, a.value);
                continue;
            }
            const std::string as = figure_words(Value(a.value, a.unit), FigureFormat::plain, "");
            tell(Severity::warning, f, path, "\"" + a.of + "\" has no unit; it is taken as " + as,
                 "write its unit");
        }
    }

    const StudySpec& spec_;
    const UnitsGiven& given_;
    Diagnostics& out_;
};

}  // namespace

std::optional<std::string> leaf_unit(const std::string& path, const std::string& currency) {
    for (const PathUnit& one : kPathUnits) {
        const std::string name = one.begins;
        const bool fits = name.back() == '.' ? begins(path, name) : path == name;
        if (fits) return std::string(one.unit) == "USD" ? currency : one.unit;
    }
    return std::nullopt;
}

std::optional<std::string> stated_unit(const MetricSpec& metric, const std::string& currency) {
    const bool known = !units_like(metric.unit).empty();
    if (metric.format == FigureFormat::money && !known) return currency;
    if (!metric.unit.empty()) return metric.unit;
    if (metric.format == FigureFormat::share || metric.format == FigureFormat::signed_share) {
        return kShareUnit;
    }
    if (metric.format == FigureFormat::span) return "s";
    return std::nullopt;
}

void fit_stated(const MetricSpec& metric, Evaluated& e, const std::string& currency) {
    const auto stated = stated_unit(metric, currency);
    if (!stated || !e.problem.empty()) return;
    const std::string own = e.value.unit;
    e.value.unit = *stated;
    if (own.empty() || e.value.loose) return;
    if (const auto factor = label_conversion(own, *stated)) return scale(e.value, *factor);
    e.of_units = true;
    e.problem = "\"" + metric.formula.text + "\" " + in_words(own) + ", and " + metric.name +
                " is stated in " + (*stated == kShareUnit ? "%" : *stated);
    const std::string like = units_like(own);
    e.hint = like.empty() ? "leave out its unit: and format:"
                          : "units that go with " + metric.name + ": " + like;
}

std::optional<std::string> expected_unit(const MetricSpec& metric, const std::string& currency) {
    if (auto stated = stated_unit(metric, currency)) return stated;
    Values leaves;
    for (const std::string& name : names_in(metric.formula)) {
        const auto unit = leaf_unit(name, currency);
        if (!unit) return std::nullopt;
        leaves[name] = Value(1.0, *unit == kNoUnit ? "" : *unit);
    }
    const Evaluated e = evaluate(metric.formula, leaves);
    if (!e.problem.empty()) return std::nullopt;
    return e.value.unit.empty() ? kNoUnit : e.value.unit;
}

void check_units(const StudySpec& spec, const UnitsGiven& given, Diagnostics& diagnostics) {
    UnitCheck(spec, given, diagnostics).all();
}

}  // namespace orrery
