// The result as a JSON value, for result.json and for the page.
#pragma once
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "sim/analysis/findings.hpp"

namespace orrery {

/// {value, unit, lo, hi, n, formula, basis}; counts are plain integers.
nlohmann::ordered_json metric_json(const Metric& metric);
/// What each pool is, how old and how used, and what the books say of it.
nlohmann::ordered_json assets_json(const std::vector<AssetRow>& assets);
/// What each family of figures rests on, weaker inputs first; beyond `most_inputs` the stronger
/// ones are counted alone.
nlohmann::ordered_json bases_json(const Findings& findings, std::size_t most_inputs);
/// What happened, in the order given.
nlohmann::ordered_json events_json(const std::vector<RunEvent>& events);
nlohmann::ordered_json result_json(const Findings& findings);

}  // namespace orrery
