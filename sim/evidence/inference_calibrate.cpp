// The analytic engine coefficients from measured rows: fit and cross-validation.
#include "sim/evidence/inference_calibrate.hpp"

#include <fmt/format.h>

#include <array>

#include "sim/evidence/random_half.hpp"

namespace orrery {
namespace {

/// A rung predicts with the data sheet, with the prior, or with the levels down to a depth.
struct Rung {
    const char* name;
    int depth;
};
constexpr int kDatasheet = -2;
constexpr int kPriorOnly = -1;
constexpr std::array<Rung, 8> kRungs{{{"data sheet alone", kDatasheet},
                                      {"prior, nothing fitted", kPriorOnly},
                                      {"one set for all", 0},
                                      {"by accelerator family", 1},
                                      {"and by engine", 2},
                                      {"and by generation", 3},
                                      {"and by format", 4},
                                      {"and by shape", 5}}};

double predicted(const InferenceCase& c, const InferenceFit& fit, int depth) {
    llm::IterationFormula formula(c.shape);
    if (depth == kDatasheet) formula.set_coefficients(datasheet_coefficients());
    if (depth == kPriorOnly) formula.set_coefficients(llm::EngineCoefficients{});
    if (depth >= 0) formula.set_coefficients(fit.of(c, static_cast<std::size_t>(depth)));
    return predict_inference(c, formula) / c.unit;
}

}  // namespace

CrossValidation cross_validate(const InferenceCases& cases, HoldOut hold_out, std::uint64_t seed) {
    const auto half = [&](const InferenceCase& c) {
        const bool curve = hold_out == HoldOut::curves;
        return random_half(curve ? c.curve : fmt::format("{}|{}", c.curve, c.load), seed);
    };
    CrossValidation out;
    std::array<std::vector<double>, kRungs.size()> errors;
    for (const std::uint64_t held : {0U, 1U}) {
        std::vector<const InferenceCase*> seen;
        for (const InferenceCase& c : cases.cases) {
            if (half(c) != held) seen.push_back(&c);
        }
        const InferenceFit fit = fit_inference(fit_points(seen));
        if (fit.levels.empty()) continue;
        for (const InferenceCase& c : cases.cases) {
            if (half(c) != held) continue;
            ScoredInference s{&c, c.measured / c.unit, predicted(c, fit, kRungs.back().depth)};
            out.scored.push_back(s);
            if (!is_speed(c.quantity)) continue;
            for (std::size_t r = 0; r < kRungs.size(); ++r) {
                s.predicted = predicted(c, fit, kRungs[r].depth);
                errors[r].push_back(s.error_pct());
            }
        }
    }
    for (std::size_t r = 0; r < kRungs.size(); ++r) {
        out.ladder.push_back({kRungs[r].name, summarise_errors(errors[r])});
    }
    return out;
}

}  // namespace orrery
