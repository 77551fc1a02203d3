// Kinds of `calibrate` that learn from one's own past: demand and bills.
#pragma once
#include "tools/orrery/verbs.hpp"

namespace orrery::cli {

/// Added by `calibrate`.
void add_calibrate_demand(CLI::App& calibrate, Outcome& outcome);
void add_calibrate_bill(CLI::App& calibrate, Outcome& outcome);
void add_calibrate_jobs(CLI::App& calibrate, Outcome& outcome);
void add_calibrate_gates(CLI::App& calibrate, Outcome& outcome);
void add_calibrate_performance(CLI::App& calibrate, Outcome& outcome);
/// Added by `validate`.
void add_validate_drift(CLI::App& validate, Outcome& outcome);

/// A bill's backtest; prints it and its diagnostics. Months: of the hold-out in days, to the
/// nearest.
void backtest_bill_file(const std::string& file, double held_days, const std::string& out,
                        Outcome& outcome);

}  // namespace orrery::cli
