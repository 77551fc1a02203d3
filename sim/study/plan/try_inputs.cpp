// Uncertain inputs tried on their base before any run: ends of their laws, paths that they share.
#include "sim/study/plan/try_inputs.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>

#include "sim/scenario/overlay.hpp"
#include "sim/scenario/reader/reader.hpp"
#include "sim/study/plan/law_of.hpp"
#include "sim/study/plan/nearest_path.hpp"

namespace orrery {
namespace {

/// One draw in a million lies beyond on either side: what fails there fails in a long study.
constexpr double kRare = 1e-6;

class Trial {
public:
    Trial(const Node& base, const std::string& file, Diagnostics& out)
        : base_(base), file_(file), out_(out) {}

    void input(const UncertainSpec& spec, const Input& input) {
        const auto middle = problem_at(input, 0.5);
        if (middle) return refuse_path(spec, *middle);
        const bool listed = input.law.kind == statistics::Law::Kind::discrete ||
                            input.law.kind == statistics::Law::Kind::empirical;
        for (const bool below : {true, false}) {
            const double u = listed ? (below ? 0.0 : 1.0) : (below ? kRare : 1 - kRare);
            const auto end = problem_at(input, u);
            if (end) refuse_end(spec, input, u, below, *end);
        }
    }

private:
    std::optional<Diagnostic> problem_at(const Input& input, double u) const {
        Inputs alone;
        alone.all.push_back(input);
        Diagnostics found;
        Node root = base_;
        for (const std::string& set : alone.sets({u}, base_, base_)) apply_set(root, set, found);
        if (!found.has_errors()) read_scenario_node(root, file_, found);
        for (const Diagnostic& d : found.items()) {
            if (d.severity == Severity::error) return d;
        }
        return std::nullopt;
    }

    static std::string words(const Diagnostic& d) {
        return (d.path.empty() ? "" : d.path + ": ") + d.message;
    }

    void refuse_path(const UncertainSpec& spec, const Diagnostic& found) {
        Diagnostic d;
        d.code = "E0914";
        d.at = spec.paths_at;
        d.path = "inputs[" + spec.name + "].path";
        d.message = words(found);
        for (const std::string& path : spec.paths) {
            const std::string near = nearest_path(base_, path);
            if (near.rfind("did you", 0) == 0) d.hint = near;
        }
        if (d.hint.empty()) d.hint = found.hint;
        out_.add(std::move(d));
    }

    void refuse_end(const UncertainSpec& spec, const Input& input, double u, bool below,
                    const Diagnostic& found) {
        const double value = statistics::quantile(input.law, u);
        const std::string unit = input.unit.empty() ? "" : " " + input.unit;
        Diagnostic d;
        d.code = "E0911";
        d.at = spec.law.where;
        d.path = "inputs[" + spec.name + "].law";
        d.message = fmt::format("it draws {:.4g}{} too, and the base refuses that: {}", value, unit,
                                words(found));
        d.hint = (found.hint.empty() ? "" : found.hint + "; ") + "the law reaches " +
                 support_words(input.law, input.unit) + "; " + truncation_hint(input.law, below);
        out_.add(std::move(d));
    }

    const Node& base_;
    const std::string& file_;
    Diagnostics& out_;
};

/// Who changes which path so far.
class Shared {
public:
    Shared(const Node& base, Diagnostics& out) : base_(base), out_(out) {}

    void input(const UncertainSpec& i) {
        for (const std::string& pattern : i.paths) {
            for (const std::string& path : paths_matching(base_, pattern)) {
                const auto [other, fresh] = by_path_.emplace(path, &i);
                if (fresh || other->second == &i) continue;
                const Pair pair{i.name, other->second->name};
                if (!told_.insert(pair).second) {
                    other->second = &i;
                    continue;
                }
                const bool replaces = i.change == InputChange::set;
                warn(i.paths_at, "inputs[" + i.name + "].path",
                     "\"" + i.name + "\" and \"" + other->second->name + "\" both change " + path,
                     replaces ? "\"" + i.name + "\" replaces what the other leaves: remove one"
                              : "each changes what the one above it leaves");
                other->second = &i;
            }
        }
    }

    void axis(const AxisSpec& axis, const std::string& step) {
        for (const std::string& pattern : axis.paths) {
            for (const std::string& path : paths_matching(base_, pattern)) {
                const auto found = by_path_.find(path);
                if (found == by_path_.end()) continue;
                const UncertainSpec& i = *found->second;
                const bool set = i.change == InputChange::set;
                warn(axis.paths_at, step + ".vary[" + axis.name + "].path",
                     "the axis and the input \"" + i.name + "\" both change " + path,
                     set ? "the axis's values stand, and \"" + i.name + "\" does nothing there"
                         : "\"" + i.name + "\" changes each value of the axis");
            }
        }
    }

private:
    using Pair = std::pair<std::string, std::string>;

    void warn(const SourcePosition& at, const std::string& path, std::string message,
              std::string hint) {
        Diagnostic d;
        d.severity = Severity::warning;
        d.code = "E0932";
        d.at = at;
        d.path = path;
        d.message = std::move(message);
        d.hint = std::move(hint);
        out_.add(std::move(d));
    }

    const Node& base_;
    Diagnostics& out_;
    std::map<std::string, const UncertainSpec*> by_path_;
    std::set<Pair> told_;  ///< once for each two, however many paths they share
};

}  // namespace

void try_inputs(const StudySpec& spec, const Inputs& inputs, const Node& base,
                const std::string& file, Diagnostics& diagnostics) {
    Diagnostics own;
    read_scenario_node(base, file, own);
    if (own.has_errors()) return;  // what the base itself gets wrong is said of it
    Trial trial(base, file, diagnostics);
    for (std::size_t i = 0; i < inputs.all.size(); ++i) trial.input(spec.inputs[i], inputs.all[i]);
}

void warn_shared_paths(const StudySpec& spec, const Node& base, Diagnostics& diagnostics) {
    Shared shared(base, diagnostics);
    for (const UncertainSpec& i : spec.inputs) shared.input(i);
    for (const StepSpec& step : spec.steps) {
        for (const AxisSpec& axis : step.vary) shared.axis(axis, "steps[" + step.name + "]");
    }
}

}  // namespace orrery
