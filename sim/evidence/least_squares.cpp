// Bounded robust least squares on log ratios with a log-normal prior: what hierarchical fits share.
#include "sim/evidence/least_squares.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery {
namespace {

constexpr double kSettled = 1e-6;  ///< relative fall of the cost that ends a fit

using Errors = std::function<std::vector<double>(const std::vector<double>&)>;
using Vector = std::vector<double>;

class Problem {
public:
    Problem(const std::vector<FitBound>& bounds, const Vector& weights, const Errors& errors,
            const FitOptions& options)
        : bounds_(bounds), weights_(weights), errors_(errors), options_(options) {}

    Fitted fit(Vector x) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = std::clamp(x[i], bounds_[i].low, bounds_[i].high);
        }
        Vector e = errors_(x);
        double best = cost(x, e);
        double damping = options_.damping;
        for (int n = 0; n < options_.iterations; ++n) {
            assemble(x, e);
            const double before = best;
            for (bool fell = false; !fell && damping < 1e7;) {
                const Vector trial = moved(x, damping);
                Vector there = errors_(trial);
                const double next = cost(trial, there);
                fell = next < best;
                damping *= fell ? 0.3 : 5;
                if (!fell) continue;
                x = trial;
                e = std::move(there);
                best = next;
            }
            if (before - best < kSettled * before) break;
        }
        return {std::move(x), best};
    }

private:
    [[nodiscard]] double away(const Vector& x, std::size_t i) const {
        return bounds_[i].weight * math::log(x[i] / bounds_[i].prior);
    }
    [[nodiscard]] double cost(const Vector& x, const Vector& e) const {
        const double s = options_.scale;
        double sum = 0;
        for (std::size_t k = 0; k < e.size(); ++k) {
            sum += weights_[k] * s * s * 2 * (std::sqrt(1 + e[k] * e[k] / (s * s)) - 1);
        }
        for (std::size_t i = 0; i < x.size(); ++i) sum += away(x, i) * away(x, i);
        return sum;
    }
    /// Normal equations at `x`; an outlier weighs less.
    void assemble(const Vector& x, const Vector& e) {
        const auto rows = static_cast<Eigen::Index>(e.size());
        const auto n = static_cast<Eigen::Index>(x.size());
        Eigen::MatrixXd jacobian(rows, n);
        Eigen::VectorXd weighted(rows);
        for (Eigen::Index i = 0; i < n; ++i) {
            Vector y = x;
            y[static_cast<std::size_t>(i)] *= 1 + options_.step;
            const Vector there = errors_(y);
            for (Eigen::Index k = 0; k < rows; ++k) {
                const auto at = static_cast<std::size_t>(k);
                jacobian(k, i) = (there[at] - e[at]) / options_.step;
            }
        }
        for (Eigen::Index k = 0; k < rows; ++k) {
            const auto at = static_cast<std::size_t>(k);
            const double z = e[at] / options_.scale;
            const double w = std::sqrt(weights_[at] / std::sqrt(1 + z * z));
            jacobian.row(k) *= w;
            weighted[k] = w * e[at];
        }
        normal_ = jacobian.transpose() * jacobian;
        gradient_ = jacobian.transpose() * weighted;
        for (Eigen::Index i = 0; i < n; ++i) {
            const auto at = static_cast<std::size_t>(i);
            normal_(i, i) += bounds_[at].weight * bounds_[at].weight;
            gradient_[i] += bounds_[at].weight * away(x, at);
        }
    }
    /// A damped step within the bounds; coefficients that a bound holds stay out of it.
    [[nodiscard]] Vector moved(const Vector& x, double damping) const {
        Eigen::MatrixXd a = normal_;
        Eigen::VectorXd g = gradient_;
        for (Eigen::Index i = 0; i < a.rows(); ++i) {
            const auto at = static_cast<std::size_t>(i);
            a(i, i) = a(i, i) * (1 + damping) + 1e-12;  // what no point sees stays
            const bool held =
                (x[at] <= bounds_[at].low && g[i] > 0) || (x[at] >= bounds_[at].high && g[i] < 0);
            if (!held) continue;
            a.row(i).setZero();
            a.col(i).setZero();
            a(i, i) = 1;
            g[i] = 0;
        }
        const Eigen::VectorXd step = a.ldlt().solve(g);
        Vector y = x;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double s =
                std::clamp(step[static_cast<Eigen::Index>(i)], -options_.longest, options_.longest);
            y[i] = std::clamp(y[i] * math::exp(-s), bounds_[i].low, bounds_[i].high);
        }
        return y;
    }

    const std::vector<FitBound>& bounds_;
    const Vector& weights_;
    const Errors& errors_;
    FitOptions options_;
    Eigen::MatrixXd normal_;
    Eigen::VectorXd gradient_;
};

}  // namespace

Fitted fit_log_errors(const std::vector<FitBound>& bounds, const std::vector<double>& start,
                      const std::vector<double>& weights, const Errors& errors,
                      const FitOptions& options) {
    return Problem(bounds, weights, errors, options).fit(start);
}

}  // namespace orrery
