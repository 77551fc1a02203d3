// The study `size` as text, JSON and CSV.
#pragma once
#include <string>

#include "sim/study/size.hpp"

namespace orrery {

/// The answer first, then candidates, the ladder, growth of demand; at most `width` columns.
std::string render_size_text(const SizeResult& result, int width = 80);
/// study.json: metrics are {value, unit, lo, hi, n, formula}.
std::string render_size_json(const SizeResult& result);
/// study.csv: a candidate a row.
std::string render_size_csv(const SizeResult& result);

}  // namespace orrery
