// Recorded jobs of a batch system as a trace of a scenario's pool.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/ingest/jobs.hpp"
#include "sim/scenario/import/assumed.hpp"

namespace orrery {

struct JobsImport {
    /// `sacct --parsable2` of the jobs that were taken; empty where none were, and for formats
    /// other than sacct's, which scenarios read as they are.
    std::string trace;
    std::string report;  ///< in 80 columns
    std::vector<std::string> not_understood;
    std::int64_t jobs = 0;
    Nanos window{0};  ///< by how much rows are out of order
    LogSpan span;
};

/// Any format that JobReader reads. Steps of a job, jobs that have not run and jobs without an
/// accelerator are counted and left out, users' names too. Times without a zone count as UTC.
JobsImport import_jobs(const FileHead& head, JobFormat format);

/// An entry of `job_traces` that plays it.
std::string job_trace_entry(const JobsImport& import, const std::string& name,
                            const std::string& path_in_scenario, const std::string& pool);

}  // namespace orrery
