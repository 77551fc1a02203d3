// Why a figure of a stored result is what it is: formula, inputs, postings, requests, events.
#pragma once
#include <string>

#include "sim/store/results_db.hpp"

namespace orrery {

/// Of a figure that `results` has; no line is longer than `width` (at least 40). What the file does
/// not keep is said, never made up.
std::string explain_figure(const StoredResults& results, const std::string& path, int width = 80);

/// All figures by family: how many, and the first of each.
std::string list_figures(const StoredResults& results, int width = 80);

/// All of a family ("latency", "cost.by_site") with their values; empty if there is none.
std::string list_family(const StoredResults& results, const std::string& family, int width = 80);

}  // namespace orrery
