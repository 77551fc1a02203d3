// A study file to its answer: runs its steps, fills its sentences and tables.
#include "sim/study/answer_study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/analysis/basis.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/study/formula/figure.hpp"
#include "sim/study/formula/functions.hpp"
#include "sim/study/formula/units.hpp"
#include "sim/study/kinds/flips.hpp"
#include "sim/study/kinds/goal.hpp"
#include "sim/study/kinds/state.hpp"
#include "sim/study/plan/check_units.hpp"

namespace orrery {
namespace {

using study::State;

void complain(State& state, const SourcePosition& at, const std::string& path,
              const std::string& problem, const std::string& name_hint,
              const char* code = "E0916") {
    Diagnostic d;
    d.code = code;
    d.at = at.line > 0 ? at : state.spec.where;
    d.path = path;
    d.message = problem;
    d.hint = name_hint;
    state.diagnostics.add(std::move(d));
}

/// Names that the steps left, the nearest to an unknown one.
std::string suggestion(const State& state, const std::vector<std::string>& wanted) {
    std::vector<std::string> names;
    for (const auto& [name, value] : state.values) names.push_back(name);
    for (const std::string& name : wanted) {
        if (state.values.count(name) > 0) continue;
        const std::string like = closest(name, names);
        return like.empty() ? fmt::format("there are: {}", fmt::join(names, ", "))
                            : "did you mean " + like + "?";
    }
    return {};
}

/// What a formula over the steps' results gets wrong, at its own place in the file.
void complain(State& state, const Formula& formula, const std::string& path, const Evaluated& e) {
    if (e.of_units) return complain(state, formula.where, path, e.problem, e.hint, "E0930");
    complain(state, formula.where, path, e.problem, suggestion(state, names_in(formula)));
}

Lookup lookup_in(const Values& values) {
    return [&values](const std::string& name) -> const Value* {
        const auto it = values.find(name);
        return it == values.end() ? nullptr : &it->second;
    };
}

/// A flag that is no quantity is a text: a name, a date.
Value flag_value(State& state, const FlagSpec& flag, const std::string& text,
                 const SourcePosition& at) {
    if (parse_date(text)) return text;
    Evaluated e = evaluate(parse_formula(text), Values{});
    if (!e.problem.empty()) return text;
    const std::string own = currency_in(e.value.unit);
    if (!in_reporting_currency(e.value, state.spec.currencies)) {
        const std::string& currency = state.spec.currencies.reporting;
        complain(
            state, at, "flags[" + flag.name + "]",
            "amounts are in " + currency + " here, and the base has no rate of " + own,
            "write it in " + currency + ", or give the base fx: [{currency: " + own + ", rate: …}]",
            "E0930");
    }
    return e.value;
}

void add_flags(const StudySpec& spec, const StudyRequest& request, State& state) {
    for (const FlagSpec& flag : spec.flags) {
        std::string text = flag.value;
        SourcePosition at = flag.where;
        for (const auto& [name, value] : request.flags) {
            if (name != flag.name) continue;
            text = value;
            at = {"--" + name, 1, 1};
        }
        if (text.empty()) continue;
        state.values[flag.name] = flag_value(state, flag, text, at);
    }
}

/// Before the steps: what is known of the metrics' units from the file. After them, those metrics
/// of which only the runs could tell.
void check_flags(State& state, const StudyRequest& request, bool after) {
    const std::string& currency = state.page.currency;
    const UnitsGiven given{state.values, request.flags, [&](const MetricSpec& m) {
                               const auto before = expected_unit(m, currency);
                               if (!after || before) return after ? std::nullopt : before;
                               const std::string unit = study::unit_of(state, m);
                               return std::optional(unit.empty() ? kNoUnit : unit);
                           }};
    check_units(state.spec, given, state.diagnostics);
}

void run_step(State& state, const StepSpec& step) {
    switch (step.kind) {
        case StepKind::replicate:
            return run_replicate(state, step);
        case StepKind::compare:
            return run_compare(state, step);
        case StepKind::grid:
            return run_grid(state, step);
        case StepKind::sensitivity:
            return run_sensitivity(state, step);
        case StepKind::inject:
            return run_inject(state, step);
        case StepKind::stage:
            return run_stage(state, step);
        case StepKind::optimise:
            return run_optimise(state, step);
    }
}

void add_defined(State& state) {
    for (const auto& [name, formula] : state.spec.define) {
        const Evaluated e = evaluate(formula, state.values);
        const std::string path = "define." + name;
        if (!e.problem.empty()) complain(state, formula, path, e);
        if (state.values.count(name) > 0) {
            complain(state, formula.where, path, "a step leaves \"" + name + "\" already",
                     "choose another name", "E0913");
        }
        state.values[name] = e.value;
    }
}

StudyCell cell_at(const Value& value, std::size_t row) {
    if (const double* n = value.number()) return study::cell(*n);
    if (const std::string* t = value.text()) return {*t};
    if (row >= value.size()) return {};
    if (const Numbers* n = value.numbers()) return study::cell((*n)[row]);
    return {(*value.texts())[row]};
}

void add_tables(State& state) {
    std::vector<StudyTable> own;
    for (const TableSpec& spec : state.spec.tables) {
        StudyTable out{spec.name, spec.title, {}, {}, spec.note};
        std::vector<Value> columns;
        std::size_t rows = 1;
        for (const ColumnSpec& c : spec.columns) {
            Evaluated e = evaluate(c.formula, state.values);
            fit_format(e, c.format, state.page.currency, c.formula.text);
            if (!e.problem.empty()) complain(state, c.formula, "tables[" + spec.name + "]", e);
            columns.push_back(e.value);
            const std::string unit = e.value.unit == kShareUnit ? "" : e.value.unit;
            rows = std::max(rows, e.value.size());
            const bool words = e.value.text() || e.value.texts();
            out.columns.push_back(
                {c.title, c.key.empty() ? study::column_key(c.title, unit) : c.key,
                 words ? StudyFormat::words : study::table_format(c.format), c.formula.text});
        }
        for (std::size_t r = 0; r < rows; ++r) {
            out.rows.emplace_back();
            for (const Value& column : columns) out.rows.back().push_back(cell_at(column, r));
        }
        own.push_back(std::move(out));
    }
    if (!own.empty()) {
        state.page.tables.insert(state.page.tables.begin(), own.begin(), own.end());
    }
}

std::string filled(State& state, const SentenceTemplate& sentence, const std::string& path) {
    std::string problem;
    const std::string text = fill(sentence, lookup_in(state.values), state.page.currency, problem);
    if (problem.empty()) return text;
    // Of several formulas in a sentence the first that fails is told.
    for (const auto& part : sentence.parts) {
        if (!part.is_formula) continue;
        const Evaluated e = evaluate_figure(part, lookup_in(state.values), state.page.currency);
        if (e.problem.empty()) continue;
        Formula at = part.formula;
        at.where = sentence.where;
        complain(state, at, path, e);
        break;
    }
    return text;
}

void add_flips(State& state) {
    std::string& out = state.page.flips_if;
    for (const FlipSpec& flip : state.spec.flips_if) {
        if (flip.when) {
            const Evaluated e = evaluate(*flip.when, state.values);
            const double* holds = e.value.number();
            if (!e.problem.empty()) complain(state, *flip.when, "flips_if.when", e);
            if (!holds || *holds == 0 || std::isnan(*holds)) continue;
        }
        out += (out.empty() ? "" : " ") + filled(state, flip.says, "flips_if");
    }
    const std::string found = study::flips_of(state);
    out += (out.empty() || found.empty() ? "" : " ") + found;
    if (out.empty()) out = "not judged: no input of this study is uncertain.";
}

std::string scalar_of(const Node& base, const char* key) {
    const Node* node = base.find(key);
    return node ? node->scalar : std::string();
}

/// "saas-64, 28 d from 2027-02-01": what an amount is of.
std::string base_words(const Node& base) {
    const std::string start = scalar_of(base, "start");
    const std::string horizon = scalar_of(base, "horizon");
    return scalar_of(base, "name") + (horizon.empty() ? "" : ", " + horizon) +
           (start.empty() ? "" : " from " + start.substr(0, 10)) + ".";
}

/// Parts of the base that the study changes for itself: "horizon, pools".
std::string changed_parts(const StudySpec& spec) {
    std::vector<std::string> parts;
    const auto add = [&parts](const std::string& part) {
        if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(part);
    };
    if (spec.overlay) {
        for (const Entry& e : spec.overlay->entries) add(e.key);
    }
    for (const std::string& set : spec.sets) add(set.substr(0, set.find_first_of("[.=*+ ")));
    return fmt::format("{}", fmt::join(parts, ", "));
}

/// Another's limit is no verdict on this base: it would be met, or missed.
void soften(std::string& goal) {
    for (const char* verdict : {": met", ": missed", "; missed"}) {
        const auto at = goal.find(verdict);
        if (at != std::string::npos) goal.insert(at + 2, "would be ");
    }
}

/// What of the study is about its own base, and was left out here.
void tell_foreign(State& state, const StudyRequest& request) {
    const std::string parts = changed_parts(state.spec);
    if (!state.foreign) {
        if (!parts.empty()) state.page.base += " Changed by the study: " + parts + ".";
        return;
    }
    if (!parts.empty()) {
        state.page.notes.push_back("What the study changes in its own base (" + parts +
                                   ") is not changed here: -f and --set do.");
    }
    if (state.page.goal.empty()) return;
    for (const auto* limit : {&state.spec.goal->at_most, &state.spec.goal->at_least}) {
        if (!*limit) continue;
        for (const std::string& name : names_in(**limit)) {
            const auto given = [&](const auto& flag) { return flag.first == name; };
            if (std::any_of(request.flags.begin(), request.flags.end(), given)) continue;
            soften(state.page.goal);
            state.page.goal += " The limit is the study's own; --" + name + " sets yours.";
        }
    }
}

void add_flag_assumptions(State& state, const StudyRequest& request) {
    for (const FlagSpec& flag : state.spec.flags) {
        const auto value = state.values.find(flag.name);
        if (value == state.values.end()) continue;
        std::string written = flag.value;
        for (const auto& [name, text] : request.flags) written = name == flag.name ? text : written;
        state.page.assumptions.push_back({"--" + flag.name, written, flag.help});
    }
}

void add_assumptions(State& state, const StudyRequest& request) {
    add_flag_assumptions(state, request);
    const Inputs& inputs = state.bed().inputs;
    for (std::size_t i = 0; i < inputs.all.size(); ++i) {
        const Input& input = inputs.all[i];
        const UncertainSpec& spec = state.spec.inputs[i];
        const char* how = input.change == InputChange::multiply ? "times the base's"
                          : input.change == InputChange::add    ? "added to the base's"
                                                                : "instead of the base's";
        state.page.assumptions.push_back(
            {input.name,
             fmt::format("{} with P10 {:.4g}, P50 {:.4g}, P90 {:.4g}{}, {}", spec.law.kind,
                         inputs.value(i, 0.1), inputs.value(i, 0.5), inputs.value(i, 0.9),
                         input.unit.empty() ? "" : " " + input.unit, how),
             spec.source.empty() ? "assumed" : spec.source});
    }
}

/// What a shard can do of the steps behind one that it cannot finish: their first rounds, which
/// depend on no other. What they leave on the way is dropped.
void run_ahead(const State& state, std::size_t next) {
    if (state.rounds.shard.of == 1) return;
    for (; next < state.spec.steps.size(); ++next) {
        StudyPage page;
        Values values;
        Diagnostics diagnostics;
        State scratch{state.spec,  state.rounds,       page,         values,
                      diagnostics, state.replications, state.foreign};
        run_step(scratch, state.spec.steps[next]);
    }
}

/// An interrupt or a shard leaves rounds unfinished: what is known so far is no answer.
void say_incomplete(State& state) {
    const std::size_t done = state.rounds.computed() + state.rounds.found();
    const Shard& shard = state.rounds.shard;
    state.page.answer =
        shard.index == 0
            ? fmt::format("not finished: {} runs are known, a further round is needed.", done)
        : shard.of > 1
            ? fmt::format("part {} of {} is done, {} runs; `orrery merge` of all parts answers.",
                          shard.index, shard.of, done)
            : fmt::format(
                  "not finished: {} runs are done; with -o they are kept, and --resume "
                  "goes on from there.",
                  done);
    state.page.flips_if = "not known yet.";
}

/// Alternatives that are texts of their own say it each by themselves.
void tell_bases(State& state) {
    const bool own = std::any_of(state.spec.alternatives.begin(), state.spec.alternatives.end(),
                                 [](const StudyAlternative& a) { return a.document.has_value(); });
    Diagnostics ignored;
    const auto world = own ? nullptr : state.bed().world(Point{}, 0, ignored);
    if (!world) return;
    state.page.rests_on = analysis::bases_sentence(*world);
}

}  // namespace

std::vector<std::string> names_of(const StudySpec& spec) {
    std::vector<std::string> out{spec.name};
    for (const StudyAlternative& a : spec.alternatives) out.push_back(a.name);
    for (const UncertainSpec& u : spec.inputs) out.push_back(u.name);
    for (const MetricSpec& m : spec.metrics) out.push_back(m.name);
    for (const auto& [name, formula] : spec.define) out.push_back(name);
    return out;
}

StudyPage answer_study(const StudySpec& spec, const StudyRequest& request, Rounds& rounds,
                       const std::string& currency, Diagnostics& diagnostics) {
    StudyPage page;
    page.study = spec.name;
    page.question = spec.question;
    page.currency = currency;
    page.seed = rounds.bed().seed;
    Values values;
    State state{
        spec, rounds, page, values, diagnostics, request.replications, !on_own_base(spec, request)};
    add_flags(spec, request, state);
    check_flags(state, request, false);
    if (diagnostics.has_errors()) return page;
    for (std::size_t s = 0; s < spec.steps.size(); ++s) {
        run_step(state, spec.steps[s]);
        if (diagnostics.has_errors()) break;
        if (rounds.complete()) continue;
        run_ahead(state, s + 1);
        break;
    }
    if (diagnostics.has_errors()) return page;
    page.runs = rounds.computed() + rounds.found();
    if (!rounds.complete()) {
        say_incomplete(state);
        return page;
    }
    check_flags(state, request, true);
    page.base = base_words(state.bed().base());
    study::judge_goal(state);
    tell_foreign(state, request);
    add_defined(state);
    add_tables(state);
    page.answer = filled(state, spec.answer, "answer");
    add_flips(state);
    add_assumptions(state, request);
    for (const std::string& note : spec.notes) page.notes.push_back(note);
    tell_bases(state);
    return page;
}

}  // namespace orrery
