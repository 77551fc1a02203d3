// trace.json: jobs on the lanes of their pools, and counters of use and queues by meter interval.
#include <fmt/format.h>

#include <algorithm>

#include "sim/report/trace_json.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery {
namespace {

/// A recorded job's spells are not kept one by one: from its first start on it is one slice, whose
/// name says so where it stopped in between.
std::vector<JobSpan> one_run(const SharedJobRow& row) {
    if (row.start == Nanos::never()) return {};
    return {{row.start, row.end}};
}

const char* run_name(const SharedJobRow& row) {
    return row.preemptions + row.interruptions > 0 ? R"("running, with stops")" : R"("running")";
}

/// What one value of a counter stands for: intervals [from, until).
struct Span {
    std::size_t from = 0;
    std::size_t until = 0;
};

std::vector<Span> spans_of(std::size_t intervals, std::int64_t each) {
    std::vector<Span> out;
    for (std::size_t i = 0; i < intervals; i += static_cast<std::size_t>(each)) {
        out.push_back({i, std::min(intervals, i + static_cast<std::size_t>(each))});
    }
    return out;
}

template <class T>
std::int64_t intervals_in(const std::vector<std::vector<T>>& all) {
    std::int64_t n = 0;
    for (const auto& one : all) n += static_cast<std::int64_t>(one.size());
    return n;
}

std::string share(std::int64_t part, std::int64_t whole) {
    return whole > 0 ? fmt::format("{:.6g}", static_cast<double>(part) / static_cast<double>(whole))
                     : "0";
}

}  // namespace

/// The whole, in it its wait until the first start and what it ran.
void TraceJson::draw_job(Lanes& lanes, const DrawnJob& job, Nanos ended_at) {
    if (job.submit >= ended_at) return;
    if (!fits(2 + static_cast<std::int64_t>(job.ran.size()))) {
        ++left_out_.jobs;
        return;
    }
    const Nanos until = max(job.submit, job.done ? min(job.end, ended_at) : ended_at);
    const Nanos begun = min(max(job.start, job.submit), until);
    const TraceTrack track = lane(lanes, job.submit, until);
    file_.slice(track, job.name, "job", job.submit, until, job.arguments);
    if (job.submit < begun) file_.slice(track, R"("waiting")", "wait", job.submit, begun, "");
    for (const JobSpan& span : job.ran) {
        const Nanos from = max(span.from, begun);
        const Nanos to = min(span.until, until);
        if (from < to) file_.slice(track, job.run_name, "run", from, to, "");
    }
}

void TraceJson::draw_jobs(const Observations& o) {
    std::vector<const JobRecord*> order;
    for (const JobRecord& r : o.jobs) order.push_back(&r);
    std::stable_sort(order.begin(), order.end(),
                     [](const JobRecord* a, const JobRecord* b) { return a->submit < b->submit; });
    for (const JobRecord* r : order) {
        const Job& job = world_.jobs[r->job.index()];
        const Pool& pool = world_.pools[job.pool.index()];
        Lanes& lanes = pools_[job.pool.value];
        lanes.name = "jobs on " + pool.name;
        lanes.process = sites_[pool.site.index()];
        draw_job(lanes,
                 {json_text(job.name), r->submit, r->start, r->end, r->status == JobStatus::done,
                  r->ran, R"("running")",
                  fmt::format(R"("tenant":{},"accelerators":{},"restarts":{},"steps":{})",
                              json_text(job.spec.tenant), job.servers * pool.server.accelerators,
                              r->restarts, r->steps_done)},
                 o.ended_at);
    }
}

void TraceJson::draw_recorded_jobs(const Observations& o) {
    std::vector<const SharedJobRow*> order;
    for (const SharedJobRow& r : o.shared_jobs) order.push_back(&r);
    std::stable_sort(order.begin(), order.end(), [](const SharedJobRow* a, const SharedJobRow* b) {
        return a->submit < b->submit;
    });
    for (const SharedJobRow* r : order) {
        const JobTrace& trace = world_.job_traces[r->trace];
        const TraceJob& job = trace.jobs[r->job];
        const Pool& pool = world_.pools[trace.pool];
        Lanes& lanes = pools_[static_cast<std::uint32_t>(trace.pool)];
        lanes.name = "jobs on " + pool.name;
        lanes.process = sites_[pool.site.index()];
        draw_job(lanes,
                 {json_text(job.id), r->submit, r->start, r->end, r->status == JobStatus::done,
                  one_run(*r), run_name(*r),
                  fmt::format(R"("tenant":{},"accelerators":{},"preemptions":{})",
                              json_text(trace.tenants[job.tenant]),
                              print_number(job.gpus * (job.milli / 1000.0)), r->preemptions)},
                 o.ended_at);
    }
}

/// Where the intervals are more than fit, a value stands for several: use is their mean, a queue
/// their longest.
void TraceJson::draw_counters(const Observations& o) {
    const std::int64_t all = intervals_in(o.pools) + intervals_in(o.deployments);
    const std::int64_t room = std::max<std::int64_t>(bounds_.events - file_.events(), 0);
    const auto rows = static_cast<std::int64_t>(o.pools.size() + o.deployments.size());
    if (all == 0 || room < rows) {
        left_out_.intervals_each = all == 0 ? 1 : 0;
        return;
    }
    // Each row rounds its last value up: rows fewer for the division.
    std::int64_t& each = left_out_.intervals_each;
    each = all <= room ? 1 : (all + room - rows) / std::max<std::int64_t>(room - rows, 1);
    for (std::size_t p = 0; p < o.pools.size(); ++p) {
        const Pool& pool = world_.pools[p];
        const std::string name = json_text("utilisation " + pool.name);
        for (const Span span : spans_of(o.pools[p].size(), each)) {
            std::int64_t useful = 0;
            std::int64_t whole = 0;
            for (std::size_t i = span.from; i < span.until; ++i) {
                useful += o.pools[p][i].useful_ns;
                whole += o.pools[p][i].total_ns();
            }
            const Nanos at = world_.meter_interval * static_cast<std::int64_t>(span.from);
            file_.counter(sites_[pool.site.index()], name, at,
                          "\"useful\":" + share(useful, whole));
        }
    }
    for (std::size_t d = 0; d < o.deployments.size(); ++d) {
        const Deployment& deployment = world_.deployments[d];
        const std::string name = json_text("queue " + deployment.name + " on " +
                                           world_.pools[deployment.pool.index()].name);
        for (const Span span : spans_of(o.deployments[d].size(), each)) {
            std::int64_t most = 0;
            for (std::size_t i = span.from; i < span.until; ++i) {
                most = std::max(most, o.deployments[d][i].max_waiting);
            }
            const Nanos at = world_.meter_interval * static_cast<std::int64_t>(span.from);
            file_.counter(sites_[deployment.site.index()], name, at,
                          fmt::format("\"waiting\":{}", most));
        }
    }
}

}  // namespace orrery
