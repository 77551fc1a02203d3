// Bounded robust least squares on logarithms: positive coefficients, relative errors.
#include "sim/evidence/log_fit.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery {
namespace {

constexpr double kStep = 1e-4;  ///< relative, of the numerical derivative
constexpr int kIterations = 60;
constexpr double kSettled = 1e-6;  ///< relative fall of the loss that ends a fit
constexpr double kLongest = 1.5;   ///< step of a coefficient, in e-folds
constexpr double kMostDamped = 1e7;

class Solver {
public:
    Solver(const LogFit& problem, std::vector<double>& x) : p_(problem), x_(x) {
        for (std::size_t i = 0; i < x_.size(); ++i) {
            x_[i] = std::clamp(x_[i], p_.low[i], p_.high[i]);
        }
        errors_.resize(p_.weights.size());
    }

    double solve() {
        p_.errors(x_, errors_);
        double best = loss(x_, errors_);
        for (int i = 0; i < kIterations; ++i) {
            assemble();
            const double next = descend(best);
            const bool settled = best - next < kSettled * best;
            best = next;
            if (settled) break;
        }
        return best;
    }

private:
    [[nodiscard]] double loss(const std::vector<double>& x,
                              const std::vector<double>& errors) const {
        double sum = 0;
        for (std::size_t k = 0; k < errors.size(); ++k) {
            const double z = errors[k] / p_.scale;
            sum += p_.weights[k] * p_.scale * p_.scale * 2 * (std::sqrt(1 + z * z) - 1);
        }
        for (std::size_t i = 0; i < x.size() && p_.prior > 0; ++i) {
            const double away = math::log(x[i] / p_.parent[i]);
            sum += p_.prior * away * away;
        }
        return sum;
    }

    /// Normal equations at x; an outlier weighs less.
    void assemble() {
        const std::size_t n = x_.size();
        Eigen::MatrixXd rows(static_cast<Eigen::Index>(errors_.size()), n);
        std::vector<double> there(errors_.size());
        for (std::size_t i = 0; i < n; ++i) {
            std::vector<double> x = x_;
            x[i] *= 1 + kStep;
            p_.errors(x, there);
            for (std::size_t k = 0; k < there.size(); ++k) {
                rows(k, i) = (there[k] - errors_[k]) / math::log1p(kStep);
            }
        }
        Eigen::VectorXd weights(static_cast<Eigen::Index>(errors_.size()));
        Eigen::VectorXd errors(static_cast<Eigen::Index>(errors_.size()));
        for (std::size_t k = 0; k < errors_.size(); ++k) {
            const double z = errors_[k] / p_.scale;
            weights[k] = p_.weights[k] / std::sqrt(1 + z * z);
            errors[k] = errors_[k];
        }
        normal_ = rows.transpose() * weights.asDiagonal() * rows;
        gradient_ = rows.transpose() * weights.asDiagonal() * errors;
        for (std::size_t i = 0; i < n && p_.prior > 0; ++i) {
            normal_(i, i) += p_.prior;
            gradient_[i] += p_.prior * math::log(x_[i] / p_.parent[i]);
        }
    }

    /// A damped step within the bounds; coefficients that a bound holds stay out.
    [[nodiscard]] std::vector<double> moved() const {
        Eigen::MatrixXd a = normal_;
        Eigen::VectorXd g = gradient_;
        for (Eigen::Index i = 0; i < a.rows(); ++i) {
            const auto at = static_cast<std::size_t>(i);
            a(i, i) = a(i, i) * (1 + damping_) + 1e-12;
            const bool held =
                (x_[at] <= p_.low[at] && g[i] > 0) || (x_[at] >= p_.high[at] && g[i] < 0);
            if (!held) continue;
            a.row(i).setZero();
            a.col(i).setZero();
            a(i, i) = 1;
            g[i] = 0;
        }
        const Eigen::VectorXd step = a.ldlt().solve(g);
        std::vector<double> x = x_;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double s = std::clamp(step[static_cast<Eigen::Index>(i)], -kLongest, kLongest);
            x[i] = std::clamp(x[i] * math::exp(-s), p_.low[i], p_.high[i]);
        }
        return x;
    }

    double descend(double best) {
        std::vector<double> there(errors_.size());
        for (; damping_ < kMostDamped; damping_ *= 5) {
            const std::vector<double> trial = moved();
            p_.errors(trial, there);
            const double next = loss(trial, there);
            if (next >= best) continue;
            x_ = trial;
            errors_ = there;
            damping_ *= 0.3;
            return next;
        }
        return best;
    }

    const LogFit& p_;
    std::vector<double>& x_;
    std::vector<double> errors_;
    double damping_ = 1e-3;
    Eigen::MatrixXd normal_;
    Eigen::VectorXd gradient_;
};

}  // namespace

double fit_logs(const LogFit& problem, std::vector<double>& x) {
    return Solver(problem, x).solve();
}

}  // namespace orrery
