// Runs of another simulator on identical inputs: read, replayed, compared.
#pragma once
#include <string>
#include <vector>

#include "sim/evidence/replay.hpp"
#include "sim/evidence/validation.hpp"
#include "sim/scenario/catalog.hpp"

namespace orrery {

/// What a folder's name says: gpu_model_tp_scheduler_rREPLICAS_qRATE, with "_lor" for least
/// outstanding requests.
struct OracleName {
    std::string gpu;
    std::string model;  ///< "llama-2-7b"
    int tp = 1;
    std::string scheduler;  ///< vllm or sarathi
    int replicas = 1;
    bool least_outstanding = false;
};
/// False if it is not such a name.
bool parse_oracle_name(const std::string& folder, OracleName& name);

/// One run: identical per-request inputs, the other's per-request times and iteration count.
struct OracleComparison {
    std::string folder;
    std::int64_t requests = 0;
    std::int64_t iterations = 0;  ///< ours
    std::int64_t iterations_other = 0;
    double e2e_mean_error_pct = 0;  ///< mean of |ours − theirs| / theirs over requests
    double e2e_max_error_pct = 0;
    double ttft_mean_error_pct = 0;
    double cpu_s = 0;
};

struct OracleReport {
    std::vector<OracleComparison> runs;
    ValidationReport validation;
};

/// `folder` is a run or holds runs; the tables lie beside it (oracle_GPU_MODEL_TP). Throws
/// EnvironmentError for what cannot be read.
OracleReport validate_serving(const std::string& folder, const Catalog& catalog);

std::string serving_text(const OracleReport& report);

}  // namespace orrery
