// Axes of grids and searches: their combinations, and the points that these are.
#pragma once
#include <cstddef>
#include <vector>

#include "sim/study/plan/study_spec.hpp"
#include "sim/study/units/unit.hpp"

namespace orrery::study {

/// Index of the value by axis, for every combination; the last axis moves fastest.
std::vector<std::vector<std::size_t>> combinations_of(const std::vector<AxisSpec>& axes);

Point point_of(const std::vector<AxisSpec>& axes, const std::vector<std::size_t>& combination);
std::vector<Point> points_of(const std::vector<AxisSpec>& axes,
                             const std::vector<std::vector<std::size_t>>& combinations);

}  // namespace orrery::study
