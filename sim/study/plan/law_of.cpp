// The law of an uncertain input from the parameters that its file gives; what is wrong with them.
#include "sim/study/plan/law_of.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

using statistics::Law;

/// One way to state a law: what it needs, and what it may have.
struct Form {
    std::vector<std::string> needs;
    std::vector<std::string> may = {};
};
struct Kind {
    const char* name;
    std::vector<Form> forms;
    Law (*law)(const UncertainSpec& s);
};

double value(const UncertainSpec& s, const char* name) {
    return s.law.parameters.at(name);
}
bool has(const UncertainSpec& s, const char* name) {
    return s.law.parameters.count(name) > 0;
}

/// Mean and spread are those before truncation, P10 and P90 too.
Law normal_of(const UncertainSpec& s) {
    const Law whole = has(s, "p10") ? statistics::normal_p10_p90(value(s, "p10"), value(s, "p90"))
                                    : statistics::normal_law(value(s, "mean"), value(s, "sd"));
    if (!has(s, "low") && !has(s, "high")) return whole;
    return statistics::truncated_normal_law(whole.mu, whole.sigma,
                                            has(s, "low") ? value(s, "low") : whole.low,
                                            has(s, "high") ? value(s, "high") : whole.high);
}

Law lognormal_of(const UncertainSpec& s) {
    if (has(s, "cv")) return statistics::lognormal_mean_cv(value(s, "mean"), value(s, "cv"));
    if (has(s, "p50")) return statistics::lognormal_p50_p90(value(s, "p50"), value(s, "p90"));
    return statistics::lognormal_p10_p90(value(s, "p10"), value(s, "p90"));
}

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{
        {"constant",
         {{{"value"}}},
         [](const UncertainSpec& s) { return statistics::constant_law(value(s, "value")); }},
        {"uniform",
         {{{"low", "high"}}},
         [](const UncertainSpec& s) {
             return statistics::uniform_law(value(s, "low"), value(s, "high"));
         }},
        {"triangular",
         {{{"low", "mode", "high"}}},
         [](const UncertainSpec& s) {
             return statistics::triangular_law(value(s, "low"), value(s, "mode"), value(s, "high"));
         }},
        {"pert",
         {{{"low", "mode", "high"}}},
         [](const UncertainSpec& s) {
             return statistics::pert_law(value(s, "low"), value(s, "mode"), value(s, "high"));
         }},
        {"normal",
         {{{"mean", "sd"}, {"low", "high"}}, {{"p10", "p90"}, {"low", "high"}}},
         normal_of},
        {"lognormal", {{{"mean", "cv"}}, {{"p10", "p90"}}, {{"p50", "p90"}}}, lognormal_of},
        {"discrete",
         {{{"values", "probabilities"}}},
         [](const UncertainSpec& s) {
             return statistics::discrete_law(s.law.values, s.law.probabilities);
         }},
        {"empirical", {{{"values"}}}, [](const UncertainSpec& s) {
             return statistics::empirical_law(s.law.values);
         }}};
    return all;
}

std::string listed(const std::vector<std::string>& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

/// "{mean, sd} or {p10, p90}, with low and high where it is truncated".
std::string forms_words(const Kind& kind) {
    std::vector<std::string> all;
    for (const Form& form : kind.forms) all.push_back("{" + listed(form.needs) + "}");
    const std::string may =
        kind.forms[0].may.empty() ? "" : ", each with low and high where it is truncated";
    return fmt::format("{} takes {}{}", kind.name, fmt::join(all, " or "), may);
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

class LawCheck {
public:
    LawCheck(const UncertainSpec& spec, Diagnostics& out) : spec_(spec), out_(out) {}

    std::optional<Law> law() {
        const Kind* kind = find();
        if (!kind || !form_fits(*kind) || !widths_fit()) return std::nullopt;
        const Law law = kind->law(spec_);
        const std::string problem = statistics::problem(law);
        if (problem.empty()) return law;
        error(problem, forms_words(*kind));
        return std::nullopt;
    }

private:
    void error(std::string message, std::string hint) {
        Diagnostic d;
        d.code = "E0911";
        d.at = spec_.law.where.line > 0 ? spec_.law.where : spec_.where;
        d.path = "inputs[" + spec_.name + "].law";
        d.message = std::move(message);
        d.hint = std::move(hint);
        out_.add(std::move(d));
    }

    const Kind* find() {
        std::vector<std::string> names;
        for (const Kind& kind : kinds()) {
            if (kind.name == spec_.law.kind) return &kind;
            names.emplace_back(kind.name);
        }
        const std::string like = closest(spec_.law.kind, names);
        error("there is no law \"" + spec_.law.kind + "\"",
              like.empty() ? "laws: " + listed(names) : "did you mean " + like + "?");
        return nullptr;
    }

    /// Whether the keys given are those of one way to state the law, none missing and none too
    /// many.
    bool form_fits(const Kind& kind) {
        const auto& keys = spec_.law.keys;
        std::vector<std::string> known;
        for (const Form& form : kind.forms) {
            known.insert(known.end(), form.needs.begin(), form.needs.end());
            known.insert(known.end(), form.may.begin(), form.may.end());
        }
        for (const std::string& key : keys) {
            if (contains(known, key)) continue;
            const std::string like = closest(key, known);
            error("\"" + key + "\" is no parameter of " + kind.name,
                  (like.empty() ? "" : "did you mean " + like + "? ") + forms_words(kind));
            return false;
        }
        for (const Form& form : kind.forms) {
            const bool all = std::all_of(form.needs.begin(), form.needs.end(),
                                         [&](const auto& name) { return contains(keys, name); });
            const bool only = std::all_of(keys.begin(), keys.end(), [&](const auto& key) {
                return contains(form.needs, key) || contains(form.may, key);
            });
            if (all && only) return true;
        }
        error(keys.empty() ? std::string(kind.name) + " has no parameters"
                           : "{" + listed(keys) + "} does not state one " + kind.name + " law",
              forms_words(kind));
        return false;
    }

    /// Negative widths, by the names that the user gave them.
    bool widths_fit() {
        static constexpr std::pair<const char*, const char*> kOrdered[]{
            {"low", "high"}, {"p10", "p90"}, {"p50", "p90"}};
        for (const auto& [low, high] : kOrdered) {
            if (!has(spec_, low) || !has(spec_, high)) continue;
            const double a = value(spec_, low);
            const double b = value(spec_, high);
            if (a < b) continue;
            error(
                fmt::format("{} is {} and {} is {}: {}", low, print_number(a), high,
                            print_number(b), a == b ? "it has no width" : "its width is negative"),
                a == b ? "constant: {value: " + print_number(a) + "} is a law without width"
                       : fmt::format("{} lies below {}: exchange them", low, high));
            return false;
        }
        for (const char* name : {"sd", "cv"}) {
            if (!has(spec_, name) || value(spec_, name) > 0) continue;
            error(fmt::format("{} is {}: a spread is above 0", name,
                              print_number(value(spec_, name))),
                  "a law without spread is constant: {value: …}");
            return false;
        }
        return true;
    }

    const UncertainSpec& spec_;
    Diagnostics& out_;
};

}  // namespace

std::optional<Law> law_of(const UncertainSpec& spec, Diagnostics& diagnostics) {
    return LawCheck(spec, diagnostics).law();
}

std::string support_words(const Law& law, const std::string& unit) {
    const double low = statistics::quantile(law, 0);
    const double high = statistics::quantile(law, 1);
    const std::string of = unit.empty() ? "" : " " + unit;
    if (!std::isfinite(low) && !std::isfinite(high)) return "all numbers";
    if (!std::isfinite(low)) return fmt::format("all below {:.4g}{}", high, of);
    if (!std::isfinite(high)) return fmt::format("all above {:.4g}{}", low, of);
    return fmt::format("{:.4g} to {:.4g}{}", low, high, of);
}

std::string truncation_hint(const Law& law, bool below) {
    const bool normal = law.kind == Law::Kind::normal || law.kind == Law::Kind::truncated_normal;
    if (normal) {
        return below ? "truncate it: low: 0 (or the least that is possible) beside its parameters"
                     : "truncate it: high: … beside its parameters";
    }
    if (law.kind == Law::Kind::lognormal)
        return "choose a law that ends, as pert {low, mode, high}";
    return below ? "raise its least value" : "lower its greatest value";
}

}  // namespace orrery
