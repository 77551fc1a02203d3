// What is owed under a contract for a quantity: pure arithmetic, in USD.
#pragma once
#include "models/contracts/terms.hpp"

namespace orrery::contracts {

/// Hours in a year as contracts count them: 365 days.
inline constexpr double kHoursPerYear = 8760;

/// On demand: seconds of one session, at least the minimum, billed in whole multiples of the
/// granularity → hours.
double billed_hours(double seconds, double granularity_s, double minimum_s = 0);

/// Straight line: (capex − residual) · hours / (life · 8760), for the servers given.
double depreciation(const ComputeTerms& terms, double server_hours);
/// capex · share · hours / 8760.
double maintenance(const ComputeTerms& terms, double server_hours);
/// Staff of the pool for a span.
double staff(const ComputeTerms& terms, double hours);

/// Mean of the data at rest that is paid from one time to another: `first` written at time 0, and
/// `growth` more in a unit of time. Of data that are deleted (growth < 0), none is paid shorter
/// than `minimum` from its writing.
double mean_stored(double first, double growth, double minimum, double from, double until);

/// Graduated tiers: the price of traffic from `from_gb` to `to_gb` of a month's running total.
double egress(const EgressTerms& terms, double from_gb, double to_gb);

}  // namespace orrery::contracts
