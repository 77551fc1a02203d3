// Recorded jobs: read, clipped, scaled; what was not taken is said.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/kernel/samplers.hpp"
#include "sim/scenario/compile/context.hpp"

namespace orrery::compile {
namespace {

/// A gang of shares of GPUs takes whole ones.
void take_size(const RecordedJob& from, TraceJob& job) {
    job.gpus = from.gpus;
    job.milli = from.milli;
    if (from.gpus > 1 && from.milli < 1000) {
        job.gpus = static_cast<std::int32_t>(std::ceil(from.gpu_count()));
        job.milli = 1000;
    }
}

class TraceCompiler {
public:
    TraceCompiler(Context& context, const JobTraceSpec& spec, std::string path)
        : context_(context), path_(std::move(path)) {
        trace_.spec = spec;
        trace_.name = spec.name;
    }

    void run() {
        const JobTraceSpec& spec = trace_.spec;
        const auto pool = context_.pools.find(spec.pool);
        if (pool == context_.pools.end()) return;  // told by check_references
        trace_.pool = pool->second.value;
        Pool& where = context_.world.pools[trace_.pool];
        if (!where.scheduler) where.scheduler = PoolSchedulerSpec{};
        largest_ = std::int64_t{where.max_servers} * where.server.accelerators;
        const std::string file = resolve_path(context_, spec.file, spec.where, path_ + ".file");
        if (!file.empty()) read(file);
        if (context_.diagnostics.has_errors()) return;
        std::stable_sort(trace_.jobs.begin(), trace_.jobs.end(),
                         [](const TraceJob& a, const TraceJob& b) { return a.submit < b.submit; });
        context_.world.job_traces.push_back(std::move(trace_));
    }

private:
    void read(const std::string& file) {
        const JobTraceSpec& spec = trace_.spec;
        JobReader reader(file, spec.format, spec.sort_window);
        Stream draws(context_.scenario.seed, "job trace", spec.name);
        const Nanos end = spec.clip_start + spec.clip_length;
        const Nanos length = min(spec.clip_length, context_.world.horizon);
        RecordedJob job;
        while (reader.next(job)) {
            if (job.submit < spec.clip_start || job.submit >= end) continue;
            job.submit = job.submit - spec.clip_start;
            take(job, length, draws);
        }
        trace_.refused = reader.refusals().total;
        report(reader.refusals());
    }

    void take(const RecordedJob& from, Nanos length, Stream& draws) {
        const JobTraceSpec& spec = trace_.spec;
        Nanos duration = from.duration;
        if (duration == Nanos::never() && spec.steps_per_second > 0 && from.steps > 0) {
            duration = Nanos::from_seconds(from.steps / spec.steps_per_second);
        }
        if (duration == Nanos::never()) {
            ++without_duration_;
            return;
        }
        if (from.gpus == 0) {
            ++trace_.without_gpu;
            return;
        }
        TraceJob job;
        take_size(from, job);
        job.duration = max(duration, Nanos{1});
        job.estimate = from.limit == Nanos::never() ? job.duration : max(from.limit, job.duration);
        job.priority = from.priority;
        job.id = from.id.empty() ? std::to_string(from.row) : from.id;
        job.tenant = tenant(spec.tenant.empty() ? from.tenant : spec.tenant);
        if (job.gpus > largest_) {
            ++trace_.too_large;
            if (too_large_.size() < kListed) too_large_.push_back({job.id, job.gpus});
            return;
        }
        copies(job, from.submit, length, draws);
    }

    /// The job itself, and copies of it within half an hour, so that a day keeps its busy hours; or
    /// none of them.
    void copies(TraceJob& job, Nanos submit, Nanos length, Stream& draws) {
        if (submit >= length) return;  // after the run: neither it nor a copy of it
        const double scale = trace_.spec.scale;
        const auto whole = static_cast<std::int64_t>(scale);
        const bool one_more = bernoulli(draws, scale - static_cast<double>(whole));
        const std::int64_t n = whole + (one_more ? 1 : 0);
        for (std::int64_t k = 0; k < n; ++k) {
            const bool shifted = k > 0 && length != Nanos::never() && length.ns > 0;
            job.submit = submit;
            if (shifted) {
                const std::int64_t around = min(length, kHour).ns;
                const auto by = static_cast<std::int64_t>(
                    uniform_int(draws, static_cast<std::uint64_t>(around)));
                job.submit = Nanos{(submit.ns + length.ns - around / 2 + by) % length.ns};
            }
            if (job.submit < context_.world.horizon) trace_.jobs.push_back(job);
        }
    }

    std::uint32_t tenant(const std::string& name) {
        const std::string& known = name.empty() ? trace_.name : name;
        const auto [at, fresh] =
            tenants_.emplace(known, static_cast<std::uint32_t>(trace_.tenants.size()));
        if (fresh) trace_.tenants.push_back(known);
        return at->second;
    }

    static std::string jobs(std::int64_t n) { return n == 1 ? "1 job" : fmt::format("{} jobs", n); }

    void report(const JobRefusals& refusals) {
        const JobTraceSpec& spec = trace_.spec;
        std::string rows;
        for (std::size_t i = 0; i < std::min(kListed, refusals.first.size()); ++i) {
            rows += fmt::format("{}row {}: {}", i == 0 ? "" : "; ", refusals.first[i].row,
                                refusals.first[i].reason);
        }
        if (refusals.total > 0) {
            context_.warn(
                spec.where, "E0430", path_ + ".file",
                fmt::format("{} refused", refusals.total == 1
                                              ? std::string("1 row was")
                                              : fmt::format("{} rows were", refusals.total)),
                rows + "; `orrery trace describe` lists more");
        }
        rows.clear();
        for (const auto& [id, gpus] : too_large_) {
            rows += fmt::format("{}{} wants {}", rows.empty() ? "" : "; ", id, gpus);
        }
        if (trace_.too_large > 0) {
            context_.warn(spec.where, "E0431", path_ + ".pool",
                          fmt::format("{} too large for the pool's {} accelerators, left out",
                                      jobs(trace_.too_large), largest_),
                          rows);
        }
        if (without_duration_ > 0) {
            context_.error(spec.where, "E0432", path_ + ".file",
                           fmt::format("{} without a duration", jobs(without_duration_)),
                           "formats with steps need steps_per_second: 2");
        }
        if (trace_.jobs.empty() && !context_.diagnostics.has_errors()) {
            context_.error(spec.where, "E0433", path_ + ".file", "no job is left to play",
                           "check clip, horizon and format: rows outside of clip, or submitted "
                           "after the horizon, are left out");
        }
    }

    static constexpr std::size_t kListed = 5;
    Context& context_;
    std::string path_;
    JobTrace trace_;
    std::map<std::string, std::uint32_t> tenants_;
    std::vector<std::pair<std::string, int>> too_large_;
    std::int64_t largest_ = 0;
    std::int64_t without_duration_ = 0;
};

}  // namespace

void compile_job_traces(Context& context) {
    for (const std::size_t i : by_name(context.scenario.job_traces)) {
        const JobTraceSpec& spec = context.scenario.job_traces[i];
        TraceCompiler(context, spec, fmt::format("job_traces[{}]", spec.name)).run();
    }
}

}  // namespace orrery::compile
