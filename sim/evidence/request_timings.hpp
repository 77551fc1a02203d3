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

/// A quantile over the requests of a run: of the measured values, and of the predicted ones.
struct TimingQuantile {
    std::string run;
    std::string metric;
    int percent = 50;  ///< 50, 90, 99
    double measured_s = 0;
    double predicted_s = 0;
};

struct RequestTimings {
    std::vector<TimingMeans> means;
    std::vector<TimingQuantile> quantiles;
    ValidationReport validation;  ///< one row a request and metric
};

/// `folder` holds RUN__vllm_measured.csv (queued, first-token and last-token times), RUN__meta.json
/// (engine settings, num_gpu_blocks) and, for TimesFrom::profile,
/// profile__ACCELERATOR__MODEL__PRECISION__tpN__*.csv; RUN__config.json may give the link between
/// the accelerators of one replica (link_bw in GB/s, link_latency in ns). A request arrives when
/// the front end had it (arrival_time, where it is there) and its clock starts when the engine
/// takes it from its inbox, between two iterations. Throws EnvironmentError for what cannot be
/// read.
RequestTimings validate_requests(const std::string& folder, TimesFrom from, const Catalog& catalog);

std::string request_timings_text(const RequestTimings& timings);
std::string request_timings_json(const RequestTimings& timings);

}  // namespace orrery
