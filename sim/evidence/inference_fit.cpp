// Engine coefficients fitted to measured speeds: bounded, robust, each level drawn to its parent.
#include "sim/evidence/inference_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/evidence/inference_level.hpp"

namespace orrery {
namespace {

using llm::EngineCoefficients;

/// Residual of one e-fold from the parent, by depth of the level. The middle levels stay close, so
/// that a model which was never measured finds physics there; a measured shape may leave them.
constexpr std::size_t kLevels = 6;
/// Generations of one engine share their first letters: vllm02, trtllm1.0, sglang-2025.
constexpr std::size_t kEngineLetters = 4;
constexpr double kPrior[kLevels] = {0.12, 0.3, 0.6, 1, 1.5, 0.08};
/// Of a shape with one point on the wider levels; one with nine points weighs as three do.
constexpr double kShapeWeight = 3;
constexpr double kBesidePrior = 0.1;
/// Of power, on its own four levels: firm in the middle, loose on a measured shape.
constexpr double kPowerPrior[4] = {0.1, 0.1, 1, 0.1};
}  // namespace

const std::vector<FittedCoefficient>& fitted_coefficients() {
    using E = EngineCoefficients;
    static const std::vector<FittedCoefficient> all{
        {"roofline_p", &E::roofline_p, 1, 6, false},
        {"memory_gemm", &E::memory_gemm, .05, 1, false},
        {"compute_gemm", &E::compute_gemm, .02, 1, false},
        {"memory_expert", &E::memory_expert, .05, 1, false},
        {"compute_expert", &E::compute_expert, .02, 1, false},
        {"fp8_share", &E::fp8_share, .05, 1, false},
        {"fp4_share", &E::fp4_share, .05, 1, false},
        {"memory_kv", &E::memory_kv, .05, 1, false},
        {"compute_decode_attention", &E::compute_decode_attention, .02, 1, false},
        {"compute_prefill_attention", &E::compute_prefill_attention, .02, 1, false},
        {"allreduce_latency", &E::allreduce_latency, 1e-7, 1e-4, true},
        {"link", &E::link, .02, 1, false},
        {"alltoall_latency", &E::alltoall_latency, 1e-7, 5e-4, true},
        {"iteration_overhead", &E::iteration_overhead, 1e-5, 5e-2, true},
        {"layer_overhead", &E::layer_overhead, 1e-7, 1e-3, true},
        {"moe_layer_overhead", &E::moe_layer_overhead, 1e-7, 1e-3, true},
        {"sequence_overhead", &E::sequence_overhead, 1e-8, 1e-3, true},
        {"token_overhead", &E::token_overhead, 1e-9, 1e-3, true},
        {"expert_imbalance", &E::expert_imbalance, .01, 2, false}};
    return all;
}

const std::vector<FittedCoefficient>& first_token_coefficients() {
    using E = EngineCoefficients;
    static const std::vector<FittedCoefficient> all{
        {"frontend", &E::frontend, 1e-3, 1, true},
        {"frontend_request", &E::frontend_request, 1e-6, .05, true},
        {"prefill_stretch", &E::prefill_stretch, .3, 5, false}};
    return all;
}

const std::vector<FittedCoefficient>& power_coefficients() {
    using E = EngineCoefficients;
    static const std::vector<FittedCoefficient> all{
        {"power_base", &E::power_base, .1, 1, false},
        {"power_exchange", &E::power_exchange, .1, 1, false},
        {"power_kernel", &E::power_kernel, .1, 1, false},
        {"power_attention", &E::power_attention, .1, 1, false},
        {"power_memory", &E::power_memory, .01, 1, false},
        {"power_compute", &E::power_compute, .01, 2, false}};
    return all;
}

std::vector<std::string> levels_of(const InferenceCase& c) {
    const std::string scope = engine_scope(c.shape.weights, c.shape.model);
    const std::string engine = c.engine.generation.substr(0, kEngineLetters);
    return {"*",
            c.family(),
            engine + "*/" + c.family(),
            c.cell(),
            c.cell() + "/" + scope.substr(0, scope.find('/')),
            c.cell() + "/" + scope};
}

const llm::EngineCoefficients& InferenceFit::of(const InferenceCase& c, std::size_t depth) const {
    const llm::EngineCoefficients* found = &levels.at("*");
    const std::vector<std::string> names = levels_of(c);
    for (std::size_t d = 0; d <= std::min(depth, names.size() - 1); ++d) {
        const auto it = levels.find(names[d]);
        if (it == levels.end()) break;
        found = &it->second;
    }
    return *found;
}

namespace {

using Groups = std::map<std::string, std::vector<FitPoint*>>;
using Wanted = bool (*)(const InferenceCase&);

bool speed(const InferenceCase& c) {
    return is_speed(c.quantity);
}
/// Times to first token while nothing waits for memory.
bool first_token(const InferenceCase& c) {
    return c.quantity == InferenceQuantity::ttft && moderate(c);
}
bool power(const InferenceCase& c) {
    return c.quantity == InferenceQuantity::power || c.quantity == InferenceQuantity::power_share;
}

Groups groups_at(std::vector<FitPoint>& points, std::size_t depth, Wanted wanted) {
    Groups groups;
    for (FitPoint& p : points) {
        if (wanted(*p.question)) groups[p.levels[depth]].push_back(&p);
    }
    return groups;
}

/// A level's own value, or that of the nearest wider one.
const EngineCoefficients& nearest(const std::map<std::string, EngineCoefficients>& levels,
                                  const std::string& level, const std::string& family) {
    for (std::string name = level; !name.empty();) {
        const auto found = levels.find(name);
        if (found != levels.end()) return found->second;
        const std::size_t slash = name.rfind('/');
        name = slash == std::string::npos ? "" : name.substr(0, slash);
    }
    const auto found = levels.find(family);
    return found != levels.end() ? found->second : levels.at("*");
}

std::string family_of(const std::string& level) {
    const std::size_t slash = level.find('/');
    if (slash == std::string::npos) return level;
    return level.substr(slash + 1, level.find('/', slash + 1) - slash - 1);
}

/// Power follows from the silicon and its kernels, not from the engine: all, the family, with the
/// weights' format, with the shape of the model's layers.
std::vector<std::string> power_levels(const InferenceCase& c) {
    const std::string scope = engine_scope(c.shape.weights, c.shape.model);
    const std::string format = scope.substr(0, scope.find('/'));
    return {"*", c.family(), c.family() + "/" + format, c.family() + "/" + scope};
}

/// The power level that a level of speeds is part of: its name without the engine.
std::string power_level(const std::string& level) {
    return level.substr(level.find('/') + 1);
}

/// Power at the fitted speeds.
void fit_power(std::vector<FitPoint>& points, InferenceFit& fit) {
    std::map<std::string, EngineCoefficients> levels{{"*", EngineCoefficients{}}};
    std::map<std::string, std::vector<FitPoint*>> groups[4];
    for (FitPoint& p : points) {
        if (!power(*p.question)) continue;
        p.speeds = fit.of(*p.question);
        const auto names = power_levels(*p.question);
        for (std::size_t d = 0; d < names.size(); ++d) groups[d][names[d]].push_back(&p);
    }
    for (std::size_t d = 0; d < std::size(groups); ++d) {
        for (const auto& [name, members] : groups[d]) {
            const auto names = power_levels(*members.front()->question);
            const EngineCoefficients parent = levels.at(d == 0 ? "*" : names[d - 1]);
            levels[name] = fit_level(power_coefficients(), members, parent, kPowerPrior[d]);
        }
    }
    for (auto& [name, e] : fit.levels) {
        const EngineCoefficients& from = nearest(levels, power_level(name), "*");
        for (const FittedCoefficient& c : power_coefficients()) e.*(c.member) = from.*(c.member);
    }
}

/// Coefficients that the speeds do not tell, at the fitted speeds and on the same levels down to a
/// depth; each level keeps its speeds.
void fit_beside(std::vector<FitPoint>& points, InferenceFit& fit,
                const std::vector<FittedCoefficient>& coefficients, Wanted wanted,
                std::size_t depth) {
    std::map<std::string, EngineCoefficients> beside{{"*", EngineCoefficients{}}};
    for (FitPoint& p : points) {
        if (!wanted(*p.question)) continue;
        p.speeds = fit.of(*p.question);
        p.formula.set_coefficients(p.speeds);
        if (first_token(*p.question)) p.loop_s = loop_seconds(*p.question, p.formula);
    }
    for (std::size_t d = 0; d < depth; ++d) {
        for (const auto& [name, members] : groups_at(points, d, wanted)) {
            const EngineCoefficients parent =
                beside.at(d == 0 ? "*" : members.front()->levels[d - 1]);
            beside[name] = fit_level(coefficients, members, parent, kBesidePrior);
        }
    }
    for (auto& [name, e] : fit.levels) {
        const EngineCoefficients& from = nearest(beside, name, family_of(name));
        for (const FittedCoefficient& c : coefficients) e.*(c.member) = from.*(c.member);
    }
}

}  // namespace

std::vector<FitPoint> fit_points(const std::vector<const InferenceCase*>& cases) {
    std::map<std::string, std::vector<const InferenceCase*>> configurations;
    for (const InferenceCase* c : cases) {
        if (!speed(*c) && !power(*c) && c->quantity != InferenceQuantity::ttft) continue;
        configurations[fmt::format("{}|{}|{}", c->curve, c->load, static_cast<int>(c->quantity))]
            .push_back(c);
    }
    std::vector<FitPoint> points;
    for (auto& [key, same] : configurations) {
        std::sort(same.begin(), same.end(), [](const auto* a, const auto* b) {
            return a->measured != b->measured ? a->measured < b->measured : a->row < b->row;
        });
        const std::size_t middle = same.size() / 2;
        const double median = same.size() % 2 == 1
                                  ? same[middle]->measured
                                  : (same[middle - 1]->measured + same[middle]->measured) / 2;
        points.push_back({same[middle],
                          llm::IterationFormula(same[middle]->shape),
                          median,
                          1,
                          0,
                          {},
                          levels_of(*same[middle])});
    }
    return points;
}

InferenceFit fit_inference(const std::vector<FitPoint>& given) {
    std::vector<FitPoint> points = given;
    InferenceFit fit;
    std::map<std::string, double> shapes;
    for (const FitPoint& p : points) {
        if (speed(*p.question)) shapes[p.levels.back()] += 1;
    }
    for (std::size_t d = 0; d < kLevels; ++d) {
        // A shape with many rows must not speak for all: only on its own level it counts in full.
        for (FitPoint& p : points) {
            const bool own = d + 1 == kLevels || !speed(*p.question);
            p.weight = own ? 1 : kShapeWeight / std::sqrt(shapes.at(p.levels.back()));
        }
        for (auto& [name, members] : groups_at(points, d, speed)) {
            const llm::EngineCoefficients parent =
                d == 0 ? llm::EngineCoefficients{} : fit.levels.at(members.front()->levels[d - 1]);
            fit.points[name] = static_cast<int>(members.size());
            fit.levels[name] = fit_level(fitted_coefficients(), members, parent, kPrior[d]);
        }
    }
    if (fit.levels.empty()) return fit;
    for (FitPoint& p : points) p.weight = 1;
    fit_beside(points, fit, first_token_coefficients(), first_token, kLevels);
    fit_power(points, fit);
    return fit;
}

}  // namespace orrery
