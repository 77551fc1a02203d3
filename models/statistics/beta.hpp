// The beta law: what Student's law, PERT estimates and binomial intervals are computed from.
#pragma once

namespace orrery::statistics {

/// The continued fraction of the incomplete beta function, I_x(a, b)·a·B(a, b)/(x^a·(1 − x)^b), for
/// 0 ≤ x < (a + 1)/(a + b + 2), where it converges fast. Source: DLMF 8.17.22; evaluated by Lentz's
/// method, I. J. Thompson and A. R. Barnett, J. Comput. Phys. 64 (1986).
double beta_fraction(double x, double a, double b);

/// P(X ≤ x) of the beta law, a and b > 0; relative error 1e-12 up to a + b = 1e3.
double beta_cdf(double x, double a, double b);
/// The x with P(X ≤ x) = p, absolute error 1e-13 for a, b ≥ 1; 0 and 1 at the ends.
double beta_quantile(double p, double a, double b);

}  // namespace orrery::statistics
