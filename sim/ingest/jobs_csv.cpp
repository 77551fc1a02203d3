// Recorded jobs in tables with a header: one line of columns a format, one reader for all.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "orrery/base/diagnostics.hpp"
#include "orrery/base/invalid_input.hpp"
#include "sim/ingest/csv.hpp"
#include "sim/ingest/jobs_rows.hpp"
#include "sim/ingest/listing.hpp"
#include "sim/ingest/timestamp.hpp"

namespace orrery {
namespace {

enum Field {
    kId,
    kTenant,
    kUser,
    kKind,
    kGpus,
    kMilli,
    kCpu,
    kMemory,
    kNodes,
    kSubmit,
    kStart,
    kEnd,
    kDuration,
    kState,
    kPriority,
    kLimit,
    kSteps,
    kFields
};

/// Column names by field; "" where the format has none. The first ones that `needs` lists tell the
/// format.
struct Layout {
    JobFormat format;
    std::vector<const char*> needs;
    std::array<const char*, kFields> names;
    double time_unit_s = 1;
};

const std::vector<Layout>& layouts() {
    static const std::vector<Layout> list{
        {JobFormat::sacct,
         {"JobID", "State", "Submit"},
         {"JobID", "Account", "User", "JobName", "AllocTRES", "", "", "", "NNodes", "Submit",
          "Start", "End", "ElapsedRaw", "State", "Priority", "Timelimit", ""}},
        {JobFormat::acme,
         {"job_id", "node_num", "gpu_num", "type", "state", "submit_time"},
         {"job_id", "user", "user", "type", "gpu_num", "", "", "", "node_num", "submit_time",
          "start_time", "end_time", "duration", "state", "", "", ""}},
        {JobFormat::helios,
         {"user", "vc", "gpu_num", "state", "submit_time"},
         {"job_id", "vc", "user", "jobname", "gpu_num", "", "", "", "node_num", "submit_time",
          "start_time", "end_time", "duration", "state", "", "", ""}},
        {JobFormat::philly,
         {"job_id", "vc", "gpu_num", "submit_time", "duration"},
         {"job_id", "vc", "user", "", "gpu_num", "", "", "", "", "submit_time", "start_time",
          "end_time", "duration", "state", "", "", ""}},
        {JobFormat::sia,
         {"timestamp", "duration", "num_gpus", "cluster"},
         {"", "cluster", "", "", "num_gpus", "", "", "", "", "timestamp", "", "", "duration", "",
          "", "", ""}},
        {JobFormat::openb,
         {"name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli"},
         {"name", "qos", "", "gpu_spec", "num_gpu", "gpu_milli", "cpu_milli", "memory_mib", "",
          "creation_time", "scheduled_time", "deletion_time", "", "pod_phase", "", "", ""}},
        {JobFormat::pai,
         {"job_name", "inst_num", "status", "start_time", "end_time", "plan_gpu"},
         {"job_name", "", "user", "task_name", "inst_num", "plan_gpu", "", "", "", "start_time",
          "start_time", "end_time", "", "status", "", "", ""}},
        {JobFormat::tiresias,
         {"job_id", "num_gpu", "submit_time", "duration"},
         {"job_id", "", "", "model_name", "num_gpu", "", "", "", "", "submit_time", "", "",
          "duration", "", "", "", "iterations"}},
        {JobFormat::gavel,
         {"model", "total_steps", "arrival_s", "scale_factor"},
         {"", "", "", "model", "scale_factor", "", "", "", "", "arrival_s", "", "", "duration_s",
          "", "", "", "total_steps"}},
        {JobFormat::gaia,
         {"arrival_time", "length", "cpus"},
         {"", "", "", "", "cpus", "", "", "", "", "arrival_time", "", "", "length", "", "", "", ""},
         3600},
    };
    return list;
}

const Layout* layout_of(const CsvReader& csv, JobFormat format) {
    for (const Layout& l : layouts()) {
        if (format != JobFormat::automatic && l.format != format) continue;
        const bool all = std::all_of(l.needs.begin(), l.needs.end(),
                                     [&](const char* c) { return csv.column({c}) >= 0; });
        if (all) return &l;
    }
    return nullptr;
}

/// "billing=8,cpu=64,gres/gpu:a100=8,gres/gpu=8" → 8; the total where it is given, else the sum.
double gpus_of_tres(std::string_view text) {
    double typed = 0;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        const std::string_view part = text.substr(0, comma);
        const std::size_t equals = part.rfind('=');
        if (part.rfind("gres/gpu", 0) == 0 && equals != std::string_view::npos) {
            const double n = parse_number(part.substr(equals + 1)).value_or(NAN);
            if (part.substr(0, equals) == "gres/gpu") return n;
            typed += n;
        }
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    }
    return typed;
}

class ColumnJobs final : public CheckedRows {
public:
    ColumnJobs(const std::string& file, const Layout& layout, JobRefusals& refusals)
        : CheckedRows(refusals), csv_(file), layout_(layout) {
        for (std::size_t f = 0; f < kFields; ++f) {
            column_[f] = *layout.names[f] == 0 ? -1 : csv_.column({layout.names[f]});
        }
        if (layout.format == JobFormat::sacct && column_[kDuration] < 0) {
            column_[kDuration] = csv_.column({"Elapsed"});
        }
        if (layout.format == JobFormat::sacct && column_[kGpus] < 0) {
            column_[kGpus] = csv_.column({"ReqTRES"});
        }
    }
    [[nodiscard]] std::int64_t line() const override { return csv_.line(); }
    [[nodiscard]] JobFormat format() const override { return layout_.format; }

private:
    bool read() override {
        while (csv_.next(cells_)) {
            // A job's steps repeat the job.
            const bool step =
                layout_.format == JobFormat::sacct && text(kId).find('.') != std::string_view::npos;
            if (!step) return true;
        }
        return false;
    }

    [[nodiscard]] std::string_view text(Field f) const {
        const int c = column_[f];
        if (c < 0 || static_cast<std::size_t>(c) >= cells_.size()) return {};
        const std::string& cell = cells_[static_cast<std::size_t>(c)];
        return cell == "Unknown" || cell == "None" || cell == "nan" ? std::string_view{} : cell;
    }

    /// never() where the cell is empty; refuses what is no time.
    Nanos time(Field f) {
        const std::string_view t = text(f);
        if (t.empty()) return Nanos::never();
        const auto number = parse_number(t);
        const double seconds = number ? *number * layout_.time_unit_s : 0;
        if (number && seconds > -1e9 && seconds < 8e9) {  // differences are held, too
            return Nanos::from_seconds(seconds);
        }
        const auto stamp = parse_timestamp(t);
        if (!stamp) refuse("not a time", fmt::format("\"{}\" is not a time", t));
        return stamp.value_or(Nanos::never());
    }

    Nanos span(Field f) {
        const std::string_view t = text(f);
        if (t.empty()) return Nanos::never();
        if (t.find(':') == std::string_view::npos) return time(f);
        const Nanos d = parse_elapsed(t);
        if (d == Nanos::never()) refuse("not a time", fmt::format("\"{}\" is not a span", t));
        return d;
    }

    double number(Field f, double otherwise) {
        const std::string_view t = text(f);
        if (t.empty()) return otherwise;
        const auto n = parse_number(t);
        if (!n || *n < 0 || *n > 1e9) {
            refuse("not a number", fmt::format("\"{}\" is not a number of that column", t));
            return otherwise;
        }
        return *n;
    }
    std::int32_t whole(Field f) { return static_cast<std::int32_t>(number(f, 0)); }

    void gpus(RecordedJob& job) {
        double count = 0;
        if (layout_.format == JobFormat::sacct) {
            count = gpus_of_tres(text(kGpus));
            if (std::isnan(count)) refuse("not a number", "gres/gpu is not a number");
        } else {
            count = number(kGpus, 0);
        }
        if (layout_.format == JobFormat::pai) {  // percent of a GPU for each instance
            const double percent = number(kMilli, 0);
            count *= percent > 0 ? std::max(1.0, std::ceil(percent / 100)) : 0;
            job.milli = percent < 100 ? static_cast<std::int32_t>(percent * 10) : 1000;
        } else if (column_[kMilli] >= 0) {
            job.milli = whole(kMilli);
            if (job.milli > 1000) refuse("not a number", "gpu_milli is over 1000");
        }
        if (!(count < 1e7)) count = 0;
        if (count != std::floor(count)) refuse("not a number", "a fraction of a GPU");
        job.gpus = static_cast<std::int32_t>(count);
    }

    void times(RecordedJob& job) {
        job.submit = time(kSubmit);
        job.start = time(kStart);
        const Nanos end = time(kEnd);
        job.duration = span(kDuration);
        if (layout_.format == JobFormat::openb && job.start == Nanos::never()) {
            if (end != Nanos::never()) job.duration = end - job.submit;  // never scheduled
        } else if (job.duration == Nanos::never() && end != Nanos::never() &&
                   job.start != Nanos::never()) {
            job.duration = end - job.start;
        }
        const bool has = column_[kDuration] >= 0 || column_[kEnd] >= 0;
        if (job.duration == Nanos::never() && has) refuse("no duration", "there is no duration");
        if (job.submit == Nanos::never()) {
            job.submit = Nanos{0};
            if (column_[kSubmit] >= 0) refuse("not a time", "there is no time of submission");
        }
    }

    void fill(RecordedJob& job) override {
        if (cells_.size() != csv_.header().size()) {
            refuse("wrong number of cells", other_cells(cells_.size(), csv_.header().size()));
            return;
        }
        job.id = text(kId);
        job.tenant = text(kTenant);
        job.user = text(kUser);
        job.kind = text(kKind);
        state(text(kState), job);
        times(job);
        gpus(job);
        job.cpu_milli = whole(kCpu);
        job.memory_mib = whole(kMemory);
        job.nodes = whole(kNodes);
        job.priority = whole(kPriority);
        job.steps = number(kSteps, 0);
        const std::string_view limit = text(kLimit);
        if (!limit.empty()) job.limit = parse_elapsed(limit);
    }

    CsvReader csv_;
    const Layout& layout_;
    std::array<int, kFields> column_{};
    std::vector<std::string> cells_;
};

}  // namespace

JobFormat recognise_columns(const FileHead& head) {
    const CsvReader csv(head);
    const Layout* layout = layout_of(csv, JobFormat::automatic);
    return layout ? layout->format : JobFormat::automatic;
}

std::unique_ptr<JobRows> open_columns(const FileHead& head, JobFormat format,
                                      JobRefusals& refusals) {
    const Layout* layout = nullptr;
    {
        const CsvReader csv(head);
        layout = layout_of(csv, format);
    }
    if (layout) return std::make_unique<ColumnJobs>(head.file, *layout, refusals);
    throw InvalidInput(head.file + ": the header is not that of a job trace that is known");
}

}  // namespace orrery
