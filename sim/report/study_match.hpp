// The study `match` as text and JSON.
#pragma once
#include <string>

#include "sim/study/match.hpp"

namespace orrery {

std::string render_match_text(const MatchResult& result);
std::string render_match_json(const MatchResult& result);

}  // namespace orrery
