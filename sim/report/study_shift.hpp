// The study `shift` as text, JSON and CSV.
#pragma once
#include <string>

#include "sim/study/shift.hpp"

namespace orrery {

std::string render_shift_text(const ShiftResult& result, const World& world, int width = 100);
std::string render_shift_json(const ShiftResult& result, const World& world);
std::string render_shift_csv(const ShiftResult& result, const World& world);

}  // namespace orrery
