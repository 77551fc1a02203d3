// Measured training beside its prediction: with the catalog, or refitted without what is predicted.
#include "sim/evidence/training_score.hpp"

#include <set>

namespace orrery {
namespace {

/// FNV-1a, then a finaliser, so that near keys fall apart.
std::uint64_t hash_of(const std::string& key, std::uint64_t seed) {
    std::uint64_t h = 14695981039346656037ULL ^ seed;
    for (const char c : key) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    h ^= h >> 33U;
    h *= 0xff51afd7ed558ccdULL;
    return h ^ (h >> 33U);
}

std::string fold_of(const TrainingCase& c, TrainingHoldOut hold_out, std::uint64_t seed) {
    if (hold_out == TrainingHoldOut::sizes) return c.size;
    if (hold_out == TrainingHoldOut::widths) return std::to_string(c.work.model.hidden);
    const std::uint64_t h = hash_of(c.configuration, seed);
    return std::to_string(h % (hold_out == TrainingHoldOut::tenths ? 10 : 2));
}

}  // namespace

std::vector<ScoredTraining> score_training(
    const TrainingCases& cases,
    const std::function<const training::Coefficients&(const TrainingCase&)>& coefficients) {
    std::vector<ScoredTraining> out;
    for (const TrainingCase& c : cases.cases) {
        out.push_back({&c, predict_training(c, coefficients(c))});
    }
    return out;
}

std::vector<ScoredTraining> cross_validate_training(const TrainingCases& cases,
                                                    TrainingHoldOut hold_out, std::uint64_t seed) {
    std::set<std::string> folds;
    for (const TrainingCase& c : cases.cases) folds.insert(fold_of(c, hold_out, seed));
    std::vector<ScoredTraining> out;
    for (const std::string& fold : folds) {
        std::vector<const TrainingCase*> seen;
        for (const TrainingCase& c : cases.cases) {
            if (fold_of(c, hold_out, seed) != fold) seen.push_back(&c);
        }
        const TrainingFit fit = fit_training(seen);
        for (const TrainingCase& c : cases.cases) {
            if (fold_of(c, hold_out, seed) != fold) continue;
            out.push_back({&c, predict_training(c, fit.of(c))});
        }
    }
    return out;
}

std::vector<ScoredTraining> score_training_with_catalog(const TrainingCases& cases,
                                                        const Catalog& catalog) {
    return score_training(cases, [&](const TrainingCase& c) -> const training::Coefficients& {
        static const training::Coefficients prior;
        const training::Coefficients* found = &prior;
        for (const std::string& level : training_levels(c)) {
            const auto it = catalog.training.find(level);
            if (it != catalog.training.end()) found = &it->second;
        }
        return *found;
    });
}

ValidationReport training_report(const std::string& against,
                                 const std::vector<MeasuredTraining>& rows,
                                 const TrainingCases& cases,
                                 const std::vector<ScoredTraining>& scored) {
    ValidationReport report;
    report.kind = "training";
    report.against = against;
    report.group_names = {"source", "accelerator", "model"};
    for (const ScoredTraining& s : scored) {
        const TrainingCase& c = *s.question;
        const MeasuredTraining& row = rows[c.row];
        report.rows.push_back({row.id,
                               c.metric,
                               c.in_unit(c.seconds),
                               c.in_unit(s.seconds),
                               {row.source, c.accelerator, row.model},
                               "predicted"});
    }
    report.skipped = cases.skipped;
    return report;
}

}  // namespace orrery
