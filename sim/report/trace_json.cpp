// trace.json: requests on the lanes of their replicas, marks, and what the whole file says of
// itself.
#include "sim/report/trace_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "orrery/base/version.hpp"
#include "sim/report/seconds_text.hpp"

namespace orrery {
namespace {

/// A request: the whole, its wait for the first token, its decoding.
constexpr std::int64_t kEventsOfRequest = 3;

/// Counters, marks (a run keeps 2,000, each with a slice at most) and jobs; more than half of the
/// bound is never kept for them.
std::int64_t events_of_the_rest(const World& world) {
    const std::int64_t interval = std::max<std::int64_t>(world.meter_interval.ns, 1);
    const std::int64_t intervals = world.horizon.ns / interval + 1;
    const auto rows = static_cast<std::int64_t>(world.pools.size() + world.deployments.size());
    auto jobs = static_cast<std::int64_t>(world.jobs.size());
    for (const JobTrace& trace : world.job_traces) {
        jobs += static_cast<std::int64_t>(trace.jobs.size());
    }
    return intervals * rows + 2 * 2000 + 3 * jobs;
}

}  // namespace

TraceJson::TraceJson(const World& world, const std::string& path, const TraceBounds& bounds)
    : world_(world), bounds_(bounds), file_(path) {
    bounds_.events = std::max<std::int64_t>(bounds_.events, 100);
    for_requests_ = bounds_.events - std::min(bounds_.events / 2, events_of_the_rest(world));
    for (const Site& site : world.sites) sites_.push_back(file_.add_process(site.name));
    elsewhere_ = file_.add_process("beyond the sites");
    // A name that several kinds of entries share stands for the first of them.
    for (std::size_t s = 0; s < world.sites.size(); ++s) {
        places_.emplace(world.sites[s].name, sites_[s]);
    }
    for (const Pool& pool : world.pools) places_.emplace(pool.name, sites_[pool.site.index()]);
    for (const Deployment& d : world.deployments) {
        places_.emplace(d.name, sites_[d.site.index()]);
    }
    for (const Job& job : world.jobs) {
        if (!job.pool.valid()) continue;
        places_.emplace(job.name, sites_[world.pools[job.pool.index()].site.index()]);
    }
    for (const Workload& workload : world.workloads) {
        workloads_.push_back(json_text(workload.name));
    }
}

std::uint32_t TraceJson::process_of(const std::string& where) const {
    const auto it = places_.find(where);
    return it == places_.end() ? elsewhere_ : it->second;
}

bool TraceJson::fits(std::int64_t more) const {
    return file_.events() + more <= bounds_.events;
}

/// The first of the lanes that is free then. Entries come in the order of their ends or, where they
/// end together, of their beginnings: a lane's slices follow one another either way. What takes no
/// time holds its lane for the microsecond in which it would else be stacked on its like.
const TraceTrack& TraceJson::lane(Lanes& lanes, Nanos from, Nanos until) {
    const Nanos free = max(until, from + Nanos{1000});
    for (Lane& one : lanes.all) {
        if (one.free_at > from) continue;
        one.free_at = free;
        return one.track;
    }
    const std::string number = fmt::format("{} #{}", lanes.name, lanes.all.size() + 1);
    lanes.all.push_back({file_.add_track(lanes.process, number), free});
    return lanes.all.back().track;
}

TraceJson::Lanes& TraceJson::lanes_of(const RequestRow& row) {
    auto [it, is_new] = replicas_.try_emplace(row.replica.value);
    if (is_new) {
        const Deployment& d = world_.deployments[row.deployment.index()];
        it->second.name = fmt::format("{} replica {}", d.name, row.replica.value);
        it->second.process = sites_[d.site.index()];
    }
    return it->second;
}

bool TraceJson::takes_request() {
    if (of_requests_ + kEventsOfRequest > for_requests_) {
        ++left_out_.requests;
        return false;
    }
    of_requests_ += kEventsOfRequest;
    return true;
}

void TraceJson::row(const RequestRow& row) {
    if (row.arrival < bounds_.from) {
        ++left_out_.earlier;
        return;
    }
    if (!takes_request()) return;
    if (row.finish == Nanos::never()) {
        kept_.push_back({row, waits_});
        return;
    }
    draw(row, waits_, row.finish);
}

void TraceJson::draw(const RequestRow& row, const WaitTimes& waits, Nanos end) {
    const TraceTrack track = lane(lanes_of(row), row.arrival, end);
    std::string arguments =
        fmt::format(R"("request_id":{},"status":"{}","prompt_tokens":{},"output_tokens":{})",
                    row.request_id, row.status, row.prompt_tokens, row.output_tokens);
    for (std::size_t c = 0; c < kWaitCauses; ++c) {
        if (waits[c] == 0) continue;
        arguments += fmt::format(R"(,"wait_{}_s":{})", kWaitCauseNames[c], seconds_text(waits[c]));
    }
    file_.slice(track, workloads_[row.workload.index()], "request", row.arrival, end, arguments);
    const Nanos first = min(row.first_token, end);
    if (row.arrival < first) {
        file_.slice(track, R"("until the first token")", "ttft", row.arrival, first, "");
    }
    if (first < end) file_.slice(track, R"("decode")", "decode", first, end, "");
}

/// It has no place and no end that the run keeps: a mark at its arrival.
void TraceJson::refuse(const RequestRow& row) {
    const std::uint32_t process =
        row.deployment.valid() ? sites_[world_.deployments[row.deployment.index()].site.index()]
                               : elsewhere_;
    file_.instant(process, fmt::format(R"("request {}")", row.status), "request", row.arrival,
                  fmt::format(R"("request_id":{},"workload":{})", row.request_id,
                              workloads_[row.workload.index()]));
}

void TraceJson::draw_kept(Nanos end) {
    std::sort(kept_.begin(), kept_.end(), [](const Kept& a, const Kept& b) {
        return std::pair(a.row.arrival, a.row.request_id) <
               std::pair(b.row.arrival, b.row.request_id);
    });
    for (const Kept& k : kept_) {
        const bool there = k.row.status == std::string("in_flight");
        if (there && k.row.replica.valid() && k.row.arrival < end) {
            draw(k.row, k.waits, end);
        } else {
            refuse(k.row);
        }
    }
    kept_.clear();
}

void TraceJson::draw_marks(const Observations& o) {
    std::vector<const RunEvent*> order;
    for (const RunEvent& e : o.run_events) order.push_back(&e);
    std::stable_sort(order.begin(), order.end(),
                     [](const RunEvent* a, const RunEvent* b) { return a->at < b->at; });
    std::map<std::uint32_t, Lanes> spans;
    for (const RunEvent* e : order) {
        if (!fits(2)) {
            ++left_out_.marks;
            continue;
        }
        const std::uint32_t process = process_of(e->where);
        const std::string name = json_text(e->kind + " " + e->where);
        const std::string arguments =
            fmt::format(R"("where":{},"text":{},"until_s":{})", json_text(e->where),
                        json_text(e->text), seconds_text(e->until.ns));
        file_.instant(process, name, "event", e->at, arguments);
        if (e->until <= e->at) continue;
        Lanes& lanes = spans[process];
        lanes.name = "events";
        lanes.process = process;
        file_.slice(lane(lanes, e->at, e->until), name, "event", e->at, e->until, arguments);
    }
    left_out_.marks += o.run_events_omitted;
}

std::string TraceJson::other_data(const Observations& o) const {
    return nlohmann::ordered_json{
        {"scenario", world_.name},
        {"start", print_date(world_.start_unix_s)},
        {"written_by", std::string("orrery ") + kVersion},
        {"times", "ts and dur are microseconds since the start"},
        {"seed", o.seed},
        {"replication", 0},
        {"fidelity",
         o.sampled.days > 0 ? "sampled: requests of the simulated days alone" : "event"},
        {"events", file_.events()},
        {"events_at_most", bounds_.events},
        {"requests_from_s", bounds_.from.seconds()},
        {"left_out",
         {{"requests_beyond_the_bound", left_out_.requests},
          {"requests_earlier", left_out_.earlier},
          {"jobs", left_out_.jobs},
          {"marks", left_out_.marks}}},
        {"meter_interval_s", world_.meter_interval.seconds()},
        {"meter_intervals_a_counter_value", left_out_.intervals_each}}
        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void TraceJson::finish(const Observations& o) {
    draw_kept(o.ended_at);
    draw_marks(o);
    draw_jobs(o);
    draw_recorded_jobs(o);
    draw_counters(o);
    file_.commit(other_data(o));
}

}  // namespace orrery
