// A study file to its answer: runs its steps, fills its sentences and tables.
#include "sim/study/answer_study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/statistics/interval.hpp"
#include "sim/study/formula/functions.hpp"
#include "sim/study/kinds/flips.hpp"
#include "sim/study/kinds/state.hpp"

namespace orrery {
namespace {

using study::State;

void complain(State& state, const SourcePosition& at, const std::string& path,
              const std::string& problem, const std::string& name_hint) {
    Diagnostic d;
    d.code = "E0916";
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

Lookup lookup_in(const Values& values) {
    return [&values](const std::string& name) -> const Value* {
        const auto it = values.find(name);
        return it == values.end() ? nullptr : &it->second;
    };
}

void add_flags(const StudySpec& spec, const StudyRequest& request, State& state) {
    for (const FlagSpec& flag : spec.flags) {
        std::string text = flag.value;
        for (const auto& [name, value] : request.flags) text = name == flag.name ? value : text;
        if (text.empty()) continue;
        const Formula f = parse_formula(text);
        const Evaluated e = evaluate(f, Values{});
        // A flag that is no quantity is a text: a name, a date.
        state.values[flag.name] = e.problem.empty() ? e.value : Value(text);
    }
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
        if (!e.problem.empty()) {
            complain(state, {}, "define." + name, e.problem, suggestion(state, names_in(formula)));
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
            const Evaluated e = evaluate(c.formula, state.values);
            if (!e.problem.empty()) {
                complain(state, c.where, "tables[" + spec.name + "]", e.problem,
                         suggestion(state, names_in(c.formula)));
            }
            columns.push_back(e.value);
            rows = std::max(rows, e.value.size());
            const bool words = e.value.text() || e.value.texts();
            out.columns.push_back(
                {c.title, c.key.empty() ? study::column_key(c.title, e.value.unit) : c.key,
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
    if (!problem.empty()) complain(state, {}, path, problem, suggestion(state, names_in(sentence)));
    return text;
}

/// A plan is held to nine of ten futures.
constexpr double kAccepted = 0.1;

void judge_goal(State& state) {
    if (!state.spec.goal) return;
    const GoalSpec& g = *state.spec.goal;
    const MetricSpec& metric = study::metric_named(state, g.metric);
    bool at_least = false;
    const double threshold = study::threshold_of(state, metric, at_least);
    std::string name = g.metric;
    for (const StepSpec& s : state.spec.steps) {
        const auto best = state.values.find(s.name + ".best");
        if (s.kind == StepKind::compare && best != state.values.end() && best->second.text()) {
            name = *best->second.text() + "." + g.metric;
        }
    }
    const auto found = state.values.find(name);
    if (std::isnan(threshold) || found == state.values.end()) return;
    const Numbers* many = found->second.numbers();
    Numbers values = many ? *many : Numbers{};
    if (values.empty()) return;
    const double share = study::miss_share(values, threshold, at_least);
    const std::string at =
        figure_words(Value(threshold, found->second.unit), metric.format, state.page.currency);
    const auto missed =
        static_cast<std::int64_t>(std::lround(share * static_cast<double>(values.size())));
    const auto odds =
        statistics::proportion_interval(missed, static_cast<std::int64_t>(values.size()));
    state.page.goal_met = share <= kAccepted;
    state.page.goal = fmt::format(
        "{} {} {}: {}, it fails in {} of {} futures (95 %: {:.0f} to {:.0f} % of all){}.", name,
        at_least ? "at least" : "at most", at, *state.page.goal_met ? "met" : "missed", missed,
        values.size(), 100 * odds.lo, 100 * odds.hi, g.statement.empty() ? "" : "; " + g.statement);
    state.values["goal.p_miss"] = Value(share);
    state.values["goal.threshold"] = Value(threshold, found->second.unit);
}

void add_flips(State& state) {
    std::string& out = state.page.flips_if;
    for (const FlipSpec& flip : state.spec.flips_if) {
        if (flip.when) {
            const Evaluated e = evaluate(*flip.when, state.values);
            const double* holds = e.value.number();
            if (!e.problem.empty()) {
                complain(state, flip.where, "flips_if", e.problem,
                         suggestion(state, names_in(*flip.when)));
            }
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

void add_flag_assumptions(State& state) {
    for (const FlagSpec& flag : state.spec.flags) {
        const auto value = state.values.find(flag.name);
        if (value == state.values.end()) continue;
        state.page.assumptions.push_back(
            {"--" + flag.name,
             figure_words(value->second, FigureFormat::plain, state.page.currency), flag.help});
    }
}

void add_assumptions(State& state) {
    add_flag_assumptions(state);
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

/// An interrupt or a shard leaves rounds unfinished: what is known so far is no answer.
void say_incomplete(State& state) {
    const std::size_t done = state.rounds.computed() + state.rounds.found();
    const Shard& shard = state.rounds.shard;
    state.page.answer =
        shard.of > 1
            ? fmt::format("part {} of {} is done, {} runs; `orrery merge` of all parts answers.",
                          shard.index, shard.of, done)
            : fmt::format(
                  "not finished: {} runs are done; with -o they are kept, and --resume "
                  "goes on from there.",
                  done);
    state.page.flips_if = "not known yet.";
}

}  // namespace

StudyPage answer_study(const StudySpec& spec, const StudyRequest& request, Rounds& rounds,
                       const std::string& currency, Diagnostics& diagnostics) {
    StudyPage page;
    page.study = spec.name;
    page.question = spec.question;
    page.currency = currency;
    page.seed = rounds.bed().seed;
    Values values;
    State state{
        spec, rounds, page, values, diagnostics, request.replications, !request.base.file.empty()};
    add_flags(spec, request, state);
    for (const StepSpec& step : spec.steps) {
        run_step(state, step);
        if (diagnostics.has_errors() || !rounds.complete()) break;
    }
    if (diagnostics.has_errors()) return page;
    page.runs = rounds.computed() + rounds.found();
    if (!rounds.complete()) {
        say_incomplete(state);
        return page;
    }
    page.base = base_words(state.bed().base());
    judge_goal(state);
    add_defined(state);
    add_tables(state);
    page.answer = filled(state, spec.answer, "answer");
    add_flips(state);
    add_assumptions(state);
    for (const std::string& note : spec.notes) page.notes.push_back(note);
    return page;
}

}  // namespace orrery
