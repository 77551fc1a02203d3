// One level of the fit: bounded robust least squares about its parent's coefficients.
#include "sim/evidence/inference_level.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery {
namespace {

using llm::EngineCoefficients;
using Coefficients = std::vector<FittedCoefficient>;

constexpr double kScale = 0.05;  ///< of the soft-L1 loss: beyond 5 % an error counts linearly
constexpr double kStep = 1e-4;
constexpr int kIterations = 25;
constexpr double kSettled = 1e-5;  ///< relative fall of the cost that ends a fit

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
    double log_error(FitPoint& p, EngineCoefficients e) const {
        if (!is_speed(p.question->quantity)) {
            const EngineCoefficients varied = e;
            e = p.speeds;
            for (const FittedCoefficient& c : all_) e.*(c.member) = varied.*(c.member);
        }
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
        for (std::size_t k = 0; k < errors.size(); ++k) {
            const double z = errors[k] / kScale;
            sum += points_[k]->weight * kScale * kScale * 2 * (std::sqrt(1 + z * z) - 1);
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
            const double weight = points_[k]->weight / std::sqrt(1 + z * z);
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

EngineCoefficients fit_level(const Coefficients& coefficients, const std::vector<FitPoint*>& points,
                             const EngineCoefficients& parent, double prior) {
    return Level(coefficients, points, parent, prior).fit();
}

}  // namespace orrery
