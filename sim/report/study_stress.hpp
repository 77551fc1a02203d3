// The study `stress` as text, JSON and CSV.
#pragma once
#include <string>

#include "sim/study/stress.hpp"

namespace orrery {

std::string render_stress_text(const StressResult& result, const World& world, int width = 100);
std::string render_stress_json(const StressResult& result, const World& world);
std::string render_stress_csv(const StressResult& result);

}  // namespace orrery
