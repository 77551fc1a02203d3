// Engine coefficients fitted to measured speeds: bounded, robust, each level drawn to its parent.
#include "sim/evidence/inference_fit.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery {
namespace {

using llm::EngineCoefficients;

constexpr double kScale = 0.1;  ///< of the soft-L1 loss: beyond 10 % an error counts linearly
/// Residual of one e-fold from the parent, by depth of the level.
constexpr std::size_t kLevels = 5;
constexpr double kPrior[kLevels] = {0.12, 0.1, 0.12, 0.2, 0.12};
constexpr double kFirstTokenPrior = 0.1;
constexpr double kStep = 1e-4;
constexpr int kIterations = 25;
constexpr double kSettled = 1e-5;  ///< relative fall of the cost that ends a fit

using Coefficients = std::vector<FittedCoefficient>;

/// Whether a coefficient can matter to a replica at all.
bool matters(const FittedCoefficient& c, const llm::ReplicaShape& s) {
    using E = EngineCoefficients;
    const auto member = c.member;
    const bool moe = s.model.experts > 0;
    if (member == &E::memory_expert || member == &E::compute_expert ||
        member == &E::moe_layer_overhead) {
        return moe;
    }
    if (member == &E::alltoall_latency) return moe && s.dp > 1;
    if (member == &E::expert_imbalance) return moe && s.ep > 1;
    if (member == &E::allreduce_latency) return s.tp > 1;
    if (member == &E::link) return s.tp > 1 || (moe && s.dp > 1);
    return true;
}

/// One level's problem: its points, its parent's coefficients, Gauss–Newton with damping.
class Level {
public:
    Level(const Coefficients& all, std::vector<FitPoint*> points, const EngineCoefficients& parent,
          double prior)
        : all_(all), points_(std::move(points)), parent_(parent), prior_(prior), now_(parent) {}

    EngineCoefficients fit() {
        std::vector<double> errors = log_errors(now_);
        double best = cost(now_, errors);
        double damping = 1e-3;
        for (int i = 0; i < kIterations; ++i) {
            assemble(errors);
            bool fell = false;
            double next = best;
            while (!fell && damping < 1e6) {
                const EngineCoefficients trial = moved(damping);
                std::vector<double> there = log_errors(trial);
                next = cost(trial, there);
                fell = next < best;
                damping *= fell ? 0.3 : 5;
                if (!fell) continue;
                now_ = trial;
                errors = std::move(there);
            }
            const bool settled = !fell || best - next < kSettled * best;
            best = std::min(best, next);
            if (settled) break;
        }
        return now_;
    }

private:
    [[nodiscard]] double logarithm(const EngineCoefficients& e, std::size_t i) const {
        return math::log(e.*(all_[i].member));
    }
    static double log_error(FitPoint& p, const EngineCoefficients& e) {
        p.formula.set_coefficients(e);
        const double predicted = p.question->quantity == InferenceQuantity::ttft
                                     ? first_token_seconds(*p.question, p.loop_s, e)
                                     : predict_inference(*p.question, p.formula);
        return math::log(predicted / p.measured);
    }
    std::vector<double> log_errors(const EngineCoefficients& e) const {
        std::vector<double> errors;
        errors.reserve(points_.size());
        for (FitPoint* p : points_) errors.push_back(log_error(*p, e));
        return errors;
    }
    [[nodiscard]] double cost(const EngineCoefficients& e,
                              const std::vector<double>& errors) const {
        double sum = 0;
        for (const double r : errors) {
            const double z = r / kScale;
            sum += kScale * kScale * 2 * (std::sqrt(1 + z * z) - 1);
        }
        for (std::size_t i = 0; i < all_.size(); ++i) {
            const double away = prior_ * (logarithm(e, i) - logarithm(parent_, i));
            sum += away * away;
        }
        return sum;
    }
    /// Normal equations at `now_`; an outlier weighs less.
    void assemble(const std::vector<double>& errors) {
        const auto n = static_cast<Eigen::Index>(all_.size());
        normal_ = Eigen::MatrixXd::Zero(n, n);
        gradient_ = Eigen::VectorXd::Zero(n);
        Eigen::VectorXd row(n);
        for (std::size_t k = 0; k < points_.size(); ++k) {
            row.setZero();
            for (Eigen::Index i = 0; i < n; ++i) {
                const auto at = static_cast<std::size_t>(i);
                if (!matters(all_[at], points_[k]->question->shape)) continue;
                EngineCoefficients e = now_;
                e.*(all_[at].member) *= 1 + kStep;
                row[i] = (log_error(*points_[k], e) - errors[k]) / math::log1p(kStep);
            }
            const double z = errors[k] / kScale;
            const double weight = 1 / std::sqrt(1 + z * z);
            normal_.noalias() += weight * row * row.transpose();
            gradient_ += weight * errors[k] * row;
        }
        for (Eigen::Index i = 0; i < n; ++i) {
            const auto at = static_cast<std::size_t>(i);
            normal_(i, i) += prior_ * prior_;
            gradient_[i] += prior_ * prior_ * (logarithm(now_, at) - logarithm(parent_, at));
        }
    }
    /// A damped step from `now_`, kept within the bounds; coefficients that a bound holds stay out.
    [[nodiscard]] EngineCoefficients moved(double damping) const {
        Eigen::MatrixXd a = normal_;
        Eigen::VectorXd g = gradient_;
        for (Eigen::Index i = 0; i < a.rows(); ++i) {
            const FittedCoefficient& c = all_[static_cast<std::size_t>(i)];
            a(i, i) *= 1 + damping;
            const double value = now_.*(c.member);
            const bool held = (value <= c.low && g[i] > 0) || (value >= c.high && g[i] < 0);
            if (!held) continue;
            a.row(i).setZero();
            a.col(i).setZero();
            a(i, i) = 1;
            g[i] = 0;
        }
        const Eigen::VectorXd step = a.ldlt().solve(g);
        EngineCoefficients e = now_;
        for (std::size_t i = 0; i < all_.size(); ++i) {
            const double s = std::clamp(step[static_cast<Eigen::Index>(i)], -1.5, 1.5);
            double& value = e.*(all_[i].member);
            value = std::clamp(value * math::exp(-s), all_[i].low, all_[i].high);
        }
        return e;
    }

    const Coefficients& all_;
    std::vector<FitPoint*> points_;
    EngineCoefficients parent_;
    double prior_;
    EngineCoefficients now_;
    Eigen::MatrixXd normal_;
    Eigen::VectorXd gradient_;
};

}  // namespace

const std::vector<FittedCoefficient>& fitted_coefficients() {
    using E = EngineCoefficients;
    static const std::vector<FittedCoefficient> all{
        {"roofline_p", &E::roofline_p, 1, 6, false},
        {"memory_gemm", &E::memory_gemm, .05, 1, false},
        {"compute_gemm", &E::compute_gemm, .02, 1, false},
        {"memory_expert", &E::memory_expert, .05, 1, false},
        {"compute_expert", &E::compute_expert, .02, 1, false},
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

std::vector<std::string> levels_of(const InferenceCase& c) {
    const std::string scope = engine_scope(c.shape.weights, c.shape.model);
    return {"*", c.family(), c.cell(), c.cell() + "/" + scope.substr(0, scope.find('/')),
            c.cell() + "/" + scope};
}

std::vector<FitPoint> fit_points(const std::vector<const InferenceCase*>& cases) {
    std::map<std::string, std::vector<const InferenceCase*>> configurations;
    for (const InferenceCase* c : cases) {
        if (!is_speed(c->quantity) && c->quantity != InferenceQuantity::ttft) continue;
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
        points.push_back({same[middle], llm::IterationFormula(same[middle]->shape), median, 0,
                          levels_of(*same[middle])});
    }
    return points;
}

const llm::EngineCoefficients& InferenceFit::of(const InferenceCase& c) const {
    const llm::EngineCoefficients* found = &levels.at("*");
    for (const std::string& level : levels_of(c)) {
        const auto it = levels.find(level);
        if (it == levels.end()) break;
        found = &it->second;
    }
    return *found;
}

namespace {

using Groups = std::map<std::string, std::vector<FitPoint*>>;

Groups groups_at(std::vector<FitPoint>& points, std::size_t depth, bool first_token) {
    Groups groups;
    for (FitPoint& p : points) {
        const bool ttft = p.question->quantity == InferenceQuantity::ttft;
        if (ttft == first_token) groups[p.levels[depth]].push_back(&p);
    }
    return groups;
}

/// Front ends: from the simulated loop at the fitted speeds, moderate loads only.
void fit_first_token(std::vector<FitPoint>& points, InferenceFit& fit) {
    for (FitPoint& p : points) {
        if (p.question->quantity != InferenceQuantity::ttft) continue;
        p.formula.set_coefficients(fit.of(*p.question));
        p.loop_s = loop_seconds(*p.question, p.formula);
    }
    std::map<std::string, llm::EngineCoefficients> fronts;
    for (std::size_t d = 0; d < kLevels; ++d) {
        for (auto& [name, members] : groups_at(points, d, true)) {
            std::erase_if(members, [](const FitPoint* p) { return !moderate(*p->question); });
            const auto parent =
                d == 0 ? fronts.end()
                       : fronts.find(members.empty() ? "" : members.front()->levels[d - 1]);
            llm::EngineCoefficients start;
            if (parent != fronts.end()) start = parent->second;
            fronts[name] =
                members.empty()
                    ? start
                    : Level(first_token_coefficients(), members, start, kFirstTokenPrior).fit();
        }
    }
    for (auto& [name, e] : fit.levels) {
        std::string level = name;
        while (!fronts.count(level)) {
            const std::size_t slash = level.rfind('/');
            level = slash == std::string::npos || level.find('/') == slash
                        ? (slash == std::string::npos ? "*" : level.substr(slash + 1))
                        : level.substr(0, slash);
        }
        for (const FittedCoefficient& c : first_token_coefficients())
            e.*(c.member) = fronts.at(level).*(c.member);
    }
}

}  // namespace

InferenceFit fit_inference(const std::vector<FitPoint>& given) {
    std::vector<FitPoint> points = given;
    InferenceFit fit;
    for (std::size_t d = 0; d < kLevels; ++d) {
        for (auto& [name, members] : groups_at(points, d, false)) {
            const llm::EngineCoefficients parent =
                d == 0 ? llm::EngineCoefficients{} : fit.levels.at(members.front()->levels[d - 1]);
            fit.points[name] = static_cast<int>(members.size());
            fit.levels[name] = Level(fitted_coefficients(), members, parent, kPrior[d]).fit();
        }
    }
    fit_first_token(points, fit);
    return fit;
}

}  // namespace orrery
