// The result as a JSON value, for result.json and for the page.
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "sim/analysis/findings.hpp"

namespace orrery {

/// {value, unit, lo, hi, n, formula, basis}; counts are plain integers.
nlohmann::ordered_json metric_json(const Metric& metric);
nlohmann::ordered_json result_json(const Findings& findings);

}  // namespace orrery
