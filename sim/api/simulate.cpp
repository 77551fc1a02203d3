// The façade's run: scenario and facts to a result.
#include "orrery/simulate.hpp"

#include <cstdlib>

#include "sim/api/compiled.hpp"
#include "sim/api/problems.hpp"
#include "sim/api/result_parts.hpp"
#include "sim/study/replicate.hpp"

namespace orrery::api {

std::string data_folder_of(const std::string& given) {
    const char* folder = std::getenv("ORRERY_DATA");
    return !given.empty() || !folder ? given : folder;
}

Result simulate(const Scenario& scenario, const Facts& facts, const Options& options) {
    return guarded([&] {
        Diagnostics diagnostics;
        auto parts = std::make_shared<Result::Parts>();
        const CompileOptions compile{data_folder_of(options.data_folder), options.any_path, {}};
        auto world = compiled(scenario, facts, compile, diagnostics);
        refuse_errors(diagnostics);
        RunOptions run;
        run.seed = options.seed.value_or(world->seed);
        if (options.sampled) run.fidelity = Fidelity::sampled;
        parts->runs = analyse_runs(*world, static_cast<std::size_t>(options.replications),
                                   options.threads, simulated_runs(*world, run));
        parts->world = std::move(*world);
        return Result(std::move(parts));
    });
}

}  // namespace orrery::api
