// The study `carbon` as text, JSON and CSV.
#pragma once
#include <string>

#include "sim/study/carbon.hpp"

namespace orrery {

std::string render_carbon_text(const CarbonResult& result, int width = 80);
std::string render_carbon_json(const CarbonResult& result);
/// The scope table and the other grids, one line a figure.
std::string render_carbon_csv(const CarbonResult& result);

}  // namespace orrery
