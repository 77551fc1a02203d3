// One's own record of demand, whatever its form: a trace, a gateway's log, an export of sums.
#pragma once
#include <string>
#include <vector>

#include "sim/evidence/demand_history.hpp"
#include "sim/scenario/scenario.hpp"

namespace orrery {

struct DemandRecord {
    DemandHistory history;
    SyntheticSpec shape;             ///< lengths and burstiness of the last four weeks
    std::vector<std::string> notes;  ///< what is assumed, and what was not understood
};

/// A trace that TraceReader reads; rows that cannot be read throw.
DemandRecord trace_record(const std::string& file, TraceKind kind, Nanos window,
                          const std::string& time_zone);
/// A gateway's log of single requests (`is_gateway_log`).
DemandRecord gateway_record(const std::string& file, const std::string& time_zone);

/// An export of sums: a row an hour or a day (and model, project …), with `requests`, `count` or
/// num_model_requests and the sums of tokens.
bool is_usage_export(const std::string& file);
/// Requests count as spread evenly over their hour or day; where rows are days, the shape of the
/// day is unknown. Lengths: log-normal about the mean, cv 1, which an export cannot tell; arrivals
/// Poisson. Rows that cannot be read are listed.
DemandRecord usage_record(const std::string& file, const std::string& time_zone);

/// Days since 1970 of a CSV with a column `date` (2026-12-25), others (name) at will. Throws
/// EnvironmentError with the line of what is no date.
std::vector<std::int64_t> read_holidays(const std::string& file);

}  // namespace orrery
