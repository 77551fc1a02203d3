// A cluster's own jobs as what a run needs of them: durations, how often servers and jobs fail.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "sim/ingest/jobs.hpp"

namespace orrery {

/// Events over exposure, with the 95 % interval of their rate.
struct EventRate {
    std::int64_t events = 0;
    double exposure_h = 0;                ///< hours
    [[nodiscard]] double mean_h() const;  ///< between events; infinite without one
    [[nodiscard]] double mean_low_h() const;
    [[nodiscard]] double mean_high_h() const;
};

/// Jobs of one part of the record.
struct JobRates {
    std::int64_t jobs = 0;  ///< that ran and said for how long
    double mean_s = 0;      ///< duration
    double p50_s = 0;
    double p90_s = 0;
    double gpu_hours = 0;
    EventRate servers;   ///< a server broke under a job (NODE_FAIL, BOOT_FAIL), by server hours
    EventRate software;  ///< other failures, by server hours
};

struct JobCalibration {
    JobFormat format = JobFormat::automatic;
    std::string device;  ///< what sizes count
    std::int64_t refused = 0;
    bool states = false;      ///< the record says how jobs ended
    bool nodes_told = false;  ///< whether a server broke: only states of batch systems do
    double span_s = 0;
    double origin_s = 0;  ///< of the first submission, on the format's own clock
    JobRates all;
    JobRates early;  ///< before the held-out part …
    JobRates later;  ///< … and that part
};

/// The last `holdout` (0 to 1) of the jobs by submission are held out. `accelerators`: of a server,
/// where a row does not say how many servers it had. Nothing without 50 jobs that ran.
std::optional<JobCalibration> calibrate_jobs(const std::string& file, double holdout,
                                             int accelerators);

/// In 80 columns.
std::string render_job_rates(const JobCalibration& calibration);

}  // namespace orrery
