// The study `refresh` as text, JSON and CSV.
#pragma once
#include <string>

#include "sim/study/refresh.hpp"

namespace orrery {

/// Ages and flips of the first pool, and a line for each.
std::string render_refresh_text(const std::vector<RefreshResult>& pools, int width = 80);
std::string render_refresh_json(const std::vector<RefreshResult>& pools);
std::string render_refresh_csv(const std::vector<RefreshResult>& pools);

}  // namespace orrery
