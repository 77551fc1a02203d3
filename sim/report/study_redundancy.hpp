// The study `redundancy` as text, JSON and CSV.
#pragma once
#include <string>

#include "sim/study/redundancy.hpp"

namespace orrery {

std::string render_redundancy_text(const RedundancyResult& result, const World& world,
                                   int width = 100);
std::string render_redundancy_json(const RedundancyResult& result, const World& world);
std::string render_redundancy_csv(const RedundancyResult& result, const World& world);

}  // namespace orrery
