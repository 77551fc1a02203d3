// A façade's scenario as a World.
#pragma once
#include <optional>

#include "orrery/scenario.hpp"
#include "sim/scenario/world.hpp"

namespace orrery::api {

/// Nothing where there are errors, which are added to `diagnostics` with the warnings.
std::optional<World> compiled(const Scenario& scenario, const Facts& facts,
                              const CompileOptions& options, Diagnostics& diagnostics);

/// As given, else the environment's ORRERY_DATA.
std::string data_folder_of(const std::string& given);

}  // namespace orrery::api
