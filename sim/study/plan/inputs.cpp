// Uncertain inputs of a study: their draws, and the settings of the base that these become.
#include "sim/study/plan/inputs.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "sim/kernel/stream.hpp"
#include "sim/scenario/overlay.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/study/plan/law_of.hpp"
#include "sim/study/plan/nearest_path.hpp"
#include "sim/study/plan/tables_study.hpp"

namespace orrery {
namespace {

std::optional<UnitNumber> number_at(const Node& document, const std::string& path) {
    const Node* node = find_path(document, path);
    if (!node || node->kind != Node::Kind::scalar) return std::nullopt;
    return split_number(node->scalar);
}

class Inputter {
public:
    Inputter(const StudySpec& spec, const Node& base, bool foreign, Diagnostics& diagnostics)
        : spec_(spec), base_(base), foreign_(foreign), out_(diagnostics) {}

    Inputs all() {
        Inputs inputs;
        for (const UncertainSpec& spec : spec_.inputs) inputs.all.push_back(one(spec));
        if (!spec_.correlations.empty()) inputs.factor = factor();
        return inputs;
    }

private:
    void error(const SourcePosition& at, const char* code, const std::string& path,
               std::string message, std::string hint) {
        Diagnostic d;
        d.code = code;
        if (foreign_ && d.code == "E0914") {
            d.severity = Severity::warning;
            const bool near = hint.rfind("did you", 0) == 0;
            hint = (near ? hint + " Else " : "") + "the input does nothing on this base";
        }
        d.at = at;
        d.path = path;
        d.message = std::move(message);
        d.hint = std::move(hint);
        out_.add(std::move(d));
    }

    Input one(const UncertainSpec& spec) {
        Input input;
        input.name = spec.name;
        input.change = spec.change;
        input.unit = spec.law.unit;
        const auto law = law_of(spec, out_);
        if (law) input.law = *law;
        if (law) input.typical = statistics::quantile(input.law, 0.5);
        for (const std::string& pattern : spec.paths) add_pattern(spec, pattern, input);
        return input;
    }

    /// That the base has what the pattern names, and a number there where it is changed.
    void add_pattern(const UncertainSpec& spec, const std::string& pattern, Input& input) {
        const std::string where = "inputs[" + spec.name + "].path";
        const std::vector<std::string> paths = paths_matching(base_, pattern);
        if (paths.empty()) {
            error(spec.paths_at, "E0914", where, "the base has no list at \"" + pattern + "\"",
                  path_hint(pattern, "`orrery check --print document` shows what it has"));
        }
        input.patterns.push_back(pattern);
        if (input.change == InputChange::set) return;
        std::size_t numbers = 0;
        for (const std::string& path : paths) numbers += check_number(spec, path, input) ? 1 : 0;
        if (numbers > 0 || paths.empty()) return;
        error(spec.paths_at, "E0914", where, "the base states no number at \"" + pattern + "\"",
              path_hint(pattern, "state the number there, or use change: set"));
    }
    std::string path_hint(const std::string& pattern, const char* otherwise) const {
        const std::string near = nearest_path(base_, pattern);
        if (near.rfind("did you", 0) == 0) return near;
        return near.empty() ? otherwise : std::string(otherwise) + "; " + near;
    }

    /// Whether a number stands there; units that do not go with the law are told.
    bool check_number(const UncertainSpec& spec, const std::string& path, const Input& input) {
        const auto number = number_at(base_, path);
        if (!number) return false;
        const bool factor = input.unit.empty() || input.unit == "%";
        const bool fits =
            input.change == InputChange::multiply ? factor : input.unit == number->unit;
        if (fits) return true;
        error(spec.where, "E0911", "inputs[" + spec.name + "].law",
              input.change == InputChange::multiply
                  ? "a factor has no unit, and this law is in " + input.unit
                  : "what is added is in \"" + input.unit + "\", the base in \"" + number->unit +
                        "\"",
              input.change == InputChange::multiply
                  ? "give shares (80 %, 1.3), or change: set with values in " + input.unit
                  : "give the law in the base's unit");
        return true;
    }

    /// The last in the file between these inputs.
    const CorrelationSpec& last_between(const std::vector<std::string>& names) const {
        const auto in = [&](const std::string& name) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        const auto& all = spec_.correlations;
        const auto it = std::find_if(all.rbegin(), all.rend(), [&](const CorrelationSpec& c) {
            return in(c.first) && in(c.second);
        });
        return it == all.rend() ? all.back() : *it;
    }

    /// Which of them to look at: one of 1 or more, else the last of three that exclude each other.
    const CorrelationSpec& contradicting(const statistics::Matrix& m,
                                         const std::vector<std::string>& names) const {
        for (const CorrelationSpec& c : spec_.correlations) {
            if (c.rank >= 1 || c.rank <= -1) return c;
        }
        for (std::size_t k = 0; k < names.size(); ++k) {
            for (std::size_t i = 0; i < k; ++i) {
                for (std::size_t j = i + 1; j < k; ++j) {
                    const statistics::Matrix three{
                        {1, m[i][j], m[i][k]}, {m[j][i], 1, m[j][k]}, {m[k][i], m[k][j], 1}};
                    if (statistics::cholesky(three).positive_definite()) continue;
                    return last_between({names[i], names[j], names[k]});
                }
            }
        }
        return spec_.correlations.back();
    }

    /// Between what a third input leaves this correlation; empty where no single one does.
    static std::string problem_of(const CorrelationSpec& c, const statistics::Matrix& m,
                                  const std::vector<std::string>& names) {
        const auto at = [&](const std::string& name) {
            return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) -
                                            names.begin());
        };
        const std::size_t a = at(c.first);
        const std::size_t b = at(c.second);
        for (std::size_t k = 0; k < names.size(); ++k) {
            if (k == a || k == b) continue;
            const statistics::Matrix three{
                {1, m[a][b], m[a][k]}, {m[b][a], 1, m[b][k]}, {m[k][a], m[k][b], 1}};
            const std::vector<std::string> own{names[a], names[b], names[k]};
            const std::string problem = statistics::correlation_problem(three, own);
            if (!problem.empty()) return problem;
        }
        return {};
    }

    statistics::Cholesky factor() {
        const std::size_t n = spec_.inputs.size();
        statistics::Matrix matrix(n, std::vector<double>(n, 0.0));
        std::vector<std::string> names;
        for (std::size_t i = 0; i < n; ++i) {
            matrix[i][i] = 1;
            names.push_back(spec_.inputs[i].name);
        }
        for (const CorrelationSpec& c : spec_.correlations) {
            const auto at = [&](const std::string& name) {
                return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) -
                                                names.begin());
            };
            matrix[at(c.first)][at(c.second)] = statistics::spearman_to_pearson(c.rank);
            matrix[at(c.second)][at(c.first)] = matrix[at(c.first)][at(c.second)];
        }
        const std::string problem = statistics::correlation_problem(matrix, names);
        if (!problem.empty()) {
            const CorrelationSpec& c = contradicting(matrix, names);
            const std::string own = problem_of(c, matrix, names);
            error(c.where, "E0911", "correlations[" + c.first + ", " + c.second + "]",
                  own.empty() ? problem : own,
                  "these are correlations of normal scores, a little above the ranks stated; "
                  "weaken this one, or leave one out");
            return {};
        }
        return statistics::cholesky(matrix);
    }

    const StudySpec& spec_;
    const Node& base_;
    bool foreign_;
    Diagnostics& out_;
};

/// The shortest text that reads back to the same double: the same on every machine.
std::string value_text(double value, const std::string& unit) {
    return print_number(value) + (unit.empty() ? "" : " " + unit);
}

}  // namespace

Inputs inputs_on(const StudySpec& spec, const Node& base, Diagnostics& diagnostics, bool foreign) {
    return Inputter(spec, base, foreign, diagnostics).all();
}

std::vector<double> Inputs::draw(std::uint64_t seed, std::uint64_t replication) const {
    std::vector<double> quantiles;
    for (const Input& input : all) {
        quantiles.push_back(Stream(seed, "study input", input.name, replication).uniform());
    }
    return factor.lower.empty() ? quantiles : statistics::correlate(factor, quantiles);
}

double Inputs::value(std::size_t input, double quantile) const {
    return statistics::quantile(all[input].law, quantile);
}

namespace {

/// What stands at paths once inputs above have changed them.
using Standing = std::map<std::string, UnitNumber>;

std::optional<UnitNumber> standing_at(const Standing& changed, const Node& document,
                                      const std::string& path) {
    const auto it = changed.find(path);
    return it == changed.end() ? number_at(document, path) : std::optional(it->second);
}

}  // namespace

std::vector<std::string> Inputs::sets(const std::vector<double>& quantiles, const Node& document,
                                      const Node& base) const {
    std::vector<std::string> out;
    Standing changed;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Input& input = all[i];
        const double drawn = value(i, quantiles[i]);
        // A change in percent is a share: "lognormal: {p10: 80 %, p90: 130 %}".
        const double times = input.unit == "%" ? drawn / 100 : drawn;
        for (const std::string& pattern : input.patterns) {
            for (const std::string& path : paths_matching(document, pattern)) {
                if (input.change == InputChange::set) {
                    const Node* now = find_path(document, path);
                    const Node* was = find_path(base, path);
                    const bool stated = now && (!was || now->scalar != was->scalar);
                    if (stated) continue;
                    changed[path] = {drawn, input.unit};
                    out.push_back(path + "=" + value_text(drawn, input.unit));
                    continue;
                }
                const auto there = standing_at(changed, document, path);
                if (!there) continue;
                const double v = input.change == InputChange::multiply ? there->value * times
                                                                       : there->value + drawn;
                changed[path] = {v, there->unit};
                out.push_back(path + "=" + value_text(v, there->unit));
            }
        }
    }
    return out;
}

std::vector<std::string> Inputs::words(const std::vector<double>& quantiles) const {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::string text = "input " + std::to_string(static_cast<int>(all[i].change)) + " " +
                           value_text(value(i, quantiles[i]), all[i].unit);
        for (const std::string& pattern : all[i].patterns) text += " " + pattern;
        out.push_back(std::move(text));
    }
    return out;
}

}  // namespace orrery
