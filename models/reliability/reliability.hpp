// Reliability in closed form: availability of parts and groups, checkpoint intervals.
#pragma once

namespace orrery::reliability {

/// Long-run share of time a part works: MTBF/(MTBF + MTTR), both in the same unit. 1 without
/// repairs (mttr = 0); mtbf must be positive.
double availability(double mtbf, double mttr);

/// P(at least k of n independent parts work), each with probability p: Σ C(n,i)·pⁱ·(1 − p)ⁿ⁻ⁱ.
/// Relative error 1e-10 up to n = 100,000.
double k_of_n(int k, int n, double p);

/// Smallest n with k_of_n(k, n, p) ≥ target, spares included; −1 where `most` parts do not reach
/// it.
int parts_for(int k, double p, double target, int most);

/// Mean time between failures of a job on n parts that fails with any of them: MTBF/n.
double group_mtbf(double mtbf, int parts);

/// Checkpoint interval (work between two checkpoints) by Young, √(2·δ·M): δ the time to write one,
/// M the job's MTBF. Source: J. W. Young, Communications of the ACM 17 (1974).
double young_interval(double checkpoint_s, double mtbf_s);

/// The same by Daly, √(2δM)·(1 + ⅓·√(δ/2M) + δ/(18M)) − δ for δ < 2M, else M. Within a few per
/// mille of the optimum. Source: J. T. Daly, Future Generation Computer Systems 22 (2006).
double daly_interval(double checkpoint_s, double mtbf_s);

/// Wall time of a job over its work with exponential failures (Daly's complete model): M·e^{R/M}·
/// (e^{(τ+δ)/M} − 1)/τ with restart time R and interval τ. Infinite where the interval overflows.
double checkpoint_slowdown(double interval_s, double checkpoint_s, double restart_s, double mtbf_s);

/// Expected effective training time ratio, E[ETTR] ≈ (1 − r·(u₀ + Δt/2)) / (1 + w/Δt): r the job's
/// interruptions a second (nodes × rate of one), u₀ the time to detect and restart, Δt the work
/// between checkpoints, w the time that one stops the job. First order: for r·(u₀ + Δt/2) ≪ 1.
/// Source: A. Kokolis et al., Revisiting Reliability in Large-Scale Machine Learning Research
/// Clusters, HPCA 2025 (arXiv 2410.21680).
double expected_ettr(double failures_per_s, double restart_s, double interval_s,
                     double checkpoint_s);

}  // namespace orrery::reliability
