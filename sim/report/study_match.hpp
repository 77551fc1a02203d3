// The study `match` as text, JSON and CSV.
#pragma once
#include <string>

#include "sim/study/match.hpp"

namespace orrery {

std::string render_match_text(const MatchResult& result);
std::string render_match_json(const MatchResult& result);
/// A cell of the matrix a row.
std::string render_match_csv(const MatchResult& result);

}  // namespace orrery
