// The fitted engine coefficients as entries of the catalog.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/evidence/inference_calibrate.hpp"
#include "sim/evidence/yaml_lines.hpp"

namespace orrery {
namespace {

using llm::EngineCoefficients;

/// Fewer points than this tell a level nothing that its parent does not.
constexpr int kFewest = 5;

constexpr const char* kHeader =
    "# Engines: how much of a data sheet a serving engine reaches, and its fixed costs.\n"
    "#\n"
    "# Written by `orrery calibrate inference`; do not edit by hand. A key is generation/family,\n"
    "# narrowed where there were points enough to a weights' format and to the shape of a model\n"
    "# family's layers; engine/family and engine/* stand for what was never measured. An engine's\n"
    "# name selects its newest generation (`since`). The efficiencies are those of a smooth\n"
    "# roofline, S(a, b) = (a^p + b^p)^(1/p) for memory and compute time; times are per "
    "iteration,\n"
    "# layer, sequence or token. Values trade off, so entries are used as a set. `error_pct` is "
    "the\n"
    "# median error of throughput and token times on rows that the fit did not see. Power while "
    "an\n"
    "# iteration runs is a share of TDP by phase: power_base while launches wait for the host,\n"
    "# power_exchange, power_kernel and power_attention while these run, and power_memory and\n"
    "# power_compute times the share of bandwidth and of GEMM rate more, at most TDP. It is "
    "fitted\n"
    "# by family, format and shape, whatever the engine.\n"
    "\nengines:\n";

std::string list_of(const std::set<std::string>& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
    return out;
}

struct Entry {
    std::string key;
    std::string engine;  ///< empty for fallbacks
    std::string since;
    EngineCoefficients coefficients;
    double error_pct = 0;
    std::string source;
    std::string as_of;
    const char* confidence = "measured";
};

std::string text_of(const Entry& e) {
    std::vector<std::string> fields;
    if (!e.engine.empty()) fields.push_back("engine: " + e.engine);
    if (!e.since.empty()) fields.push_back("since: \"" + e.since + "\"");
    for (const auto* list :
         {&fitted_coefficients(), &first_token_coefficients(), &power_coefficients()}) {
        for (const FittedCoefficient& c : *list) {
            const double value = e.coefficients.*(c.member);
            fields.push_back(c.seconds ? fmt::format("{}: {:.4g} us", c.name, value * 1e6)
                                       : fmt::format("{}: {:.4g}", c.name, value));
        }
    }
    fields.push_back(
        fmt::format("memory_reserve: {:.4g} GB", e.coefficients.memory_reserve * 1e-9));
    if (e.error_pct > 0) fields.push_back(fmt::format("error_pct: {:.1f}", e.error_pct));
    return fmt::format("  \"{}\": {{\n{},\n    source: \"{}\",\n    as_of: {}, confidence: {}}}\n",
                       e.key, wrapped(fields), e.source, e.as_of, e.confidence);
}

/// The cases that a level was fitted on, or could have been.
std::vector<const InferenceCase*> members(const InferenceCases& cases, const std::string& level) {
    std::vector<const InferenceCase*> out;
    for (const InferenceCase& c : cases.cases) {
        const auto levels = levels_of(c);
        if (std::find(levels.begin(), levels.end(), level) != levels.end()) out.push_back(&c);
    }
    return out;
}

std::string source_of(const InferenceCases& cases, const std::vector<MeasuredInference>& rows,
                      const std::string& level, int points) {
    std::set<std::string> sources;
    for (const InferenceCase* c : members(cases, level)) sources.insert(rows[c->row].source);
    return fmt::format("Fit on {} configurations of {} (orrery calibrate inference)", points,
                       list_of(sources));
}

double error_of(const std::vector<ScoredInference>& held_out, const std::string& level) {
    return summarise_errors(held_out,
                            [&](const InferenceCase& c) {
                                const auto levels = levels_of(c);
                                return is_speed(c.quantity) &&
                                       std::find(levels.begin(), levels.end(), level) !=
                                           levels.end();
                            })
        .median_pct;
}

/// engine/* and engine/family: what the other engines on it reached.
std::string fallbacks(const InferenceFit& fit, const InferenceCases& cases,
                      const std::map<std::string, OperatorLevel>& kernels,
                      const std::string& as_of) {
    std::set<std::string> engines;
    std::set<std::string> families;
    std::set<std::string> known;
    for (const InferenceCase& c : cases.cases) {
        if (!c.engine.engine.empty()) engines.insert(c.engine.engine);
        families.insert(c.family());
        known.insert(c.engine.engine + "/" + c.family());
    }
    std::string out;
    for (const std::string& engine : engines) {
        Entry e{engine + "/*", "", "", fit.levels.at("*"), 0, "", as_of, "estimated"};
        e.source = "One set for all engines and accelerators (orrery calibrate inference)";
        out += text_of(e);
        for (const std::string& family : families) {
            const auto level = fit.levels.find(family);
            if (known.count(engine + "/" + family) || level == fit.levels.end()) continue;
            e.key = engine + "/" + family;
            e.coefficients = level->second;
            e.source = "One set for all engines on " + family + " (orrery calibrate inference)";
            out += text_of(e);
        }
        for (const auto& [level, fitted] : kernels) {
            if (known.count(engine + "/" + level.substr(0, level.find('/'))) > 0) continue;
            e.key = engine + "/" + level;
            e.coefficients = fitted.coefficients;
            e.source = fmt::format(
                "Fit on {} iterations of kernels of {} measured alone (orrery calibrate inference)",
                fitted.points, fitted.accelerators);
            out += text_of(e);
        }
    }
    return out;
}

}  // namespace

std::string engines_yaml(const InferenceFit& fit, const InferenceCases& cases,
                         const std::vector<MeasuredInference>& rows,
                         const std::vector<ScoredInference>& held_out,
                         const std::map<std::string, OperatorLevel>& kernels,
                         const std::string& as_of) {
    std::string out = kHeader + fallbacks(fit, cases, kernels, as_of);
    for (const auto& [level, coefficients] : fit.levels) {
        const int points = fit.points.at(level);
        const bool generation = std::count(level.begin(), level.end(), '/') == 1;
        if (level.find("*/") != std::string::npos)
            continue;  // an engine on a family: a parent only
        if (level.find('/') == std::string::npos || (points < kFewest && !generation)) continue;
        const EngineGeneration& engine = members(cases, level).front()->engine;
        out += text_of({level, engine.engine, engine.since, coefficients, error_of(held_out, level),
                        source_of(cases, rows, level, points), as_of, "measured"});
    }
    return out;
}

}  // namespace orrery
