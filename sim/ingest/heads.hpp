// What a file's head tells of its format, for those who have read it already.
#pragma once
#include "sim/ingest/bytes.hpp"
#include "sim/ingest/jobs.hpp"
#include "sim/ingest/trace.hpp"

namespace orrery {

/// As those that take a file's name, which read its head first.
TraceKind recognise(const FileHead& head);
JobFormat recognise_jobs(const FileHead& head);
std::unique_ptr<JobRows> open_job_rows(const FileHead& head, JobFormat format,
                                       JobRefusals& refusals);

}  // namespace orrery
