// Measured inference predicted from measured operator tables, beside the analytic model.
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include "orrery/base/diagnostics.hpp"
#include "sim/evidence/inference_operator_fit.hpp"
#include "sim/evidence/inference_score.hpp"
#include "sim/ingest/operator_tables.hpp"

namespace orrery {
namespace {

namespace fs = std::filesystem;

/// Kernels of an engine that is this much older or younger are others.
constexpr int kMonthsApart = 18;

int months(const std::string& since) {
    return since.size() < 7 ? 0 : std::stoi(since) * 12 + std::stoi(since.substr(5));
}

struct Answer {
    std::unique_ptr<operators::OperatorStep> step;
    std::string problem;
};

/// Everything of a replica that the tables' answer depends on.
std::string key_of(const std::string& stem, const llm::ReplicaShape& s,
                   const llm::EngineProfile& profile) {
    return stem + "|" + s.model.name + "|" + std::to_string(static_cast<int>(s.weights)) + "|" +
           std::to_string(static_cast<int>(s.kv)) + "|" + std::to_string(s.tp) + "|" +
           std::to_string(s.pp * s.dp * s.ep) + "|" + profile.name + profile.scope;
}

Answer read_answer(const std::string& stem, const llm::ReplicaShape& shape) {
    Answer answer;
    try {
        answer.step = std::make_unique<operators::OperatorStep>(read_operator_tables(stem, shape));
    } catch (const EnvironmentError& error) {
        answer.problem = error.message().substr(error.message().find_last_of('/') + 1);
    }
    return answer;
}

}  // namespace

std::map<std::string, OperatorStem> operator_stems(const std::string& folder,
                                                   const Catalog& catalog) {
    std::map<std::string, OperatorStem> stems;
    std::error_code error;
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        names.push_back(entry.path().filename().string());
    }
    if (error) throw EnvironmentError(folder + ": " + error.message());
    std::sort(names.begin(), names.end());  // later versions replace earlier ones
    for (const std::string& name : names) {
        const std::size_t engine = name.find("__");
        const std::size_t end = name.find("__gemm.csv");
        const std::size_t version = name.find('_', engine + 2);
        if (end == std::string::npos || version >= end) continue;
        const Accelerator* a = measured_accelerator(catalog, name.substr(0, engine));
        if (!a) continue;
        const std::string framework = name.substr(engine + 2, version - engine - 2);
        const std::string release = name.substr(version + 1, end - version - 1);
        stems[a->name + "/" + framework] = {
            (fs::path(folder) / name.substr(0, end)).string(),
            measured_generation(framework + " " + release, false).since};
    }
    return stems;
}

std::vector<ScoredInference> score_with_operators(const InferenceCases& cases,
                                                  const Catalog& catalog, const std::string& folder,
                                                  std::vector<SkippedInference>& skipped) {
    const auto stems = operator_stems(folder, catalog);
    std::map<std::string, Answer> answers;
    std::vector<ScoredInference> scored;
    for (const InferenceCase& c : cases.cases) {
        const llm::EngineProfile* profile = catalog_profile(c, catalog, skipped);
        if (!profile) continue;
        const auto stem = stems.find(c.shape.accelerator.name + "/" + c.engine.engine);
        if (stem == stems.end()) {
            skipped.push_back({c.row, "no operator tables of its engine on its accelerator"});
            continue;
        }
        if (std::abs(months(stem->second.since) - months(c.engine.since)) > kMonthsApart) {
            skipped.push_back({c.row, "operator tables of a generation too far from its engine's"});
            continue;
        }
        if (!is_speed(c.quantity) && c.quantity != InferenceQuantity::ttft) {
            skipped.push_back({c.row, "operator tables have times, not power"});
            continue;
        }
        llm::ReplicaShape shape = c.shape;
        shape.profile = *profile;
        shape.token_budget = static_cast<int>(c.rule.token_budget);
        shape.max_num_seqs = static_cast<int>(c.rule.max_num_seqs);
        const std::string key = key_of(stem->second.path, shape, *profile);
        auto found = answers.find(key);
        if (found == answers.end()) {
            found = answers.emplace(key, read_answer(stem->second.path, shape)).first;
        }
        if (!found->second.step) {
            skipped.push_back({c.row, found->second.problem});
            continue;
        }
        llm::IterationFormula formula(shape);
        formula.set_coefficients(*profile);
        formula.set_measured(found->second.step.get());
        scored.push_back({&c, c.measured / c.unit, predict_inference(c, formula) / c.unit});
    }
    return scored;
}

}  // namespace orrery
