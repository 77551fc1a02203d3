// Joules a token and watts while serving: predicted beside measured, whole models held out.
#include "sim/evidence/energy_validate.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/evidence/energy_baseline.hpp"
#include "sim/evidence/inference_fit.hpp"
#include "sim/evidence/random_half.hpp"

namespace orrery {
namespace {

using Q = InferenceQuantity;
using Cases = std::vector<const InferenceCase*>;

/// Predictions of one fold, by index of the case; those without stay 0.
struct Predicted {
    std::vector<double> model;
    std::vector<double> naive;
};

const char* metric_of(Q quantity) {
    if (quantity == Q::token_energy) return "J/token";
    if (quantity == Q::power) return "W/GPU";
    return quantity == Q::closed_output ? "tok/s" : nullptr;
}

/// What is held out together: the name of a fold, of which there are as many as models or halves.
std::string fold_of(const InferenceCase& c, EnergyHoldOut hold_out, std::uint64_t seed) {
    if (hold_out == EnergyHoldOut::model) return energy_model(c);
    return std::to_string(random_half(fmt::format("{}|{:.0f}", c.curve, c.load), seed));
}

void predict_fold(const EnergyCases& all, const Cases& seen, const std::vector<std::size_t>& held,
                  Predicted& out) {
    if (seen.empty()) return;
    const InferenceFit fit = fit_inference(fit_points(seen));
    const NaiveEnergy naive(seen);
    for (const std::size_t i : held) {
        const InferenceCase& c = all.cases[i];
        out.naive[i] = naive.predict(c);
        if (fit.levels.empty()) continue;
        llm::IterationFormula formula(c.shape);
        formula.set_coefficients(fit.of(c));
        out.model[i] = predict_inference(c, formula);
    }
}

Predicted predict_held_out(const EnergyCases& all, EnergyHoldOut hold_out, std::uint64_t seed) {
    std::map<std::string, std::vector<std::size_t>> folds;
    for (std::size_t i = 0; i < all.cases.size(); ++i) {
        folds[fold_of(all.cases[i], hold_out, seed)].push_back(i);
    }
    Predicted out{std::vector<double>(all.cases.size()), std::vector<double>(all.cases.size())};
    for (const auto& [name, held] : folds) {
        Cases seen;
        for (const InferenceCase& c : all.cases) {
            if (fold_of(c, hold_out, seed) != name) seen.push_back(&c);
        }
        predict_fold(all, seen, held, out);
    }
    return out;
}

/// With the catalog's coefficients of the engine generation; the regression sees every row.
Predicted predict_with_catalog(const EnergyCases& all, const Catalog& catalog) {
    Predicted out{std::vector<double>(all.cases.size()), std::vector<double>(all.cases.size())};
    Cases every;
    for (const InferenceCase& c : all.cases) every.push_back(&c);
    const NaiveEnergy naive(every);
    for (std::size_t i = 0; i < all.cases.size(); ++i) {
        const InferenceCase& c = all.cases[i];
        out.naive[i] = naive.predict(c);
        const llm::EngineProfile* profile = find_engine(
            catalog, c.engine.generation, c.family(), engine_scope(c.shape.weights, c.shape.model));
        if (!profile) continue;
        llm::IterationFormula formula(c.shape);
        formula.set_coefficients(*profile);
        out.model[i] = predict_inference(c, formula);
    }
    return out;
}

/// A row of the report; what the collection calls the accelerator goes into the metric.
ValidationRow row_of(const EnergyCases& all, const InferenceCase& c, double predicted) {
    const MeasuredEnergy& r = all.rows[c.row];
    return {std::to_string(r.line),
            fmt::format("{} {}", metric_of(c.quantity), r.accelerator),
            c.measured,
            predicted,
            {r.accelerator, energy_model(c), r.task}};
}

std::vector<NamedErrors> by_metric(std::vector<ValidationRow> rows) {
    ValidationReport report;
    report.rows = std::move(rows);
    return summarise_by(report, -1);
}

const char* sentence(EnergyHoldOut hold_out) {
    if (hold_out == EnergyHoldOut::none) return "predicted with the catalog, nothing refitted";
    if (hold_out == EnergyHoldOut::random) {
        return "each half of the configurations predicted with a fit that saw only the other";
    }
    return "each model predicted with a fit that saw no run of it, on any accelerators";
}

}  // namespace

EnergyValidation validate_energy(const EnergyCases& all, const Catalog& catalog,
                                 EnergyHoldOut hold_out, std::uint64_t seed) {
    const Predicted predicted = hold_out == EnergyHoldOut::none
                                    ? predict_with_catalog(all, catalog)
                                    : predict_held_out(all, hold_out, seed);
    EnergyValidation out;
    out.hold_out = sentence(hold_out);
    out.report.kind = "energy";
    out.report.group_names = {"accelerator", "model", "task"};
    out.report.skipped = all.skipped;
    std::vector<ValidationRow> naive;
    std::vector<ValidationRow> ecologits;
    for (std::size_t i = 0; i < all.cases.size(); ++i) {
        const InferenceCase& c = all.cases[i];
        if (!metric_of(c.quantity)) continue;
        if (predicted.model[i] <= 0) {
            if (c.quantity == Q::token_energy) {
                out.report.skipped.push_back(
                    {std::to_string(all.rows[c.row].line), "nothing to predict it with"});
            }
            continue;
        }
        out.report.rows.push_back(row_of(all, c, predicted.model[i]));
        if (predicted.naive[i] > 0) naive.push_back(row_of(all, c, predicted.naive[i]));
        const double eco = c.quantity == Q::token_energy ? ecologits_joules(c, catalog) : 0;
        if (eco > 0) ecologits.push_back(row_of(all, c, eco));
    }
    out.naive = by_metric(std::move(naive));
    out.ecologits = by_metric(std::move(ecologits));
    return out;
}

namespace {

constexpr const char* kNaive = "J: log-linear in active parameters, batch, GPUs; W: mean share";

void lines(std::string& out, const char* name, const std::vector<NamedErrors>& list) {
    for (const NamedErrors& s : list) {
        out += fmt::format("{:<14}{:<18}{:>6}{:>9.1f}{:>9.1f}{:>9.1f}{:>+9.1f}\n", s.name, name,
                           s.rows, s.mape_pct, s.median_pct, s.p90_pct, s.bias_pct);
    }
}

nlohmann::ordered_json json_of(const char* name, const std::vector<NamedErrors>& list) {
    nlohmann::ordered_json out{{"name", name}, {"by_metric", nlohmann::ordered_json::array()}};
    for (const NamedErrors& s : list) {
        out["by_metric"].push_back({{"name", s.name},
                                    {"rows", s.rows},
                                    {"mape_pct", s.mape_pct},
                                    {"median_pct", s.median_pct},
                                    {"p90_pct", s.p90_pct},
                                    {"bias_pct", s.bias_pct}});
    }
    return out;
}

}  // namespace

std::string energy_text(const EnergyValidation& v) {
    std::string out = fmt::format("boundary: {}\n{}\n\n", kEnergyBoundary, v.hold_out);
    out += fmt::format("{:<14}{:<18}{:>6}{:>9}{:>9}{:>9}{:>9}\n", "absolute error", "", "rows",
                       "mean %", "median", "p90", "bias");
    lines(out, "Orrery", summarise_by(v.report, -1));
    lines(out, "naive", v.naive);
    lines(out, "EcoLogits", v.ecologits);
    out += fmt::format("naive is {}\n", kNaive);
    return out + validation_text(v.report);
}

std::string energy_json(const EnergyValidation& v) {
    auto json = nlohmann::ordered_json::parse(validation_json(v.report));
    json["boundary"] = kEnergyBoundary;
    json["holdout"] = v.hold_out;
    json["baselines"] = {json_of("naive", v.naive), json_of("ecologits", v.ecologits)};
    return json.dump(2) + "\n";
}

}  // namespace orrery
