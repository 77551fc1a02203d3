// Uncertain inputs of a study: their draws, and the settings of the base that these become.
#include "sim/study/plan/inputs.hpp"

#include <algorithm>
#include <optional>

#include "sim/kernel/stream.hpp"
#include "sim/scenario/overlay.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/study/plan/tables_study.hpp"

namespace orrery {
namespace {

using statistics::Law;

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
            hint = "the input does nothing on this base";
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
        input.law = law_of(spec);
        const std::string problem = statistics::problem(input.law);
        if (!problem.empty()) {
            error(spec.where, "E0911", "inputs[" + spec.name + "].law", problem,
                  "see the laws in docs/studies.md");
            return input;
        }
        // "120 %" scales as 1.2 does.
        input.typical = statistics::quantile(input.law, 0.5);
        for (const std::string& pattern : spec.paths) add_pattern(spec, pattern, input);
        return input;
    }

    /// The parameter of a law, or a complaint that it is missing.
    double parameter(const UncertainSpec& spec, const char* name) {
        const auto it = spec.law.parameters.find(name);
        if (it != spec.law.parameters.end()) return it->second;
        error(spec.where, "E0911", "inputs[" + spec.name + "].law",
              spec.law.kind + " needs \"" + name + "\"", "see the laws in docs/studies.md");
        return 1;
    }
    static bool has(const UncertainSpec& spec, const char* name) {
        return spec.law.parameters.count(name) > 0;
    }
    void only(const UncertainSpec& spec, const std::vector<std::string>& names) {
        for (const auto& [name, value] : spec.law.parameters) {
            if (std::find(names.begin(), names.end(), name) != names.end()) continue;
            const std::string like = closest(name, names);
            error(spec.where, "E0911", "inputs[" + spec.name + "].law",
                  spec.law.kind + " has no parameter \"" + name + "\"",
                  like.empty() ? "see the laws in docs/studies.md" : "did you mean " + like + "?");
        }
    }

    Law law_of(const UncertainSpec& s) {
        const std::string& kind = s.law.kind;
        const auto p = [&](const char* name) { return parameter(s, name); };
        if (kind == "constant") {
            only(s, {"value"});
            return statistics::constant_law(p("value"));
        }
        if (kind == "uniform") {
            only(s, {"low", "high"});
            return statistics::uniform_law(p("low"), p("high"));
        }
        if (kind == "triangular" || kind == "pert") {
            only(s, {"low", "mode", "high"});
            const auto law = kind == "pert"
                                 ? statistics::pert_law(p("low"), p("mode"), p("high"))
                                 : statistics::triangular_law(p("low"), p("mode"), p("high"));
            return law;
        }
        if (kind == "normal") return normal_of(s);
        if (kind == "lognormal") return lognormal_of(s);
        if (kind == "discrete") {
            return statistics::discrete_law(s.law.values, s.law.probabilities);
        }
        if (kind == "empirical") return statistics::empirical_law(s.law.values);
        const std::vector<std::string> kinds{"constant", "uniform",   "triangular", "pert",
                                             "normal",   "lognormal", "discrete",   "empirical"};
        const std::string like = closest(kind, kinds);
        error(s.where, "E0911", "inputs[" + s.name + "].law", "there is no law \"" + kind + "\"",
              like.empty() ? "constant, uniform, triangular, pert, normal, lognormal, discrete or "
                             "empirical"
                           : "did you mean " + like + "?");
        return statistics::constant_law(1);
    }

    Law normal_of(const UncertainSpec& s) {
        only(s, {"mean", "sd", "p10", "p90", "low", "high"});
        if (has(s, "p10")) {
            return statistics::normal_p10_p90(parameter(s, "p10"), parameter(s, "p90"));
        }
        const double mean = parameter(s, "mean");
        const double sd = parameter(s, "sd");
        if (!has(s, "low") && !has(s, "high")) return statistics::normal_law(mean, sd);
        const Law none;
        return statistics::truncated_normal_law(mean, sd,
                                                has(s, "low") ? parameter(s, "low") : none.low,
                                                has(s, "high") ? parameter(s, "high") : none.high);
    }

    Law lognormal_of(const UncertainSpec& s) {
        only(s, {"mean", "cv", "p10", "p50", "p90"});
        if (has(s, "p10")) {
            return statistics::lognormal_p10_p90(parameter(s, "p10"), parameter(s, "p90"));
        }
        if (has(s, "p50")) {
            return statistics::lognormal_p50_p90(parameter(s, "p50"), parameter(s, "p90"));
        }
        return statistics::lognormal_mean_cv(parameter(s, "mean"), parameter(s, "cv"));
    }

    /// That the base has what the pattern names, and a number there where it is changed.
    void add_pattern(const UncertainSpec& spec, const std::string& pattern, Input& input) {
        const std::string where = "inputs[" + spec.name + "].path";
        const std::vector<std::string> paths = paths_matching(base_, pattern);
        if (paths.empty()) {
            error(spec.where, "E0914", where, "the base has no list at \"" + pattern + "\"",
                  "`orrery check --print document` shows what it has");
        }
        input.patterns.push_back(pattern);
        if (input.change == InputChange::set) return;
        std::size_t numbers = 0;
        for (const std::string& path : paths) numbers += check_number(spec, path, input) ? 1 : 0;
        if (numbers > 0 || paths.empty()) return;
        error(spec.where, "E0914", where, "the base states no number at \"" + pattern + "\"",
              "check the path, state the number there, or use change: set");
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
            error(spec_.correlations.front().where, "E0911", "correlations", problem,
                  "make the correlations weaker or leave one out");
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

std::vector<std::string> Inputs::sets(const std::vector<double>& quantiles, const Node& document,
                                      const Node& base) const {
    std::vector<std::string> out;
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
                    if (!stated) out.push_back(path + "=" + value_text(drawn, input.unit));
                    continue;
                }
                const auto there = number_at(document, path);
                if (!there) continue;
                const double v = input.change == InputChange::multiply ? there->value * times
                                                                       : there->value + drawn;
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
