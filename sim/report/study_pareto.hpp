// The study `pareto` as text, JSON and CSV.
#pragma once
#include <string>

#include "sim/study/pareto.hpp"

namespace orrery {

std::string render_pareto_text(const ParetoResult& result, const World& world, int width = 100);
std::string render_pareto_json(const ParetoResult& result, const World& world);
std::string render_pareto_csv(const ParetoResult& result, const World& world);

}  // namespace orrery
