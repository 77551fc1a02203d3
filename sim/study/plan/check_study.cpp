// What contradicts itself in a study: names used twice, unknown metrics, steps without their needs.
#include <algorithm>
#include <map>
#include <set>

#include "sim/scenario/reader/references.hpp"
#include "sim/study/plan/pooled.hpp"
#include "sim/study/plan/read_study.hpp"
#include "sim/study/plan/tables_study.hpp"

namespace orrery {
namespace {

class StudyCheck {
public:
    StudyCheck(const StudySpec& spec, const Unread& unread, Diagnostics& diagnostics)
        : spec_(spec), unread_(unread), out_(diagnostics) {
        for (const MetricSpec& m : spec.metrics) metrics_.push_back(m.name);
        for (const FlagSpec& f : spec.flags) flags_.push_back(f.name);
    }

    void all() {
        shape();
        names();
        definitions();
        goal();
        inputs();
        correlations();
        for (std::size_t i = 0; i < spec_.steps.size(); ++i) step(i);
        probabilities();
    }

private:
    void error(const SourcePosition& at, const char* code, const std::string& path,
               std::string message, std::string hint) {
        Diagnostic d;
        d.code = code;
        d.at = at.line > 0 ? at : spec_.where;
        d.path = path;
        d.message = std::move(message);
        d.hint = std::move(hint);
        out_.add(std::move(d));
    }
    static std::string near(const std::string& word, const std::vector<std::string>& names) {
        const std::string like = closest(word, names);
        if (!like.empty()) return "did you mean " + like + "?";
        std::string list;
        for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
        return list.empty() ? "there are none" : "there are: " + list;
    }

    [[nodiscard]] static std::string item(const char* list, std::size_t i) {
        return std::string(list) + "[" + std::to_string(i) + "]";
    }
    /// A part of the study that is not there, unless it was not read: an unknown key may be it.
    void absent(const char* key, std::string message, std::string hint) {
        if (unread_.touches(key) || unread_.misspelt("", key)) return;
        error(spec_.where, "E0912", key, std::move(message), std::move(hint));
    }
    void unknown(const NamedList& list, const SourcePosition& at, const std::string& path,
                 const std::string& name) {
        const auto& names = list.names;
        if (std::find(names.begin(), names.end(), name) != names.end()) return;
        if (name.empty() || unread_.lacks(list.path, names)) return;
        error(at, "E0913", path, "there is no " + list.kind + " \"" + name + "\"",
              near(name, names));
    }
    void unknown_flag(const SourcePosition& at, const std::string& path, const std::string& name) {
        unknown({"flags", "flag", flags_}, at, path, name);
    }
    [[nodiscard]] bool is_flag(const std::string& name) const {
        return std::find(flags_.begin(), flags_.end(), name) != flags_.end() ||
               unread_.lacks("flags", flags_);
    }

    void shape() {
        if (!spec_.procedure.empty()) {
            if (spec_.steps.empty()) return;
            error(spec_.where, "E0912", "steps", "a study has steps or a procedure, not both",
                  "remove one of them");
            return;
        }
        if (spec_.steps.empty()) {
            absent("steps", "nothing is run", "steps: [- replicate: {replications: 20}]");
        }
        if (spec_.metrics.empty()) {
            absent("metrics", "nothing is looked at",
                   "metrics: [{name: cost, formula: cost.total, format: money}]");
        }
        if (spec_.answer.parts.empty()) {
            absent("answer", "there is no sentence that answers the question",
                   "answer: \"it costs {p50(cost) | money}\"");
        }
    }

    template <class List>
    void unique(const List& list, const char* what) {
        std::set<std::string> seen;
        for (const auto& one : list) {
            if (one.name.empty() || seen.insert(one.name).second) continue;
            error(one.where, "E0913", std::string(what) + "[" + one.name + "]",
                  "the name \"" + one.name + "\" is used twice", "give each its own name");
        }
    }
    void names() {
        unique(spec_.metrics, "metrics");
        unique(spec_.inputs, "inputs");
        unique(spec_.alternatives, "alternatives");
        unique(spec_.flags, "flags");
        unique(spec_.steps, "steps");
        flag_names();
        for (std::size_t s = 0; s < spec_.steps.size(); ++s) {
            unique(spec_.steps[s].vary, "vary");
            unique(spec_.steps[s].stages, "stages");
        }
    }

    void flag_names() {
        static const std::set<std::string> own{
            "jobs",   "replications", "resume", "shard",   "fidelity", "base",       "set", "out",
            "format", "seed",         "strict", "catalog", "overlay",  "allow-path", "help"};
        for (const FlagSpec& f : spec_.flags) {
            const bool metric =
                std::find(metrics_.begin(), metrics_.end(), f.name) != metrics_.end();
            if (own.count(f.name) == 0 && !metric) continue;
            error(f.where, "E0913", "flags[" + f.name + "]",
                  metric ? "a metric has the name \"" + f.name + "\" as well"
                         : "every study has a flag --" + f.name + " of its own",
                  "choose another name");
        }
    }

    void known_metric(const SourcePosition& at, const std::string& path, const std::string& name) {
        unknown({"metrics", "metric", metrics_}, at, path, name);
    }

    /// A definition that takes the name of something else would hide it from all formulas below.
    void definitions() {
        std::vector<std::string> seen;
        for (const auto& [name, formula] : spec_.define) {
            const auto in = [&name = name](const std::vector<std::string>& names) {
                return std::find(names.begin(), names.end(), name) != names.end();
            };
            const auto& all = formula_functions();
            const bool function = std::any_of(
                all.begin(), all.end(), [&name = name](const auto& f) { return f.first == name; });
            const char* what = in(metrics_) ? "a metric"
                               : in(flags_) ? "a flag"
                               : function   ? "a function"
                               : in(seen)   ? "another definition"
                                            : nullptr;
            seen.push_back(name);
            if (!what) continue;
            error(formula.where, "E0913", "define." + name,
                  std::string(what) + " has the name \"" + name + "\" already",
                  "choose another name");
        }
    }

    void goal() {
        if (!spec_.goal) return;
        const GoalSpec& g = *spec_.goal;
        // A procedure's answer says which figures there are, where its file has no formula.
        const bool judged = spec_.procedure.empty() || !metrics_.empty();
        if (judged) known_metric(g.where, "goal.metric", g.metric);
        if (!g.at_most && !g.at_least && !unread_.touches("goal")) {
            error(g.where, "E0912", "goal", "the goal has no threshold",
                  "at_most: 40 MUSD, or at_least: 99 %");
        }
        for (const auto& threshold : {g.at_most, g.at_least}) {
            if (!threshold) continue;
            for (const std::string& name : names_in(*threshold)) {
                unknown_flag(g.where, "goal", name);
            }
        }
    }

    void inputs() {
        for (std::size_t k = 0; k < spec_.inputs.size(); ++k) {
            const UncertainSpec& i = spec_.inputs[k];
            if (!i.paths.empty() || unread_.touches(item("inputs", k))) continue;
            error(i.where, "E0912", "inputs[" + i.name + "]", "it changes nothing in the base",
                  "path: workloads[chat].synthetic.rate");
        }
    }

    void correlations() {
        std::vector<std::string> inputs;
        for (const UncertainSpec& i : spec_.inputs) inputs.push_back(i.name);
        std::map<std::pair<std::string, std::string>, int> pairs;
        for (const CorrelationSpec& c : spec_.correlations) {
            for (const std::string& name : {c.first, c.second}) {
                unknown({"inputs", "input", inputs}, c.where, "correlations", name);
            }
            if (c.first.empty() || c.second.empty()) continue;
            if (c.first == c.second) {
                error(c.where, "E0911", "correlations",
                      "\"" + c.first + "\" is correlated with itself", "name two inputs");
                continue;
            }
            const auto pair = std::minmax(c.first, c.second);
            const auto [other, fresh] = pairs.emplace(pair, c.where.line);
            if (fresh) continue;
            error(c.where, "E0911", "correlations",
                  "\"" + c.first + "\" and \"" + c.second + "\" are correlated twice, in line " +
                      std::to_string(other->second) + " too",
                  "keep one of them");
        }
    }

    void step(std::size_t index) {
        const StepSpec& s = spec_.steps[index];
        const std::string path = "steps[" + s.name + "]";
        if (!s.metric.empty()) known_metric(s.where, path + ".metric", s.metric);
        for (const std::string& name : s.objectives) {
            known_metric(s.where, path + ".objectives", name);
        }
        for (const Formula& f : s.subject_to) {
            for (const std::string& name : names_in(f)) {
                if (is_flag(name)) continue;
                known_metric(s.where, path + ".subject_to", name);
            }
        }
        for (const std::string& name :
             s.select ? names_in(s.select->indifference) : std::vector<std::string>()) {
            unknown_flag(s.where, path + ".select", name);
        }
        for (const StageSpec& stage : s.stages) {
            for (const std::string& name : names_in(stage.gate)) {
                if (is_flag(name)) continue;
                known_metric(stage.where, path + ".stages[" + stage.name + "].gate", name);
            }
        }
        if (unread_.touches(item("steps", index))) return;
        needs(s, path);
    }

    /// What a step lacks or contradicts; of one that was read whole.
    void needs(const StepSpec& s, const std::string& path) {
        const bool sensitive = s.kind == StepKind::sensitivity;
        if (sensitive && spec_.inputs.empty() && !unread_.lacks("inputs", {})) {
            error(s.where, "E0912", path, "there are no uncertain inputs to look at",
                  "inputs: [{name: demand, path: …, law: {lognormal: {p10: 0.8, p90: 1.3}}}]");
        }
        const bool compared = spec_.alternatives.size() >= 2 || unread_.touches("alternatives") ||
                              unread_.misspelt("", "alternatives");
        if (s.kind == StepKind::compare && !compared) {
            error(s.where, "E0912", path, "a comparison needs two alternatives at least",
                  "alternatives: [{name: base}, {name: other, set: [path=value]}]");
        }
        const bool wants = sensitive || s.kind == StepKind::compare || s.kind == StepKind::stage ||
                           s.kind == StepKind::inject ||
                           (s.kind == StepKind::optimise && s.objectives.empty()) || s.within > 0;
        if (wants && s.metric.empty()) {
            error(s.where, "E0912", path, "it is not said which metric counts",
                  metrics_.empty() ? "metric: cost" : "metric: " + metrics_.front());
        }
        replicate(s, path);
        for (const AxisSpec& axis : s.vary) {
            for (const auto& [name, way] : axis.monotone) {
                known_metric(axis.where, path + ".vary[" + axis.name + "].monotone", name);
            }
            if (axis.values.empty() || axis.paths.empty()) {
                error(axis.where, "E0912", path + ".vary[" + axis.name + "]",
                      "an axis needs a path and values",
                      "path: pools[own].servers, values: [1, 2]");
            }
        }
        if (sensitive && !(s.low < s.high)) {
            error(s.where, "E0912", path, "the low quantile is not below the high one",
                  "low: 10 %, high: 90 %");
        }
    }

    void replicate(const StepSpec& s, const std::string& path) {
        if (s.steady && (s.replications > 0 || s.within > 0 || s.most > 0 || !s.pooled.empty())) {
            error(s.where, "E0912", path + ".steady", "one long run has no replications",
                  "a second step replicates: - replicate: {name: runs, replications: 20}");
        }
        for (const std::string& latency : s.pooled) {
            if (pooled_name("pooled." + latency + ".mean")) continue;
            error(s.where, "E0913", path + ".pooled", "\"" + latency + "\" is no latency",
                  "latency.ttft, latency.tpot or latency.e2e, or latency.by_workload.NAME.e2e");
        }
    }

    void probabilities() {
        double sum = 0;
        int stated = 0;
        for (const StudyAlternative& a : spec_.alternatives) {
            if (a.probability < 0) continue;
            sum += a.probability;
            ++stated;
        }
        if (stated == 0 || unread_.touches("alternatives")) return;
        const bool all = stated == static_cast<int>(spec_.alternatives.size());
        if (all && sum > 1 - 1e-9 && sum < 1 + 1e-9) return;
        error(spec_.alternatives.front().where, "E0911", "alternatives",
              all ? "the probabilities sum to " + print_number(sum) + ", not to 1"
                  : "some alternatives have a probability and some have none",
              "the branches of a scenario tree sum to 100 %");
    }

    const StudySpec& spec_;
    const Unread& unread_;
    Diagnostics& out_;
    std::vector<std::string> metrics_;
    std::vector<std::string> flags_;
};

}  // namespace

void check_study(const StudySpec& spec, Diagnostics& diagnostics) {
    const Unread unread(diagnostics);
    StudyCheck(spec, unread, diagnostics).all();
}

}  // namespace orrery
