// Predicted beside measured inference, with the errors by metric, accelerator, model and engine.
#include "sim/evidence/inference_score.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "sim/evidence/inference_predict.hpp"

namespace orrery {
namespace {

using Json = nlohmann::ordered_json;
using Scores = std::vector<ScoredInference>;
using Rows = std::vector<MeasuredInference>;

struct Grouping {
    const char* name;
    std::function<std::string(const InferenceCase&, const MeasuredInference&)> key;
};

const std::vector<Grouping>& groupings() {
    static const std::vector<Grouping> all{
        {"metric", [](const auto&, const auto& row) { return row.metric; }},
        {"accelerator", [](const auto& c, const auto&) { return c.shape.accelerator.name; }},
        {"model", [](const auto& c, const auto&) { return c.shape.model.name; }},
        {"engine", [](const auto& c, const auto&) { return c.engine.generation; }}};
    return all;
}

std::map<std::string, ErrorSummary> grouped(const Scores& scored, const Rows& rows,
                                            const Grouping& by) {
    std::map<std::string, std::vector<double>> errors;
    for (const ScoredInference& s : scored) {
        errors[by.key(*s.question, rows[s.question->row])].push_back(s.error_pct());
    }
    std::map<std::string, ErrorSummary> out;
    for (const auto& [key, e] : errors) out[key] = summarise_errors(e);
    return out;
}

Json json_of(const ErrorSummary& e) {
    return {{"rows", e.rows},
            {"mape_pct", e.mape_pct},
            {"median_pct", e.median_pct},
            {"p90_pct", e.p90_pct},
            {"bias_pct", e.bias_pct}};
}

}  // namespace

ErrorSummary summarise_errors(const std::vector<double>& errors_pct) {
    ErrorSummary e;
    e.rows = static_cast<int>(errors_pct.size());
    if (errors_pct.empty()) return e;
    std::vector<double> size;
    const auto n = static_cast<double>(errors_pct.size());
    for (const double error : errors_pct) {
        size.push_back(std::fabs(error));
        e.mape_pct += std::fabs(error) / n;
        e.bias_pct += error / n;
    }
    std::sort(size.begin(), size.end());
    const std::size_t half = size.size() / 2;
    e.median_pct = size.size() % 2 == 1 ? size[half] : (size[half - 1] + size[half]) / 2;
    e.p90_pct = size[std::min(size.size() - 1, size.size() * 9 / 10)];
    return e;
}

std::string render_summary(const std::string& name, const ErrorSummary& e) {
    return fmt::format("{:<34}{:>6}{:>9.1f}{:>9.1f}{:>9.1f}{:>+9.1f}\n", name, e.rows, e.mape_pct,
                       e.median_pct, e.p90_pct, e.bias_pct);
}

std::string render_scores(const Scores& scored, const Rows& rows) {
    std::string out = fmt::format("{:<34}{:>6}{:>9}{:>9}{:>9}{:>9}\n", "absolute error, percent",
                                  "rows", "mean", "median", "p90", "bias");
    out += render_summary("throughput and token times", summarise_errors(scored, [](const auto& c) {
                              return is_speed(c.quantity);
                          }));
    out += render_summary("time to first token, moderate load",
                          summarise_errors(scored, [](const auto& c) {
                              return c.quantity == InferenceQuantity::ttft && moderate(c);
                          }));
    for (const Grouping& by : groupings()) {
        out += fmt::format("\nby {}\n", by.name);
        for (const auto& [key, e] : grouped(scored, rows, by)) out += render_summary(key, e);
    }
    return out;
}

std::string render_skipped(const std::vector<SkippedInference>& skipped) {
    std::map<std::string, int> reasons;
    for (const SkippedInference& s : skipped) ++reasons[s.reason];
    std::string out = fmt::format("\n{} rows skipped\n", skipped.size());
    for (const auto& [reason, n] : reasons) out += fmt::format("{:>6}  {}\n", n, reason);
    return out;
}

std::string scores_json(const Scores& scored, const std::vector<SkippedInference>& skipped,
                        const Rows& rows) {
    Json json;
    Json& list = json["rows"] = Json::array();
    std::vector<double> errors;
    for (const ScoredInference& s : scored) {
        const MeasuredInference& row = rows[s.question->row];
        errors.push_back(s.error_pct());
        list.push_back({{"id", row.id},
                        {"metric", row.metric},
                        {"measured", s.measured},
                        {"predicted", s.predicted},
                        {"error_pct", s.error_pct()}});
    }
    json["summary"] = json_of(summarise_errors(errors));
    for (const Grouping& by : groupings()) {
        Json& table = json[std::string("by_") + by.name] = Json::array();
        for (const auto& [key, e] : grouped(scored, rows, by)) {
            Json entry{{by.name, key}};
            entry.update(json_of(e));
            table.push_back(std::move(entry));
        }
    }
    Json& out = json["skipped"] = Json::array();
    for (const SkippedInference& s : skipped) {
        out.push_back(
            {{"id", rows[s.row].id}, {"metric", rows[s.row].metric}, {"reason", s.reason}});
    }
    return json.dump(2) + "\n";
}

const llm::EngineProfile* catalog_profile(const InferenceCase& c, const Catalog& catalog,
                                          std::vector<SkippedInference>& skipped) {
    const std::string scope = engine_scope(c.shape.weights, c.shape.model);
    const llm::EngineProfile* profile =
        find_engine(catalog, c.engine.generation, c.family(), scope);
    if (!profile) profile = find_engine(catalog, c.engine.engine, c.family(), scope);
    if (!profile) skipped.push_back({c.row, "no engine profile for " + c.engine.generation});
    return profile;
}

namespace {

ScoredInference score(const InferenceCase& c, const llm::IterationFormula& formula) {
    return {&c, c.measured / c.unit, predict_inference(c, formula) / c.unit};
}

}  // namespace

Scores score_with_catalog(const InferenceCases& cases, const Catalog& catalog,
                          std::vector<SkippedInference>& skipped) {
    Scores scored;
    for (const InferenceCase& c : cases.cases) {
        const llm::EngineProfile* profile = catalog_profile(c, catalog, skipped);
        if (!profile) continue;
        llm::IterationFormula formula(c.shape);
        formula.set_coefficients(*profile);
        scored.push_back(score(c, formula));
    }
    return scored;
}

}  // namespace orrery
