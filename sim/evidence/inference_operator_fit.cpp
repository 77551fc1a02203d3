// Accelerator families whose kernels were measured alone: coefficients where no engine was.
#include "sim/evidence/inference_operator_fit.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <set>

#include "models/llm/capacity.hpp"
#include "orrery/base/diagnostics.hpp"
#include "sim/evidence/inference_level.hpp"
#include "sim/ingest/operator_tables.hpp"

namespace orrery {
namespace {

/// As the fit of the rows draws a family to the widest level.
constexpr double kFamilyPrior = 0.3;
/// Iterations that stand for a service: sequences at two contexts, prompts of four lengths.
constexpr std::array<double, 5> kBatches{1, 8, 32, 64, 128};
constexpr std::array<double, 2> kContexts{512, 4096};
constexpr std::array<double, 4> kPrompts{256, 1024, 2048, 8192};

struct Iterations {
    std::deque<InferenceCase> cases;  ///< points keep their addresses
    std::vector<FitPoint> points;
    std::set<std::string> accelerators;
};

/// By level, of a family or of all of a maker: "ada", "ada/bf16", "NVIDIA/bf16".
using Levels = std::map<std::string, Iterations>;

std::string format_of(const llm::ReplicaShape& shape) {
    const std::string scope = engine_scope(shape.weights, shape.model);
    return shape.accelerator.family + "/" + scope.substr(0, scope.find('/'));
}

void add(Levels& levels, InferenceCase c, const llm::IterationFormula& kernels) {
    c.measured = predict_inference(c, kernels);
    const std::string family = c.family();
    const std::string format = format_of(c.shape).substr(family.size());
    const std::string& maker = c.shape.accelerator.vendor;
    for (const std::string& level : {family, family + format, maker, maker + format}) {
        Iterations& to = levels[level];
        to.accelerators.insert(c.shape.accelerator.name);
        to.cases.push_back(c);
        const InferenceCase& kept = to.cases.back();
        to.points.push_back(
            {&kept, llm::IterationFormula(kept.shape), kept.measured, 1, 0, {}, {}});
    }
}

/// Iterations of one replica, each as long as its measured kernels take.
void add_replica(Levels& levels, const llm::ReplicaShape& shape, const llm::StepModel& step) {
    llm::IterationFormula kernels(shape);
    kernels.set_measured(&step);
    InferenceCase c;
    c.shape = shape;
    const auto room = static_cast<double>(llm::kv_capacity_tokens(shape));
    c.quantity = InferenceQuantity::decode;
    for (const double batch : kBatches) {
        for (const double context : kContexts) {
            if (batch * context > room) continue;
            c.load = batch;
            c.lengths = {context, 0};
            add(levels, c, kernels);
        }
    }
    c.quantity = InferenceQuantity::prefill;
    c.load = 1;
    for (const double prompt : kPrompts) {
        c.lengths = {prompt, 0};
        if (prompt <= room) add(levels, c, kernels);
    }
}

/// The catalog's dense models that fit on one accelerator, in the formats that tables have.
void add_tables(Levels& levels, const std::string& stem, llm::ReplicaShape shape,
                const Catalog& catalog) {
    for (const auto& [name, model] : catalog.models) {
        for (const Precision weights : {Precision::bf16, Precision::fp8}) {
            shape.model = model;
            shape.weights = weights;
            if (llm::kv_capacity_tokens(shape) <= 0) continue;
            try {
                const operators::OperatorStep step(read_operator_tables(stem, shape));
                add_replica(levels, shape, step);
            } catch (const EnvironmentError&) {
                continue;  // a model or format that the tables do not cover
            }
        }
    }
}

Levels measured_levels(const llm::EngineCoefficients& host, const Catalog& catalog,
                       const std::string& folder) {
    Levels levels;
    llm::ReplicaShape shape;
    static_cast<llm::EngineCoefficients&>(shape.profile) = host;
    for (const auto& [key, stem] : operator_stems(folder, catalog)) {
        shape.accelerator = catalog.accelerators.at(key.substr(0, key.find('/')));
        add_tables(levels, stem.path, shape, catalog);
    }
    return levels;
}

OperatorLevel fit_kernels(Iterations& iterations, const llm::EngineCoefficients& parent) {
    std::vector<FitPoint*> points;
    for (FitPoint& p : iterations.points) points.push_back(&p);
    OperatorLevel level;
    level.points = static_cast<int>(points.size());
    for (const std::string& name : iterations.accelerators) {
        level.accelerators += (level.accelerators.empty() ? "" : ", ") + name;
    }
    if (iterations.accelerators.size() > 2) {
        level.accelerators = std::to_string(iterations.accelerators.size()) + " accelerators";
    }
    level.coefficients = fit_level(fitted_coefficients(), points, parent, kFamilyPrior);
    return level;
}

}  // namespace

std::map<std::string, OperatorLevel> fit_operator_levels(const InferenceFit& fit,
                                                         const InferenceCases& cases,
                                                         const Catalog& catalog,
                                                         const std::string& folder) {
    const llm::EngineCoefficients& widest = fit.levels.at("*");
    std::set<std::string> known;  // by rows
    for (const InferenceCase& c : cases.cases) known.insert({c.family(), format_of(c.shape)});
    Levels levels = measured_levels(widest, catalog, folder);
    std::set<std::pair<std::string, std::string>> families;  // of the makers that were measured
    for (const auto& [name, a] : catalog.accelerators) {
        if (levels.count(a.vendor) > 0) families.insert({a.family, a.vendor});
    }
    std::map<std::string, OperatorLevel> out;
    for (const auto& [family, vendor] : families) {
        for (const char* format : {"", "/bf16", "/fp8"}) {
            const std::string level = family + format;
            if (known.count(level) > 0) continue;
            const std::string wider = levels.count(level) > 0 ? level : vendor + format;
            const auto found = out.find(wider);
            out[level] = found != out.end() ? found->second : fit_kernels(levels.at(wider), widest);
            if (found == out.end() && wider != level) out[wider] = out[level];
        }
    }
    std::erase_if(out, [&](const auto& entry) {  // a maker is no family
        return std::none_of(families.begin(), families.end(), [&](const auto& f) {
            return entry.first.substr(0, entry.first.find('/')) == f.first;
        });
    });
    return out;
}

}  // namespace orrery
