// Recorded jobs of shared clusters: the formats of public traces and batch systems, streamed.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <queue>
#include <string>
#include <vector>

#include "orrery/base/time.hpp"

namespace orrery {

enum class JobFormat {
    automatic,
    philly,     ///< job_id, vc, gpu_num, submit_time, duration
    helios,     ///< user, vc, jobname, gpu_num, cpu_num, state, submit_time, start_time, …
    sia,        ///< timestamp, duration, num_gpus, gpu_time, cluster
    acme,       ///< job_id, user, node_num, gpu_num, cpu_num, type, state, submit_time, …
    openb,      ///< name, cpu_milli, memory_mib, num_gpu, gpu_milli, …
    pai,        ///< job_name, task_name, inst_num, status, start_time, end_time, …, plan_gpu
    gavel,      ///< model, batch_size, total_steps, arrival_s, scale_factor
    gavel_tsv,  ///< job type, command, …, total steps, arrival, GPUs; no header
    tiresias,   ///< job_id, num_gpu, submit_time, iterations, model_name, duration, interval
    swf,        ///< Standard Workload Format: 18 fields
    sacct,      ///< sacct --parsable2
    gaia,       ///< arrival_time, length (hours), cpus
};
const char* name_of(JobFormat format);

enum class JobEnd { unknown, completed, failed, cancelled, timed_out, preempted, running, pending };
const char* name_of(JobEnd end);

struct RecordedJob {
    std::int64_t row = 0;  ///< data row, from 1
    std::string id;
    std::string tenant;  ///< virtual cluster, account, queue
    std::string user;
    std::string kind;  ///< model, job name, type
    Nanos submit{0};   ///< on the format's own clock
    Nanos start = Nanos::never();
    Nanos duration = Nanos::never();  ///< never(): the format does not say
    Nanos limit = Nanos::never();     ///< time asked for
    JobEnd end = JobEnd::unknown;
    std::int32_t gpus = 0;      ///< or cores, as the format counts
    std::int32_t milli = 1000;  ///< of each GPU
    std::int32_t cpu_milli = 0;
    std::int32_t memory_mib = 0;
    std::int32_t nodes = 0;
    std::int32_t priority = 0;
    double steps = 0;
    [[nodiscard]] double gpu_count() const { return gpus * (milli / 1000.0); }
    bool operator>(const RecordedJob& o) const {
        return submit != o.submit ? submit > o.submit : row > o.row;
    }
};

/// Rows that were not taken: the first hundred with number and reason, all of them counted.
struct JobRefusals {
    struct Row {
        std::int64_t row = 0;
        std::int64_t line = 0;
        std::string reason;
    };
    std::vector<Row> first;
    std::map<std::string, std::int64_t> by_kind;  ///< "negative duration" → rows
    std::int64_t total = 0;
    void add(std::int64_t row, std::int64_t line, const std::string& kind, std::string reason);
};

/// Reads rows of one format in file order; bad rows go to the refusals.
class JobRows {
public:
    virtual ~JobRows() = default;
    virtual bool next(RecordedJob& job) = 0;
    [[nodiscard]] virtual std::int64_t line() const = 0;
    [[nodiscard]] virtual JobFormat format() const = 0;
    /// Rows are in any order: Gavel's generators write jobs as they draw them.
    [[nodiscard]] bool unordered() const {
        return format() == JobFormat::gavel || format() == JobFormat::gavel_tsv;
    }
    /// What `gpus` counts.
    [[nodiscard]] const char* device() const {
        if (format() == JobFormat::gaia) return "CPU";
        return format() == JobFormat::swf ? "processor" : "GPU";
    }
};

/// The format by content; `automatic` if the file is none of them.
JobFormat recognise_jobs(const std::string& file);
/// Throws EnvironmentError where the file is of no known format, or lacks a column of the one asked
/// for.
std::unique_ptr<JobRows> open_job_rows(const std::string& file, JobFormat format,
                                       JobRefusals& refusals);

/// Jobs in order of (submit, row), relative to the first. Rows may be late by at most `window`;
/// later ones are refused with their number.
class JobReader {
public:
    JobReader(const std::string& file, JobFormat format, Nanos window);
    bool next(RecordedJob& job);
    [[nodiscard]] const JobRefusals& refusals() const { return refusals_; }
    [[nodiscard]] JobFormat format() const { return rows_->format(); }
    [[nodiscard]] const char* device() const { return rows_->device(); }
    /// The first submission on the format's own clock.
    [[nodiscard]] Nanos origin() const { return origin_; }

private:
    bool pull();

    JobRefusals refusals_;
    std::unique_ptr<JobRows> rows_;
    Nanos window_;
    std::priority_queue<RecordedJob, std::vector<RecordedJob>, std::greater<>> pending_;
    Nanos newest_{INT64_MIN};
    Nanos released_{INT64_MIN};
    Nanos origin_{0};
    bool first_ = true;
    bool ended_ = false;
};

/// "1-02:03:04", "02:03:04", "03:04" or seconds; never() if it is none of them.
Nanos parse_elapsed(std::string_view text);
/// The end that a state's name means; false for names that nobody uses.
bool parse_job_end(std::string_view text, JobEnd& end);

}  // namespace orrery
