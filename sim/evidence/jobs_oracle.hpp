// `validate jobs`: other schedulers' runs on the same jobs, start by start and end by end.
#pragma once
#include <string>
#include <vector>

#include "sim/evidence/validation.hpp"

namespace orrery {

/// One run of theirs beside ours.
struct JobsComparison {
    std::string name;
    std::int64_t jobs = 0;
    std::int64_t starts_differ = 0;
    std::int64_t ends_differ = 0;
    double jct_s = 0;  ///< mean of end − submit, ours
    double jct_other_s = 0;
    std::int64_t preemptions = 0;
    std::int64_t preemptions_other = 0;
    double cpu_s = 0;
};

struct JobsReport {
    ValidationReport validation;
    std::vector<JobsComparison> runs;
};

/// `path`: a folder with philly_11_vcs.csv and runs of it (philly_<policy>_<vc>_n<nodes>_d<days>),
/// tiresias_60job/ and fragmentation/, any of these folders, or one run.
JobsReport validate_jobs(const std::string& path);
std::string jobs_text(const JobsReport& report);

/// Parts of it, each for its own folder.
void compare_philly(const std::string& run, JobsReport& report);
void compare_tiresias(const std::string& folder, const std::string& only, JobsReport& report);
void compare_fragmentation(const std::string& folder, JobsReport& report);

}  // namespace orrery
