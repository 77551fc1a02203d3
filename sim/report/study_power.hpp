// The study `power` as text, JSON and CSV.
#pragma once
#include <string>

#include "sim/study/power.hpp"

namespace orrery {

std::string render_power_text(const PowerResult& result, const World& world, int width = 100);
std::string render_power_json(const PowerResult& result, const World& world);
std::string render_power_csv(const PowerResult& result, const World& world);

}  // namespace orrery
