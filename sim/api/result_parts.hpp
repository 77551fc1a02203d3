// What a façade's result is made of.
#pragma once
#include "orrery/result.hpp"
#include "sim/scenario/world.hpp"
#include "sim/study/analyse_runs.hpp"

namespace orrery::api {

struct Result::Parts {
    World world;
    AnalysedRuns runs;
};

}  // namespace orrery::api
