// Planning cases of others, as text and JSON.
#pragma once
#include <string>
#include <vector>

#include "sim/study/fleet/run.hpp"

namespace orrery {

std::string render_fleet_text(const std::vector<fleet::CaseRow>& cases, int width = 80);
std::string render_fleet_json(const std::vector<fleet::CaseRow>& cases);

}  // namespace orrery
