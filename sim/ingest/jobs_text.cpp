// Recorded jobs without a header: Standard Workload Format and Gavel's TSV.
#include <fmt/format.h>

#include <array>

#include "orrery/base/diagnostics.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/ingest/heads.hpp"
#include "sim/ingest/jobs_rows.hpp"

namespace orrery {

bool CheckedRows::next(RecordedJob& job) {
    while (read()) {
        job = RecordedJob{};
        job.row = ++row_;
        refused_ = false;
        fill(job);
        if (!refused_ && job.duration != Nanos::never() && job.duration.ns < 0) {
            refuse("negative duration",
                   fmt::format("the duration is {:.0f} s", job.duration.seconds()));
        }
        if (!refused_) return true;
    }
    return false;
}

void CheckedRows::refuse(const std::string& kind, std::string reason) {
    if (!refused_) refusals_.add(row_, line(), kind, std::move(reason));
    refused_ = true;
}

void CheckedRows::state(std::string_view text, RecordedJob& job) {
    if (text.empty() || parse_job_end(text, job.end)) return;
    refuse("unknown state", fmt::format("the state \"{}\" is not known", text));
}

namespace {

std::vector<std::string_view> split(std::string_view line, bool tabs) {
    std::vector<std::string_view> cells;
    std::size_t at = 0;
    while (at <= line.size()) {
        if (!tabs) at = std::min(line.find_first_not_of(" \t", at), line.size());
        if (!tabs && at == line.size()) break;
        const std::size_t end = std::min(line.find_first_of(tabs ? "\t" : " \t", at), line.size());
        cells.push_back(line.substr(at, end - at));
        at = end + 1;
    }
    return cells;
}

/// What 32 bits hold; of seconds 63 years, so that sums of a few are held too.
constexpr double kMostNumber = 2e9;
constexpr double kLeastNumber = -2e9;

class LineJobs : public CheckedRows {
public:
    LineJobs(const std::string& file, JobRefusals& refusals, bool tabs)
        : CheckedRows(refusals), lines_(file), tabs_(tabs) {}
    [[nodiscard]] std::int64_t line() const override { return lines_.number(); }

protected:
    bool read() override {
        while (lines_.next(line_)) {
            const std::size_t first = line_.find_first_not_of(" \t");
            if (first == std::string::npos || line_[first] == ';') continue;
            cells_ = split(line_, tabs_);
            return true;
        }
        return false;
    }
    double number(std::size_t i) {
        auto n = parse_number(cells_[i]);
        if (n && !(*n >= kLeastNumber && *n <= kMostNumber)) n.reset();
        if (!n)
            refuse("not a number", fmt::format("field {} \"{}\" is no number", i + 1, cells_[i]));
        return n.value_or(0);
    }

    LineReader lines_;
    std::string line_;
    std::vector<std::string_view> cells_;
    bool tabs_;
};

/// Fields: number, submit, wait, run time, processors, CPU time, memory, processors, time and
/// memory asked for, status, user, group, application, queue, partition, job before, think time.
class SwfJobs final : public LineJobs {
public:
    SwfJobs(const std::string& file, JobRefusals& refusals) : LineJobs(file, refusals, false) {}
    [[nodiscard]] JobFormat format() const override { return JobFormat::swf; }

private:
    void fill(RecordedJob& job) override {
        if (cells_.size() != 18) {
            refuse("wrong number of cells", fmt::format("{} fields instead of 18", cells_.size()));
            return;
        }
        std::array<double, 18> v{};
        for (std::size_t i = 0; i < v.size(); ++i) v[i] = number(i);
        job.id = cells_[0];
        job.submit = Nanos::from_seconds(v[1]);
        if (v[2] >= 0) job.start = Nanos::from_seconds(v[1] + v[2]);
        if (v[3] == -1) refuse("no duration", "the run time is not known");
        job.duration = Nanos::from_seconds(v[3]);
        const double processors = v[4] > 0 ? v[4] : v[7];
        if (processors <= 0) refuse("not a number", "the number of processors is not known");
        job.gpus = static_cast<std::int32_t>(processors);
        if (v[8] > 0) job.limit = Nanos::from_seconds(v[8]);
        status(v[10], job);
        job.user = cells_[11];
        job.tenant = cells_[12] == "-1" ? cells_[14] : cells_[12];
        job.kind = cells_[13];
    }
    /// 0 failed, 1 completed, 2–4 parts of a checkpointed job, 5 cancelled, −1 not known.
    void status(double code, RecordedJob& job) {
        const int c = static_cast<int>(code);
        if (c < -1 || c > 5 || c != code) {
            refuse("unknown state", fmt::format("the status {} is not known", cells_[10]));
        }
        if (c == 1 || c == 3) job.end = JobEnd::completed;
        if (c == 0 || c == 4) job.end = JobEnd::failed;
        if (c == 2) job.end = JobEnd::preempted;
        if (c == 5) job.end = JobEnd::cancelled;
    }
};

/// Seven fields end in total steps, arrival, GPUs; nine or ten in total steps, GPUs, weight, SLO,
/// arrival.
class GavelJobs final : public LineJobs {
public:
    GavelJobs(const std::string& file, JobRefusals& refusals) : LineJobs(file, refusals, true) {}
    [[nodiscard]] JobFormat format() const override { return JobFormat::gavel_tsv; }

private:
    void fill(RecordedJob& job) override {
        const std::size_t n = cells_.size();
        if (n < 7 || n == 8 || n > 10) {
            refuse("wrong number of cells", fmt::format("{} fields instead of 7, 9 or 10", n));
            return;
        }
        job.kind = cells_[0];
        job.steps = number(n == 7 ? 4 : n - 5);
        job.submit = Nanos::from_seconds(number(n == 7 ? 5 : n - 1));
        job.gpus = static_cast<std::int32_t>(number(n == 7 ? 6 : n - 4));
    }
};

}  // namespace

JobFormat recognise_jobs(const FileHead& head) {
    LineReader lines(head);
    std::string line;
    while (lines.next(line)) {
        const std::size_t at = line.find_first_not_of(" \t");
        if (at == std::string::npos) continue;
        if (line[at] == ';') return JobFormat::swf;
        if (line[at] == '{') return JobFormat::automatic;
        const auto words = split(line, false);
        const bool numbers =
            words.size() == 18 && parse_number(words[0]) && parse_number(words[17]);
        if (numbers) return JobFormat::swf;
        const auto tabs = split(line, true);
        if (tabs.size() >= 7 && parse_number(tabs.back())) return JobFormat::gavel_tsv;
        return recognise_columns(head);
    }
    return JobFormat::automatic;
}

std::unique_ptr<JobRows> open_job_rows(const FileHead& head, JobFormat format,
                                       JobRefusals& refusals) {
    const JobFormat known = format == JobFormat::automatic ? recognise_jobs(head) : format;
    if (known == JobFormat::swf) return std::make_unique<SwfJobs>(head.file, refusals);
    if (known == JobFormat::gavel_tsv) return std::make_unique<GavelJobs>(head.file, refusals);
    return open_columns(head, known, refusals);
}

JobFormat recognise_jobs(const std::string& file) {
    return recognise_jobs(FileHead(file));
}

std::unique_ptr<JobRows> open_job_rows(const std::string& file, JobFormat format,
                                       JobRefusals& refusals) {
    return open_job_rows(FileHead(file), format, refusals);
}

}  // namespace orrery
