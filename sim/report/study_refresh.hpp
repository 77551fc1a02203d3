// The study `refresh` as text, JSON and CSV.
#pragma once
#include <string>

#include "sim/study/refresh.hpp"

namespace orrery {

std::string render_refresh_text(const RefreshResult& result, int width = 100);
std::string render_refresh_json(const RefreshResult& result);
std::string render_refresh_csv(const RefreshResult& result);

}  // namespace orrery
