// trace.json: requests, jobs, outages, deliveries, queues and use on one time axis, for Perfetto.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "sim/engine/request_waits.hpp"
#include "sim/report/trace_file.hpp"
#include "sim/scenario/world.hpp"

namespace orrery {

struct TraceBounds {
    std::int64_t events = 300'000;  ///< in the file; at least 100
    Nanos from{0};                  ///< requests that arrive earlier are left out
};

/// What did not fit; the file says it, too.
struct TraceLeftOut {
    std::int64_t requests = 0;  ///< beyond the bound
    std::int64_t earlier = 0;   ///< of requests: before TraceBounds::from
    std::int64_t jobs = 0;
    std::int64_t marks = 0;           ///< outages, deliveries, scaling …
    std::int64_t intervals_each = 1;  ///< meter intervals that one value of a counter stands for
};

/// A request is written when it leaves; those that are not served, or are still there at the end,
/// wait for `finish`, at most as many as the bound allows.
class TraceJson final : public WaitSink {
public:
    /// The World must outlive it. Files that cannot be written throw EnvironmentError.
    TraceJson(const World& world, const std::string& path, const TraceBounds& bounds);
    void waits(const WaitTimes& by_cause) override { waits_ = by_cause; }
    void row(const RequestRow& row) override;
    /// The rest of the run that the requests are of, then the file is put in place.
    void finish(const Observations& observations);

    [[nodiscard]] std::int64_t events() const { return file_.events(); }
    [[nodiscard]] const TraceLeftOut& left_out() const { return left_out_; }

private:
    struct Lane {
        TraceTrack track;
        Nanos free_at;
    };
    struct Lanes {
        std::string name;
        std::uint32_t process = 0;
        std::vector<Lane> all;
    };
    struct Kept {
        RequestRow row;
        WaitTimes waits;
    };

    const TraceTrack& lane(Lanes& lanes, Nanos from, Nanos until);
    Lanes& lanes_of(const RequestRow& row);
    bool takes_request();
    void draw(const RequestRow& row, const WaitTimes& waits, Nanos end);
    void refuse(const RequestRow& row);
    void draw_kept(Nanos end);
    void draw_marks(const Observations& o);
    void draw_jobs(const Observations& o);
    void draw_recorded_jobs(const Observations& o);
    struct DrawnJob {
        std::string name;  ///< as JSON, like run_name
        Nanos submit;
        Nanos start;
        Nanos end;
        bool done = false;
        std::vector<JobSpan> ran;
        const char* run_name;
        std::string arguments;
    };
    void draw_job(Lanes& lanes, const DrawnJob& job, Nanos ended_at);
    void draw_counters(const Observations& o);
    [[nodiscard]] bool fits(std::int64_t more) const;
    [[nodiscard]] std::string other_data(const Observations& o) const;
    [[nodiscard]] std::uint32_t process_of(const std::string& where) const;

    const World& world_;
    TraceBounds bounds_;
    TraceFile file_;
    std::vector<std::uint32_t> sites_;  ///< processes by SiteId
    std::uint32_t elsewhere_ = 0;       ///< of what is not at a site: refusals, vendors
    std::vector<std::string> workloads_;
    std::map<std::string, std::uint32_t> places_;  ///< process by name of a place
    std::map<std::uint32_t, Lanes> replicas_;
    std::map<std::uint32_t, Lanes> pools_;  ///< jobs
    std::vector<Kept> kept_;
    std::int64_t for_requests_ = 0;  ///< events that requests may take …
    std::int64_t of_requests_ = 0;   ///< … and took or will take
    WaitTimes waits_{};
    TraceLeftOut left_out_;
};

}  // namespace orrery
