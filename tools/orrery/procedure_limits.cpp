// Limits of a built-in study's goal: their units beside its metric's, and figures that are not
// there.
#include "tools/orrery/procedure_limits.hpp"

#include <optional>

#include "sim/study/plan/check_units.hpp"

namespace orrery::cli {
namespace {

Diagnostic at_formula(const MetricSpec& metric, const char* code) {
    Diagnostic d;
    d.code = code;
    d.at = metric.formula.where.line > 0 ? metric.formula.where : metric.where;
    d.path = "metrics[" + metric.name + "].formula";
    return d;
}

}  // namespace

void check_procedure_goal(StudySpec& spec, const Currencies& currencies, Diagnostics& diagnostics) {
    spec.currencies = currencies;
    convert_amounts(spec, diagnostics);
    const Values none;
    const std::vector<std::pair<std::string, std::string>> flags;
    check_units(
        spec,
        {none, flags, [&](const MetricSpec& m) { return stated_unit(m, currencies.reporting); }},
        diagnostics);
}

void check_limits(const StudySpec& spec, const std::string& unit, Diagnostics& diagnostics) {
    const Values none;
    const std::vector<std::pair<std::string, std::string>> flags;
    const auto unit_of = [&](const MetricSpec& m) -> std::optional<std::string> {
        if (stated_unit(m, spec.currencies.reporting)) return std::nullopt;  // checked before
        return unit.empty() ? std::string(kNoUnit) : unit;
    };
    check_units(spec, {none, flags, unit_of}, diagnostics);
}

void refuse_units(const MetricSpec& metric, const Evaluated& e, Diagnostics& diagnostics) {
    Diagnostic d = at_formula(metric, "E0930");
    d.message = e.problem;
    d.hint = e.hint;
    diagnostics.add(std::move(d));
}

void in_stated_unit(const MetricSpec& metric, Value& figure, const std::string& currency,
                    Diagnostics& diagnostics) {
    Evaluated e;
    e.value = figure;
    fit_stated(metric, e, currency);
    if (e.of_units) refuse_units(metric, e, diagnostics);
    figure = e.value;
}

void refuse_figure(const MetricSpec& metric, const std::string& name, const Values& figures,
                   Diagnostics& diagnostics) {
    std::vector<std::string> names;
    for (const auto& [one, value] : figures) names.push_back(one);
    const std::string like = closest(name, names);
    Diagnostic d = at_formula(metric, "E0914");
    d.message = "the answer has no figure \"" + name + "\"";
    d.hint = like.empty() ? "study.json, which -o writes, has all figures"
                          : "did you mean " + like + "?";
    diagnostics.add(std::move(d));
}

}  // namespace orrery::cli
