// Paths of a run's figures: which there can be, so that a slip is told before anything runs.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/quantity.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

/// Measures that assertions are written in, as their reader tries them after a number without unit.
inline constexpr Measure kAssertedMeasures[] = {
    Measure::share, Measure::duration, Measure::money, Measure::power,     Measure::energy,
    Measure::rate,  Measure::mass_co2, Measure::bytes, Measure::intensity, Measure::volume_kwh};

/// Whose names stand in paths, such as "cost.by_site.hall".
struct FigureNames {
    std::vector<std::string> sites;
    std::vector<std::string> pools;
    std::vector<std::string> workloads;
    std::vector<std::string> jobs;
};

/// Why no run of any scenario has such a figure.
struct NoFigure {
    std::string message;  ///< "no run has a result \"cost.totl\""
    std::string hint;
};

/// Nothing where a run may have it: whether one does depends on what the scenario has.
std::optional<NoFigure> no_such_figure(const std::string& path);

/// As well, where the path names a site, pool, workload or job that is not among `names`.
std::optional<NoFigure> no_such_figure(const std::string& path, const FigureNames& names);

/// Warns of assertions about what is not there. No error: a setting may have taken it away, and all
/// else of the run is wanted.
void check_assert_names(const World& world, Diagnostics& diagnostics);

}  // namespace orrery
