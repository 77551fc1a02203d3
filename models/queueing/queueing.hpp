// Queueing theory in closed form: bounds that reports show and oracles that tests use.
#pragma once

namespace orrery::queueing {

/// λ arrival rate, μ service rate of one server (1/s), c servers; offered load a = λ/μ erlangs.
/// Waits are in seconds and infinite where λ ≥ c·μ.

/// Erlang B, P(blocked) in M/M/c/c, by the recursion B(k) = a·B(k−1)/(k + a·B(k−1)), B(0) = 1.
double erlang_b(double offered, int servers);
/// Erlang C, P(wait) in M/M/c: B/(1 − ρ(1 − B)).
double erlang_c(double offered, int servers);

/// M/M/1: ρ/(μ − λ) waiting, 1/(μ − λ) in the system.
double mm1_mean_wait(double arrival, double service);
double mm1_mean_sojourn(double arrival, double service);
/// M/M/c: C/(cμ − λ).
double mmc_mean_wait(double arrival, double service, int servers);
/// M/M/c: W > t with probability C·e^{−(cμ−λ)t}, so the p-quantile is ln(C/(1 − p))/(cμ − λ), or 0.
double mmc_wait_quantile(double arrival, double service, int servers, double p);

/// M/M/c/K: at most K in the system. Probability that an arrival is lost.
double mmck_loss(double arrival, double service, int servers, int capacity);

/// M/G/1, Pollaczek–Khinchine: λ·E[S²]/(2(1 − ρ)) with E[S²] = E[S]²(1 + cv²).
double mg1_mean_wait(double arrival, double mean_service_s, double cv);
/// M/D/1: Pollaczek–Khinchine without variance, half of M/M/1's wait.
double md1_mean_wait(double arrival, double service_s);
/// M/G/c, Allen and Cunneen: Erlang C's wait × (1 + cv²)/2. Exact for c = 1 and for M/M/c.
double mgc_mean_wait(double arrival, double mean_service_s, double cv, int servers);

/// Offered load over servers, λ·E[S]/c; 1 and above: the queue grows without bound.
double utilisation(double arrival, double mean_service_s, int servers);
/// No system serves more than servers / E[S].
double throughput_bound(double mean_service_s, int servers);

}  // namespace orrery::queueing
