// A calibrated engine as text of 80 columns and as an entry of the catalog.
#include <fmt/format.h>

#include <algorithm>

#include "sim/evidence/inference_fit.hpp"
#include "sim/evidence/performance.hpp"
#include "sim/evidence/yaml_lines.hpp"

namespace orrery {
namespace {

/// "1.23 s", "45.6 ms", "810 us".
std::string time_text(double s) {
    if (s >= 1) return fmt::format("{:.3g} s", s);
    return s >= 1e-3 ? fmt::format("{:.3g} ms", s * 1e3) : fmt::format("{:.3g} us", s * 1e6);
}

std::string value(const FittedValue& v, double x) {
    return v.seconds ? time_text(x) : fmt::format("{:.3f}", x);
}

std::string score_row(const TimingScore& s, const char* with) {
    return fmt::format(
        "{:<6}{:<12}{:>11}{:>11}{:>11}{:>11}{:>9}{:>9}\n", s.name, with, time_text(s.measured_p50),
        time_text(s.predicted_p50), time_text(s.measured_p99), time_text(s.predicted_p99),
        fmt::format("{:.1f} %", 100 * s.error), fmt::format("{:+.1f} %", 100 * s.bias));
}

}  // namespace

std::string render_performance(const PerformanceFit& fit) {
    std::string out = fmt::format(
        "Fitted to {} requests, the next {} held out: replayed through the deployment\n\n",
        fit.fitted, fit.held);
    out += fmt::format("{:<18}{:>11}{:>11}{:>11}{:>11}{:>9}{:>9}\n", "held out", "P50", "model",
                       "P99", "model", "error", "bias");
    for (std::size_t i = 0; i < fit.after.size(); ++i) {
        if (i < fit.before.size()) out += score_row(fit.before[i], "catalog");
        out += score_row(fit.after[i], "calibrated");
    }
    out += "error: median over requests of |predicted / measured - 1|; bias: of the sums\n\n";
    out += fmt::format("{:<28}{:>14}{:>14}\n", "coefficient", "catalog", "calibrated");
    for (const FittedValue& v : fit.values) {
        out += fmt::format("{:<28}{:>14}{:>14}\n", v.name, value(v, v.before), value(v, v.after));
    }
    return out + "They trade off against each other: used as a set, not one by one.\n";
}

std::string performance_yaml(const PerformanceFit& fit, const std::string& key,
                             const std::string& source, const std::string& as_of) {
    std::vector<std::string> fields;
    for (const auto* list :
         {&fitted_coefficients(), &first_token_coefficients(), &power_coefficients()}) {
        for (const FittedCoefficient& c : *list) {
            const double x = fit.coefficients.*(c.member);
            fields.push_back(c.seconds ? fmt::format("{}: {:.6g} us", c.name, x * 1e6)
                                       : fmt::format("{}: {:.6g}", c.name, x));
        }
    }
    fields.push_back(
        fmt::format("memory_reserve: {:.6g} GB", fit.coefficients.memory_reserve * 1e-9));
    double error = 0;
    for (const TimingScore& s : fit.after) error = std::max(error, 100 * s.error);
    fields.push_back(fmt::format("error_pct: {:.1f}", error));
    return fmt::format(
        "# Written by `orrery calibrate performance`: an engine as one's own log has it.\n"
        "engines:\n  \"{}\": {{\n{},\n    source: \"{}\",\n    as_of: {}, confidence: measured}}\n",
        key, wrapped(fields), source, as_of);
}

}  // namespace orrery
