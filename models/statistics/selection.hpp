// Which alternative is best, with a stated confidence.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "models/statistics/interval.hpp"

namespace orrery::statistics {

enum class Better { lower, higher };

struct Best {
    std::size_t index = 0;  ///< alternative with the best mean; the first of equals
    /// Best minus each alternative, by index; its own is 0 ± 0. Each at 1 − (1 − confidence)/(k −
    /// 1).
    std::vector<Interval> differences;
    std::vector<std::size_t> rivals;  ///< alternatives whose difference may be 0, by index
    /// "A is best" holds with the confidence asked for.
    [[nodiscard]] bool stated() const { return rivals.empty(); }
};
/// `values[a][r]`: alternative a in replication r, the same seeds through all, two replications or
/// more. A false "A is best" needs one of the k − 1 intervals between the truly best and another
/// to miss, so Bonferroni's bound over k − 1 is enough although A was chosen by its mean. Source:
/// A. M. Law, Simulation Modeling and Analysis, 5th ed. (2015), 10.3.
Best best_of(std::span<const std::vector<double>> values, Better better, double confidence = .95);

/// Rinott's constant h: two stages with first stages of n0 ≥ 2 replications, seeds of their own for
/// each of the `alternatives` ≥ 2, select the best with probability `confidence` (between
/// 1/alternatives and 1) if it is better by δ or more. Solves
///   ∫[∫Φ(h/√((n0 − 1)(1/x + 1/y)))f(x)dx]^(k−1) f(y)dy = confidence, f of χ² with n0 − 1,
/// to 1e-9. Source: Y. Rinott, Commun. Stat. A7 (1978).
double rinott_constant(int alternatives, int n0, double confidence = .95);
/// The integral above: the probability of selecting the best that h assures.
double rinott_probability(double h, int alternatives, int n0);

/// Replications in all that an alternative needs: max(n0, ⌈(h·s/δ)²⌉), s of its first stage, δ > 0
/// the least difference that matters. The best mean over all of them is then selected.
std::int64_t rinott_replications(std::span<const double> first_stage, double h, double delta);

}  // namespace orrery::statistics
