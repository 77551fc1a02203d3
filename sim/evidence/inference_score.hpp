// Predicted beside measured inference, with the errors by metric, accelerator, model and engine.
#pragma once
#include <string>
#include <vector>

#include "sim/evidence/inference_case.hpp"

namespace orrery {

/// In the unit of the row.
struct ScoredInference {
    const InferenceCase* question = nullptr;
    double measured = 0;
    double predicted = 0;
    /// Signed: 100·(predicted − measured)/measured.
    [[nodiscard]] double error_pct() const { return 100 * (predicted - measured) / measured; }
};

struct ErrorSummary {
    int rows = 0;
    double mape_pct = 0;    ///< mean of the absolute errors
    double median_pct = 0;  ///< of the absolute errors
    double p90_pct = 0;
    double bias_pct = 0;  ///< mean of the signed errors
};
ErrorSummary summarise_errors(const std::vector<double>& errors_pct);
/// Over the rows that a test wants.
template <class Test>
ErrorSummary summarise_errors(const std::vector<ScoredInference>& scored, const Test& wanted) {
    std::vector<double> errors;
    for (const ScoredInference& s : scored) {
        if (wanted(*s.question)) errors.push_back(s.error_pct());
    }
    return summarise_errors(errors);
}

/// "MAPE 8.9 %, median 4.9 %, p90 20.5 %, bias +1.5 %" of so many rows, after a name.
std::string render_summary(const std::string& name, const ErrorSummary& e);
/// Throughput and token times in one line each, then tables by metric, accelerator, model and
/// engine.
std::string render_scores(const std::vector<ScoredInference>& scored,
                          const std::vector<MeasuredInference>& rows);
/// Reasons with their number of rows.
std::string render_skipped(const std::vector<SkippedInference>& skipped);
/// DESIGN 7: rows[], summary, by_metric[] and the other tables, skipped[].
std::string scores_json(const std::vector<ScoredInference>& scored,
                        const std::vector<SkippedInference>& skipped,
                        const std::vector<MeasuredInference>& rows);

/// The catalog's profile of a case's engine generation, else of its engine; without one null, and
/// the reason is added.
const llm::EngineProfile* catalog_profile(const InferenceCase& c, const Catalog& catalog,
                                          std::vector<SkippedInference>& skipped);

/// Each case with the catalog's profile of its engine generation, nothing refitted; a case whose
/// engine has none is skipped.
std::vector<ScoredInference> score_with_catalog(const InferenceCases& cases, const Catalog& catalog,
                                                std::vector<SkippedInference>& skipped);

/// Each case that measured operator tables in a folder cover (STEM is accelerator__engine_version),
/// with the catalog's profile for the host's costs; the newest tables of the engine count.
std::vector<ScoredInference> score_with_operators(const InferenceCases& cases,
                                                  const Catalog& catalog, const std::string& folder,
                                                  std::vector<SkippedInference>& skipped);

}  // namespace orrery
