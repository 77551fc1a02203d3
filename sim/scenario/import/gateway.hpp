// A gateway's log as workloads of a scenario: one for each model and tenant, each with its trace.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/ingest/gateway.hpp"
#include "sim/scenario/import/assumed.hpp"

namespace orrery {

/// What could serve a logged model.
struct ServingName {
    std::string deployment;
    std::string model;  ///< catalog key; empty: an API or measured service
};

/// A workload and the trace that it replays.
struct DemandPart {
    std::string name;   ///< of the workload
    std::string file;   ///< of the trace, without folder
    std::string csv;    ///< Orrery CSV; arrival_s counts from 1970, so that weekdays are known
    std::string entry;  ///< "- name: …" as YAML
    std::int64_t requests = 0;
};

struct DemandImport {
    std::vector<DemandPart> parts;
    LogSpan span;
    std::string report;  ///< what was read, in 80 columns
    std::vector<std::string> not_understood;
};

/// A model goes to the deployments whose model's name it holds; one that none has goes to all, and
/// is listed. More than `most` pairs of model and tenant: tenants are taken together, of more
/// models these, too, and that is listed. Traces are called STEM-NAME.csv.
DemandImport import_gateway(GatewayLog log, const std::vector<ServingName>& serving,
                            const std::string& stem, std::size_t most = 24);

}  // namespace orrery
