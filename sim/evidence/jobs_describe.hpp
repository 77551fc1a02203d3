// What a trace of jobs looks like: sizes, durations, arrivals, GPU hours, how jobs ended.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/ingest/jobs.hpp"

namespace orrery {

/// Exact; eight bytes a job are kept.
struct JobNumbers {
    std::vector<double> values;  ///< sorted once described
    double sum = 0;
    void add(double v) {
        values.push_back(v);
        sum += v;
    }
    [[nodiscard]] double mean() const {
        return values.empty() ? 0 : sum / static_cast<double>(values.size());
    }
    /// Between neighbours linearly.
    [[nodiscard]] double quantile(double q) const;
};

struct SizeShare {
    std::int64_t jobs = 0;
    double gpu_hours = 0;
};

struct JobsDescription {
    JobFormat format = JobFormat::automatic;
    std::string device;  ///< what sizes count
    std::int64_t jobs = 0;
    std::int64_t without_gpu = 0;
    double span_s = 0;
    double mean_rate = 0;  ///< jobs per second
    double interarrival_cv = 0;
    JobNumbers gpus;
    JobNumbers duration_s;  ///< of jobs whose duration the format says
    JobNumbers wait_s;      ///< of jobs whose start it says
    JobNumbers steps;       ///< where a format says steps instead of durations
    double gpu_hours = 0;
    std::map<double, SizeShare> sizes;  ///< by GPUs
    std::map<std::string, std::int64_t> ends;
    std::map<std::string, double> tenants;  ///< GPU hours; jobs where there are no durations
    JobRefusals refusals;
};

JobsDescription describe_jobs(JobReader& reader);
/// Tables of at most 80 columns.
std::string render_jobs(const JobsDescription& description);
std::string jobs_json(const JobsDescription& description);

}  // namespace orrery
