// What a result says beside an earlier one of the same run: figures before and after.
#pragma once
#include <string>
#include <vector>

#include "sim/analysis/findings.hpp"

namespace orrery {

/// A figure of both results; 0 with `was` or `is` unset where one of them lacks it.
struct FigureChange {
    std::string path;
    std::string unit_before;
    std::string unit;
    double before = 0;
    double after = 0;
};

/// Costs, emissions, energy, water and finance that differ, in the order of `after`; then what is
/// gone.
std::vector<FigureChange> figure_changes(const Metrics& before, const Metrics& after);

/// Cost in all and by category, and emissions: before, after, change; no longer than `width`.
std::string render_changes(const Metrics& before, const Metrics& after, int width);

/// Of the same; {"may_differ": […], "changes": [{path, unit, before, after}]}.
std::string render_repriced_json(const Findings& findings, const std::vector<FigureChange>& changes,
                                 const std::vector<std::string>& may_differ);

}  // namespace orrery
