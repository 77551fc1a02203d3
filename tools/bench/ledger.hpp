// `bench ledger`: postings a second for a year of hours with reservations and a savings plan.
#pragma once

namespace orrery {

/// Prints the figures; 0.
int bench_ledger(bool json);

}  // namespace orrery
