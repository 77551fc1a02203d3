// Where one way of paying becomes cheaper than another, and what a commitment or spot job comes to.
#pragma once
#include <optional>

namespace orrery::finance {

/// Share of the time that owned capacity has to be used to cost no more than rented: u* = F/(p − v)
/// with the fixed cost F and the variable cost v of owning and the rent p, all per GPU-hour. Above
/// 1: renting is cheaper at any use. Empty where rent does not exceed the variable cost.
std::optional<double> break_even_utilisation(double fixed, double variable, double rent);

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
}  // namespace orrery::finance
