// The result as a JSON value, for result.json and for the page.
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "sim/analysis/findings.hpp"

namespace orrery {

/// {value, unit, lo, hi, n, formula, basis}; counts are plain integers.
nlohmann::ordered_json metric_json(const Metric& metric);
/// What each pool is, how old and how used, and what the books say of it.
nlohmann::ordered_json assets_json(const std::vector<AssetRow>& assets);
nlohmann::ordered_json result_json(const Findings& findings);

}  // namespace orrery
