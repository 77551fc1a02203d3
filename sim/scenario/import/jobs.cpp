// Recorded jobs of a batch system as a trace of a scenario's pool.
#include "sim/scenario/import/jobs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/ingest/csv.hpp"
#include "sim/ingest/heads.hpp"
#include "sim/ingest/listing.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/table.hpp"

namespace orrery {
namespace {

constexpr Nanos kDated{365 * kDay.ns};  ///< earlier "dates" count from the start of their file

/// As sacct prints times: without a zone.
std::string stamp(Nanos at) {
    std::string text = print_date(at.ns / kSecond.ns);
    text.pop_back();
    return text;
}

/// "1-02:03:04", as sacct prints spans.
std::string span(Nanos length) {
    const std::int64_t s = length.ns / kSecond.ns;
    return fmt::format("{}-{:02}:{:02}:{:02}", s / 86400, s / 3600 % 24, s / 60 % 60, s % 60);
}

/// A cell between bars.
std::string cell_of(const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '|' || static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    return out;
}

const char* state_of(JobEnd end) {
    switch (end) {
        case JobEnd::completed:
            return "COMPLETED";
        case JobEnd::failed:
            return "FAILED";
        case JobEnd::cancelled:
            return "CANCELLED";
        case JobEnd::timed_out:
            return "TIMEOUT";
        case JobEnd::preempted:
            return "PREEMPTED";
        case JobEnd::running:
            return "RUNNING";
        case JobEnd::pending:
            return "PENDING";
        case JobEnd::unknown:
            break;
    }
    return "UNKNOWN";
}

/// Rows of sacct that are steps of a job; other formats have none.
std::int64_t steps_in(const std::string& file) {
    CsvReader csv(file);
    const int id = csv.column({"JobID"});
    if (id < 0) return 0;
    std::vector<std::string_view> cells;
    std::int64_t steps = 0;
    while (csv.next(cells)) {
        const auto i = static_cast<std::size_t>(id);
        if (i < cells.size() && cells[i].find('.') != std::string_view::npos) ++steps;
    }
    return steps;
}

/// What LineReader says of the whole file.
std::string letters_of(const std::string& file) {
    LineReader lines(file);
    std::string line;
    while (lines.next(line)) {
    }
    return lines.other_letters();
}

class JobsImporter {
public:
    JobsImporter(const FileHead& head, JobFormat format)
        : file_(head.file), rows_(open_job_rows(head, format, refusals_)) {}

    JobsImport run() {
        out_.trace =
            "JobID|Account|AllocTRES|NNodes|Submit|Start|ElapsedRaw|State|Priority|"
            "Timelimit\n";
        RecordedJob job;
        while (rows_->next(job)) {
            ++read_;
            take(job);
        }
        list_.note_letters(letters_of(file_));
        const bool sacct = rows_->format() == JobFormat::sacct;
        if (const std::int64_t steps = sacct ? steps_in(file_) : 0; steps > 0) {
            list_.note(
                fmt::format("{} rows are steps of jobs (JobID with a dot): left out", steps));
        }
        for (const auto& row : refusals_.first) {
            list_.add(fmt::format("line {}", row.line), "rows that were refused", row.reason);
        }
        const auto kept = static_cast<std::int64_t>(refusals_.first.size());
        if (refusals_.total > kept) {
            for (const auto& [kind, n] : refusals_.by_kind) {
                list_.note(fmt::format("{} rows in all: {}", n, kind));
            }
        }
        report();
        out_.not_understood = list_.lines();
        if (out_.jobs == 0 || !sacct) out_.trace.clear();
        return std::move(out_);
    }

private:
    void take(const RecordedJob& job) {
        const std::string where = fmt::format("line {}", rows_->line());
        const std::string id = job.id.empty() ? std::to_string(job.row) : job.id;
        if (job.end == JobEnd::pending || (job.start == Nanos::never() && job.duration.ns == 0)) {
            return list_.add(where, "jobs that have not run",
                             fmt::format("job {} has not run", id));
        }
        if (job.gpus == 0) {
            return list_.add(where, "jobs without an accelerator",
                             fmt::format("job {} has no accelerator", id));
        }
        if (job.duration == Nanos::never()) {
            return list_.add(where, "jobs without a duration",
                             fmt::format("job {} has no duration", id));
        }
        if (job.end == JobEnd::running) {
            list_.add(where, "jobs that still run, taken as long as they ran",
                      fmt::format("job {} still runs; it is taken as long as it ran", id));
        }
        write(job);
    }

    void write(const RecordedJob& job) {
        out_.trace += fmt::format("{}|{}|gres/gpu={}|{}|{}|{}|{}|{}|{}|{}\n", cell_of(job.id),
                                  cell_of(job.tenant), job.gpus, job.nodes, stamp(job.submit),
                                  job.start == Nanos::never() ? "Unknown" : stamp(job.start),
                                  job.duration.ns / kSecond.ns, state_of(job.end), job.priority,
                                  job.limit == Nanos::never() ? "" : span(job.limit));
        const bool first = out_.jobs++ == 0;
        first_ = first ? job.submit : min(first_, job.submit);
        last_ = first ? job.submit : max(last_, job.submit);
        const Nanos began = job.start == Nanos::never() ? job.submit : job.start;
        end_ = first ? began + job.duration : max(end_, began + job.duration);
        if (job.submit < last_) out_.window = max(out_.window, last_ - job.submit);
        hours_ += job.gpu_count() * job.duration.seconds() / 3600;
        largest_ = std::max(largest_, job.gpus);
        ++by_end_[job.end];
        const std::string tenant = job.tenant.empty() ? "(none)" : job.tenant;
        if (by_tenant_.size() < 1000 || by_tenant_.count(tenant) > 0) {
            by_tenant_[tenant] += job.gpu_count() * job.duration.seconds() / 3600;
        }
    }

    void report() {
        if (out_.jobs == 0) return;
        out_.span = {first_.ns > kDated.ns, first_, end_ - first_};
        out_.report = fmt::format(
            "{} of {} jobs taken ({}), submitted {} to {}\n{:.0f} {} hours, the largest has {} "
            "{}s\n",
            out_.jobs, read_ + refusals_.total, name_of(rows_->format()),
            stamp(first_).substr(0, 10), stamp(last_).substr(0, 10), hours_, rows_->device(),
            largest_, rows_->device());
        for (const auto& [end, n] : by_end_) {
            out_.report += fmt::format("  {:<20}{:>12}\n", name_of(end), n);
        }
        constexpr std::size_t kShown = 12;
        std::size_t shown = 0;
        for (const auto& [tenant, hours] : by_tenant_) {
            if (++shown > kShown) break;
            out_.report += fmt::format("  tenant {:<40}{:>12.0f} {} h\n", tenant.substr(0, 39),
                                       hours, rows_->device());
        }
        if (by_tenant_.size() > kShown) {
            out_.report += fmt::format("  and {} tenants more\n", by_tenant_.size() - kShown);
        }
        if (rows_->format() == JobFormat::sacct) list_.note("times have no zone: UTC is taken");
    }

    std::string file_;
    JobRefusals refusals_;
    std::unique_ptr<JobRows> rows_;
    Listing list_;
    JobsImport out_;
    std::int64_t read_ = 0;
    Nanos first_{0}, last_{0}, end_{0};
    double hours_ = 0;
    std::int32_t largest_ = 0;
    std::map<JobEnd, std::int64_t> by_end_;
    std::map<std::string, double> by_tenant_;
};

}  // namespace

JobsImport import_jobs(const FileHead& head, JobFormat format) {
    return JobsImporter(head, format).run();
}

std::string job_trace_entry(const JobsImport& import, const std::string& name,
                            const std::string& path_in_scenario, const std::string& pool) {
    std::string out = "- name: " + name + "\n  file: " + yaml_text(path_in_scenario) +
                      "\n  pool: " + yaml_text(pool) + "\n";
    // Batch systems list jobs by number, not by time.
    const Nanos usual{kHour};
    if (import.window > usual) {
        out += fmt::format("  sort_window: {} h\n", import.window.ns / kHour.ns + 1);
    }
    return out;
}

}  // namespace orrery
