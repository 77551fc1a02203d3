// Measured times of a deployment in place of the formula's, from files beside the scenario.
#pragma once
#include <memory>
#include <string>
#include <utility>

#include "orrery/base/diagnostics.hpp"
#include "sim/ingest/layer_profile.hpp"
#include "sim/ingest/operator_tables.hpp"
#include "sim/scenario/compile/places.hpp"

namespace orrery::compile {

/// The stem of files that lie where scenarios may read; one of them stands for all.
inline std::string resolve_stem(Context& context, const std::string& written,
                                const std::string& end, const SourcePosition& at,
                                const std::string& path) {
    const std::string file = resolve_path(context, written + end, at, path, {".gz", "", ".zst"});
    return file.substr(0, file.rfind(end));
}

/// Measured times in place of the formula's; their faults are the user's to mend.
template <class Read>
void read_measured(Context& context, const DeploymentSpec& spec, const std::string& stem_written,
                   const char* first_file, const std::string& key, const Read& read) {
    const std::string stem = resolve_stem(context, stem_written, first_file, spec.where, key);
    if (stem.empty()) return;
    try {
        read(stem);
        context.assume(key, stem_written, "measured");
    } catch (const EnvironmentError& error) {
        context.error(spec.where, "E0417", key, error.message(),
                      "correct the file, or leave the key out");
    }
}

inline void read_measured_times(Context& context, const DeploymentSpec& spec,
                                const llm::ReplicaShape& shape, const std::string& path,
                                Deployment& deployment) {
    if (!spec.layer_profile.empty()) {
        read_measured(
            context, spec, spec.layer_profile, "__dense.csv", path + ".engine.layer_profile",
            [&](const std::string& stem) {
                operators::LayerProfile profile =
                    read_layer_profile(stem, shape.model, shape.tp, &shape.accelerator);
                const llm::EngineProfile& e = shape.profile;
                profile.set_exchanges(shape.model.hidden, shape.tp,
                                      e.allreduce_latency * operators::doublings(shape.tp),
                                      e.link * shape.accelerator.link_bandwidth.value);
                deployment.measured = std::make_shared<operators::ProfileStep>(std::move(profile));
            });
    }
    if (!spec.operator_tables.empty()) {
        read_measured(context, spec, spec.operator_tables, "__gemm.csv",
                      path + ".engine.operator_tables", [&](const std::string& stem) {
                          deployment.measured = std::make_shared<operators::OperatorStep>(
                              read_operator_tables(stem, shape));
                      });
    }
}

}  // namespace orrery::compile
