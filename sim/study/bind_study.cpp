// A study bound to its base: settings in their order, patterns resolved, paths tried.
#include <algorithm>
#include <filesystem>

#include "sim/scenario/figure_paths.hpp"
#include "sim/scenario/overlay.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/study/answer_study.hpp"
#include "sim/study/plan/check_names.hpp"
#include "sim/study/plan/check_units.hpp"
#include "sim/study/plan/nearest_path.hpp"
#include "sim/study/plan/pooled.hpp"
#include "sim/study/plan/stage_change.hpp"
#include "sim/study/plan/tables_study.hpp"
#include "sim/study/plan/try_inputs.hpp"

namespace orrery {
namespace {

void merge_file(Node& root, const std::string& file, Diagnostics& diagnostics) {
    const auto over = read_document(file, diagnostics);
    if (over) merge_overlay(root, as_overlay(*over));
}

/// A flag's value: the user's, else the study's.
std::string flag_value(const FlagSpec& flag, const StudyRequest& request) {
    for (const auto& [name, value] : request.flags) {
        if (name == flag.name) return value;
    }
    return flag.value;
}

/// Where something of the study is wrong is said at the study's own line.
void take(const Diagnostics& found, const SourcePosition& where, const std::string& path,
          Diagnostics& out) {
    for (Diagnostic d : found.items()) {
        if (d.severity != Severity::error) continue;
        const bool of_set = d.at.line == 0 || d.at.file.rfind("--set", 0) == 0;
        if (of_set) {
            d.at = where;
            d.message = (d.path.empty() ? "" : d.path + ": ") + d.message;
            d.path = path;
            d.source_line.clear();
        }
        const auto same = [&d](const Diagnostic& known) {
            return known.message == d.message && known.path == d.path;
        };
        if (std::none_of(out.items().begin(), out.items().end(), same)) out.add(std::move(d));
    }
}

class Binder {
public:
    Binder(const Node& base, const std::string& file, Diagnostics& diagnostics)
        : base_(base), file_(file), out_(diagnostics) {}

    /// Reads the base with something over it; the base itself is read before.
    void attempt(const std::optional<Node>& overlay, const std::vector<std::string>& sets,
                 const SourcePosition& where, const std::string& path) {
        Diagnostics found;
        Node root = base_;
        if (overlay) merge_overlay(root, *overlay);
        for (const std::string& set : sets) apply_set(root, set, found);
        if (!found.has_errors()) read_scenario_node(root, file_, found);
        take(found, where, path, out_);
    }

    /// As a stage changes it when it comes into force; a date that does not read is told by the
    /// run.
    void stage(const StageSpec& stage, const std::string& path) {
        const StageChange change =
            change_at(stage, stage_start(stage, base_).value_or(Nanos{kDay}), base_);
        attempt(change.overlay, change.sets, stage.where, path);
    }

    void resolve(std::vector<std::string>& paths, const SourcePosition& where,
                 const std::string& path) {
        std::vector<std::string> all;
        for (const std::string& pattern : paths) {
            const auto found = fitting(pattern);
            if (found.empty()) {
                const std::string near = nearest_path(base_, pattern);
                complain(where, path, "nothing in the base is like \"" + pattern + "\"",
                         near.empty() ? "`orrery check --print document` shows what it has" : near);
            }
            all.insert(all.end(), found.begin(), found.end());
        }
        paths = std::move(all);
    }

    /// Settings of patterns and changes ("pools[*].price *= 2") as settings of this base's paths;
    /// entries of a pattern that lack the number are left as they are.
    void settle(std::vector<std::string>& sets, const SourcePosition& where,
                const std::string& path) {
        std::vector<std::string> all;
        for (const std::string& set : sets) {
            const Change change = change_of(set);
            const auto paths = paths_matching(base_, change.path);
            const bool pattern = change.path.find("[*]") != std::string::npos;
            for (const std::string& one : paths) {
                const std::string value = changed(one, change);
                if (!value.empty()) all.push_back(one + "=" + value);
                if (value.empty() && !pattern) {
                    const std::string near = nearest_path(base_, one);
                    complain(where, path, "the base does not state a number at \"" + one + "\"",
                             near.rfind("did you", 0) == 0
                                 ? near
                                 : "state it there, or set it with = instead");
                }
            }
            if (paths.empty() && !pattern) all.push_back(set);
        }
        sets = std::move(all);
    }

    void axis(AxisSpec& axis, const std::string& path) {
        resolve(axis.paths, axis.paths_at, path);
        for (const std::string& value : axis.values) {
            std::vector<std::string> sets;
            for (const std::string& p : axis.paths) sets.push_back(p + "=" + value);
            Diagnostics found;
            Node root = base_;
            for (const std::string& set : sets) apply_set(root, set, found);
            if (!found.has_errors()) read_scenario_node(root, file_, found);
            take(found, axis.paths_at, path, out_);
            if (found.has_errors()) return;  // the same would be said of each value
        }
    }

private:
    /// Paths of a pattern in items that have what the last key stands in: pools that are bought, of
    /// `pools[*].purchase.date`.
    [[nodiscard]] std::vector<std::string> fitting(const std::string& pattern) const {
        std::vector<std::string> all = paths_matching(base_, pattern);
        if (pattern.find("[*]") == std::string::npos) return all;
        std::erase_if(all, [&](const std::string& path) {
            const std::size_t dot = path.rfind('.');
            return dot != std::string::npos && !find_path(base_, path.substr(0, dot));
        });
        return all;
    }

    struct Change {
        std::string path;
        char how = '=';  ///< or * or +: what stands there times or plus the value
        std::string value;
    };
    static Change change_of(const std::string& set) {
        const std::size_t equals = set.find('=');
        if (equals == std::string::npos || equals == 0) return {set, '=', ""};
        const char before = set[equals - 1];
        Change change{set.substr(0, equals), '=', set.substr(equals + 1)};
        if (before == '*' || (before == '+' && set.substr(0, equals).find("[+") != equals - 2)) {
            change.how = before;
            change.path.pop_back();
        }
        const auto trim = [](std::string& text) {
            text.erase(0, text.find_first_not_of(' '));
            text.erase(text.find_last_not_of(' ') + 1);
        };
        trim(change.path);
        trim(change.value);
        return change;
    }
    /// The new value's text; empty where a change finds no number.
    std::string changed(const std::string& path, const Change& change) const {
        if (change.how == '=') return change.value;
        const Node* node = find_path(base_, path);
        const auto number =
            node && node->kind == Node::Kind::scalar ? split_number(node->scalar) : std::nullopt;
        const auto by = split_number(change.value);
        if (!number || !by) return {};
        const double amount = by->unit == "%" ? by->value / 100 : by->value;
        const double value = change.how == '*' ? number->value * amount : number->value + by->value;
        return print_number(value) + (number->unit.empty() ? "" : " " + number->unit);
    }
    void complain(const SourcePosition& where, const std::string& path, std::string message,
                  std::string hint) {
        Diagnostic d;
        d.code = "E0914";
        d.at = where;
        d.path = path;
        d.message = std::move(message);
        d.hint = std::move(hint);
        out_.add(std::move(d));
    }

    const Node& base_;
    const std::string& file_;
    Diagnostics& out_;
};

/// Metrics over what no run has: told before the runs, which would all be for nothing.
void check_figures(const StudySpec& spec, Diagnostics& diagnostics) {
    for (const MetricSpec& m : spec.metrics) {
        if (m.optional) continue;
        for (const std::string& name : names_in(m.formula)) {
            const auto none = no_such_figure(name);
            if (!none) continue;
            Diagnostic d;
            d.code = "E0914";
            d.at = m.formula.where.line > 0 ? m.formula.where : m.where;
            d.path = "metrics[" + m.name + "].formula";
            d.message = none->message;
            d.hint = none->hint;
            diagnostics.add(std::move(d));
        }
    }
}

}  // namespace

std::string base_file(const StudySpec& spec, const StudyRequest& request) {
    if (!request.base.file.empty()) return request.base.file;
    if (spec.base.empty()) return {};
    const auto folder = std::filesystem::path(spec.file).parent_path();
    return (folder / spec.base).lexically_normal().string();
}

bool on_own_base(const StudySpec& spec, const StudyRequest& request) {
    if (request.base.file.empty()) return true;
    const std::string own = base_file(spec, {});
    std::error_code none;
    return !own.empty() && std::filesystem::equivalent(own, request.base.file, none);
}

std::optional<Node> study_document(const StudySpec& spec, const StudyRequest& request,
                                   Diagnostics& diagnostics) {
    const std::string file = base_file(spec, request);
    if (file.empty()) {
        Diagnostic d;
        d.code = "E0912";
        d.at = spec.where;
        d.path = "base";
        d.message = "the study has no base of its own, and none was given";
        d.hint = "--base scenario.yaml";
        diagnostics.add(std::move(d));
        return std::nullopt;
    }
    auto root = read_document(file, diagnostics);
    if (!root) return std::nullopt;
    // What the file says of its own base does not go over another one: names differ there.
    const bool own = on_own_base(spec, request);
    if (spec.overlay && own) merge_overlay(*root, *spec.overlay);
    for (const std::string& set : own ? spec.sets : std::vector<std::string>()) {
        apply_set(*root, set, diagnostics);
    }
    for (const std::string& overlay : request.base.overlays)
        merge_file(*root, overlay, diagnostics);
    for (const std::string& set : request.base.sets) apply_set(*root, set, diagnostics);
    for (const FlagSpec& flag : spec.flags) {
        const std::string value = flag_value(flag, request);
        if (flag.path.empty() || value.empty()) continue;
        for (const std::string& path : paths_matching(*root, flag.path)) {
            apply_set(*root, path + "=" + value, diagnostics);
        }
    }
    if (diagnostics.has_errors()) return std::nullopt;
    return root;
}

StudySpec bound_study(const StudySpec& spec, const Node& base, const std::string& file,
                      Diagnostics& diagnostics) {
    StudySpec bound = spec;
    Binder binder(base, file, diagnostics);
    for (StudyAlternative& a : bound.alternatives) {
        binder.settle(a.sets, a.where, "alternatives[" + a.name + "]");
        binder.attempt(a.overlay, a.sets, a.where, "alternatives[" + a.name + "]");
    }
    for (StepSpec& step : bound.steps) {
        const std::string path = "steps[" + step.name + "]";
        for (AxisSpec& axis : step.vary) binder.axis(axis, path + ".vary[" + axis.name + "]");
        for (const StageSpec& s : step.stages) binder.stage(s, path + ".stages[" + s.name + "]");
        for (InjectionSpec& d : step.disruptions) {
            binder.settle(d.sets, d.where, path + ".disruptions[" + d.name + "]");
            binder.attempt(d.overlay, d.sets, d.where, path + ".disruptions[" + d.name + "]");
        }
    }
    bound.currencies = currencies_of(base);
    convert_amounts(bound, diagnostics);
    warn_shared_paths(bound, base, diagnostics);
    // What the inputs themselves get wrong is said where they are built for the runs, unless the
    // study does not come so far.
    Diagnostics said_later;
    const Inputs inputs = inputs_on(bound, base, said_later, true);
    if (!said_later.has_errors()) try_inputs(bound, inputs, base, file, diagnostics);
    check_names(bound, diagnostics);
    check_figures(bound, diagnostics);
    if (!diagnostics.has_errors()) return bound;
    for (const Diagnostic& d : said_later.items()) {
        if (d.severity == Severity::error || d.code == "E0914") diagnostics.add(d);
    }
    return bound;
}

namespace {

void add_once(std::vector<std::string>& list, const std::string& name) {
    if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
}

/// What is told of every disruption: its cost, what was not served, when that was over.
void add_injected(UnitQuestion& q) {
    for (const char* leaf : {"cost.total", "requests.arrived", "requests.completed",
                             "jobs.submitted", "jobs.completed"}) {
        add_once(q.leaves, leaf);
    }
    add_once(q.families, kCourse);
}

/// Names in all that is computed after the steps.
std::vector<std::string> names_after(const StudySpec& spec) {
    std::vector<std::string> names = names_in(spec.answer);
    const auto take = [&names](const std::vector<std::string>& more) {
        names.insert(names.end(), more.begin(), more.end());
    };
    for (const auto& [name, formula] : spec.define) take(names_in(formula));
    for (const TableSpec& table : spec.tables) {
        for (const ColumnSpec& column : table.columns) take(names_in(column.formula));
    }
    for (const FlipSpec& flip : spec.flips_if) {
        take(names_in(flip.says));
        if (flip.when) take(names_in(*flip.when));
    }
    return names;
}

}  // namespace

UnitQuestion question_of(const StudySpec& spec) {
    UnitQuestion q;
    for (const MetricSpec& m : spec.metrics) {
        for (const std::string& name : names_in(m.formula)) add_once(q.leaves, name);
    }
    for (const StepSpec& s : spec.steps) {
        if (!s.explain.empty()) q.families.push_back(s.explain + ".");
        if (s.kind == StepKind::inject) add_injected(q);
        if (s.kind == StepKind::compare) add_once(q.families, kArrived);
        for (const std::string& latency : s.pooled) add_once(q.sketches, latency);
    }
    for (const std::string& name : names_after(spec)) {
        const auto pooled = pooled_name(name);
        if (!pooled) continue;
        add_once(q.sketches, pooled->latency);
        add_once(q.asked, name);
    }
    return q;
}

}  // namespace orrery
