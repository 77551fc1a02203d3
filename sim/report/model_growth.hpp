// A series of growing models as text and JSON.
#pragma once
#include <string>
#include <vector>

#include "sim/study/model_growth.hpp"

namespace orrery {

std::string render_growth_text(const TrainingQuestion& question,
                               const std::vector<ModelRelease>& series, bool tokens_grow);
std::string render_growth_json(const TrainingQuestion& question,
                               const std::vector<ModelRelease>& series, bool tokens_grow);

}  // namespace orrery
