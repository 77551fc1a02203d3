// Student's law, on portable functions: the same bits of an interval on every machine.
#pragma once

namespace orrery::statistics {

/// P(T > t) of Student's law with `degrees` ≥ 1 (not necessarily whole) degrees of freedom, t ≥ 0;
/// relative error 1e-11 up to 1e5 degrees.
double student_tail(double t, double degrees);

/// The t with P(T ≤ t) = p, degrees ≥ 1; relative error 1e-11 for 1e-300 < p < 1 (tested against
/// Boost.Math). ∓inf at 0 and 1, NaN outside. From 1e5 degrees on by the expansion in 1/degrees of
/// R. A. Fisher and E. A. Cornish, Technometrics 2 (1960).
double student_quantile(double p, double degrees);

}  // namespace orrery::statistics
