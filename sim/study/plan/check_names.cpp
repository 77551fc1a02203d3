// Names in sentences, tables and definitions, against what the steps of the study leave.
#include "sim/study/plan/check_names.hpp"

#include <algorithm>

#include "sim/scenario/quantity.hpp"
#include "sim/study/plan/check_units.hpp"

namespace orrery {
namespace {

bool below(const std::string& name, const std::string& head) {
    return name.size() > head.size() && name.rfind(head, 0) == 0 && name[head.size()] == '.';
}

class NameCheck {
public:
    NameCheck(const StudySpec& spec, Diagnostics& out) : spec_(spec), out_(out) {
        for (const MetricSpec& m : spec.metrics) whole_.push_back(m.name);
        for (const FlagSpec& f : spec.flags) whole_.push_back(f.name);
        for (const auto& [name, formula] : spec.define) whole_.push_back(name);
        for (const StudyAlternative& a : spec.alternatives) points_.push_back(a.name);
        if (points_.empty()) points_.emplace_back("base");
        for (const char* one :
             {"replications", "goal.p_miss", "goal.threshold", "goal.best", "goal.second"}) {
            whole_.emplace_back(one);
        }
    }

    void all() {
        sentence(spec_.answer, "answer");
        for (const auto& [name, formula] : spec_.define) {
            names(names_in(formula), formula.where, "define." + name);
        }
        for (const TableSpec& table : spec_.tables) {
            for (const ColumnSpec& column : table.columns) {
                names(names_in(column.formula), column.formula.where, "tables[" + table.name + "]");
            }
        }
        for (const FlipSpec& flip : spec_.flips_if) {
            sentence(flip.says, "flips_if");
            if (flip.when) names(names_in(*flip.when), flip.when->where, "flips_if.when");
        }
    }

private:
    void sentence(const SentenceTemplate& s, const std::string& path) {
        names(names_in(s), s.where, path);
    }

    void names(const std::vector<std::string>& all, const SourcePosition& at,
               const std::string& path) {
        for (const std::string& name : all) {
            if (pooled_without_replicate(name)) {
                tell(at, path, "no step leaves \"" + name + "\"",
                     "of latencies of all runs together: - replicate: {pooled: latency.ttft}");
            } else if (!left(name)) {
                tell(at, path, "there is no \"" + name + "\"", near(name));
            }
        }
    }

    /// Alternatives alone have latencies of all runs together, where a step replicates them.
    bool pooled_without_replicate(const std::string& name) const {
        const bool replicates =
            std::any_of(spec_.steps.begin(), spec_.steps.end(),
                        [](const StepSpec& s) { return s.kind == StepKind::replicate; });
        return !replicates && std::any_of(points_.begin(), points_.end(), [&](const auto& point) {
            return below(name, point + ".pooled");
        });
    }

    /// Steps say of themselves what they leave below their name.
    bool left(const std::string& name) const {
        const auto has = [&](const std::vector<std::string>& list, bool parts) {
            return std::any_of(list.begin(), list.end(), [&](const std::string& one) {
                return name == one || (parts && below(name, one));
            });
        };
        const bool step = std::any_of(spec_.steps.begin(), spec_.steps.end(),
                                      [&](const StepSpec& s) { return below(name, s.name); });
        return step || has(whole_, true) || has(points_, true) || below(name, "pooled") ||
               below(name, "goal");
    }

    std::string near(const std::string& name) const {
        std::vector<std::string> all = whole_;
        for (const StepSpec& step : spec_.steps) {
            for (const MetricSpec& m : spec_.metrics) all.push_back(step.name + "." + m.name);
            for (const char* one : {".best", ".name"}) all.push_back(step.name + one);
        }
        const std::string like = closest(name, all);
        if (!like.empty()) return "did you mean " + like + "?";
        std::string list;
        for (const std::string& one : whole_) list += (list.empty() ? "" : ", ") + one;
        return "there are: " + list;
    }

    void tell(const SourcePosition& at, const std::string& path, std::string message,
              std::string hint) {
        Diagnostic d;
        d.code = "E0916";
        d.at = at.line > 0 ? at : spec_.where;
        d.path = path;
        d.message = std::move(message);
        d.hint = std::move(hint);
        out_.add(std::move(d));
    }

    const StudySpec& spec_;
    Diagnostics& out_;
    std::vector<std::string> whole_;
    std::vector<std::string> points_;
};

/// As the file has them; dates and names are texts.
Values own_flags(const StudySpec& spec) {
    Values values;
    for (const FlagSpec& flag : spec.flags) {
        if (flag.value.empty()) continue;
        const Evaluated e = evaluate(parse_formula(flag.value), Values{});
        const bool text = parse_date(flag.value).has_value() || !e.problem.empty();
        values[flag.name] = text ? Value(flag.value) : e.value;
    }
    return values;
}

}  // namespace

void check_names(const StudySpec& spec, Diagnostics& diagnostics) {
    NameCheck(spec, diagnostics).all();
    if (!diagnostics.has_errors()) return;
    const Values values = own_flags(spec);
    const std::vector<std::pair<std::string, std::string>> none;
    const auto unit_of = [&](const MetricSpec& m) {
        return expected_unit(m, spec.currencies.reporting);
    };
    check_units(spec, {values, none, unit_of}, diagnostics);
}

}  // namespace orrery
