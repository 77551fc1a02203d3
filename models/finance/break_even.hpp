// Where one way of paying becomes cheaper than another: utilisation, horizon, commitment, volume.
#pragma once
#include <cstddef>
#include <optional>
#include <span>

namespace orrery::finance {

/// Share of the time that owned capacity has to be used to cost no more than rented: u* = F/(p − v)
/// with the fixed cost F and the variable cost v of owning and the rent p, all per GPU-hour. Above
/// 1: renting is cheaper at any use. Empty where rent does not exceed the variable cost.
std::optional<double> break_even_utilisation(double fixed, double variable, double rent);

/// First period T after which the present value of owning, purchases included, is no more than that
/// of renting; costs by period, positive, period i discounted i + 1 periods after `upfront` now.
std::optional<std::size_t> break_even_horizon(double rate, double upfront,
                                              std::span<const double> own,
                                              std::span<const double> rent);

/// The newsvendor's share of hours that an optimal commitment covers in full: 1 − c/p, committed
/// price c over on-demand price p; 0 where c ≥ p.
double critical_share(double committed, double on_demand);

/// Commitment that minimises c·K + p·E[(D − K)⁺] over the hours of a record: the least K with
/// P(D ≤ K) ≥ 1 − c/p. `sorted`: demand of each hour, ascending, not empty.
double optimal_commitment(std::span<const double> sorted, double committed, double on_demand);
/// Likewise for a law given by its quantile function.
template <class Quantile>
double optimal_commitment_of(const Quantile& quantile, double committed, double on_demand) {
    return quantile(critical_share(committed, on_demand));
}
/// Mean cost an hour of a commitment K: c·K + p·mean (D − K)⁺.
double commitment_cost(std::span<const double> demand, double level, double committed,
                       double on_demand);

/// What commitments do for a bill.
struct CommitmentUse {
    double committed_used = 0;  ///< quantity under a commitment that was used
    double committed = 0;       ///< quantity committed
    double eligible = 0;        ///< quantity that a commitment could have covered
    double effective = 0;       ///< what all of it cost
    double on_demand = 0;       ///< what it would have cost at list or contracted prices
    [[nodiscard]] double coverage() const { return eligible > 0 ? committed_used / eligible : 0; }
    [[nodiscard]] double utilisation() const {
        return committed > 0 ? committed_used / committed : 0;
    }
    /// Effective savings rate: 1 − effective/on demand.
    [[nodiscard]] double savings_rate() const {
        return on_demand > 0 ? 1 - effective / on_demand : 0;
    }
};

/// A job on capacity that is taken away at random (exponential, `hazard` a second) and goes on from
/// its last checkpoint.
struct SpotJob {
    double work_s = 0;        ///< without interruptions and checkpoints
    double interval_s = 0;    ///< work between checkpoints, τ
    double checkpoint_s = 0;  ///< to write one, C
    double restart_s = 0;     ///< after an interruption, not interrupted itself, R
    double hazard = 0;        ///< λ, 1/s
};
/// E[T] = (W/τ)·(e^(λ(τ+C)) − 1)·(1/λ + R); W·(1 + C/τ) without hazard. Source: J. T. Daly, Future
/// Generation Computer Systems 22 (2006), restarts that succeed; reliability::checkpoint_slowdown
/// is his model with restarts that fail too.
double expected_seconds(const SpotJob& job);
/// Price an hour × E[T].
double expected_cost(const SpotJob& job, double price_per_hour);
/// √(2C/λ) − C, at least C: the interval near the optimum.
double near_optimal_interval(double checkpoint_s, double hazard);

/// Own chips against bought ones.
struct ChipPlan {
    double nre = 0;          ///< non-recurring engineering: design, masks, software
    double made = 0;         ///< cost of a chip that comes from the line, good or not
    double yield = 1;        ///< share that is good
    double bought = 0;       ///< price of the chip that it replaces
    double performance = 1;  ///< work of one over that of the bought one
};
/// Chips from which on the own design is cheaper: NRE/(performance·bought − made/yield). Empty: at
/// no volume.
std::optional<double> break_even_volume(const ChipPlan& plan);

}  // namespace orrery::finance
