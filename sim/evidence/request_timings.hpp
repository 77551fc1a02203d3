// Real engines' per-request timings: replayed on the same workload and compared.
#pragma once
#include <string>
#include <vector>

#include "sim/evidence/replay.hpp"
#include "sim/evidence/validation.hpp"
#include "sim/scenario/catalog.hpp"

namespace orrery {

/// Where iteration times come from: a measured layer profile beside the run, or the analytic model
/// with the catalog's coefficients.
enum class TimesFrom { profile, analytic };

struct TimingMeans {
    std::string run;
    std::string metric;  ///< "ttft", "tpot", "e2e"
    double measured_s = 0;
    double predicted_s = 0;
};

struct RequestTimings {
    std::vector<TimingMeans> means;
    ValidationReport validation;  ///< one row a request and metric
};

/// `folder` holds RUN__vllm_measured.csv (queued, first-token and last-token times), RUN__meta.json
/// (engine settings, num_gpu_blocks) and, for TimesFrom::profile,
/// profile__ACCELERATOR__MODEL__PRECISION__tpN__*.csv. The clock of a request starts when the
/// engine queued it. Throws EnvironmentError for what cannot be read.
RequestTimings validate_requests(const std::string& folder, TimesFrom from, const Catalog& catalog);

std::string request_timings_text(const RequestTimings& timings);
std::string request_timings_json(const RequestTimings& timings);

}  // namespace orrery
