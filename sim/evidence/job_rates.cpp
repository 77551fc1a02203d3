// A cluster's own jobs as what a run needs of them: durations, how often servers and jobs fail.
#include "sim/evidence/job_rates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "models/statistics/poisson.hpp"
#include "models/statistics/risk.hpp"
#include "sim/ingest/csv.hpp"

namespace orrery {
namespace {

constexpr std::size_t kLeast = 50;

/// Jobs under which a server broke: `JobEnd` counts them with all other failures.
struct BrokenServers {
    std::set<std::string> jobs;
    bool told = false;  ///< there is a column of batch systems' states
};

BrokenServers broken_servers(const std::string& file) {
    BrokenServers out;
    CsvReader csv(file);
    const int id = csv.column({"JobID", "job_id"});
    const int state = csv.column({"State", "state"});
    if (id < 0 || state < 0) return out;
    std::vector<std::string> cells;
    while (csv.next(cells)) {
        const auto at = static_cast<std::size_t>(std::max(id, state));
        if (at >= cells.size()) continue;
        std::string text = cells[static_cast<std::size_t>(state)];
        std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
            return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : static_cast<char>(c);
        });
        out.told = true;
        if (text.rfind("NODE_FAIL", 0) == 0 || text.rfind("BOOT_FAIL", 0) == 0) {
            out.jobs.insert(cells[static_cast<std::size_t>(id)]);
        }
    }
    return out;
}

struct Ran {
    double submit_s = 0;
    double duration_s = 0;
    double gpus = 0;
    double servers = 0;
    bool broken = false;
    bool failed = false;
};

JobRates rates_of(const std::vector<Ran>& jobs, std::size_t from, std::size_t until) {
    JobRates r;
    std::vector<double> durations;
    for (std::size_t i = from; i < until; ++i) {
        const Ran& j = jobs[i];
        durations.push_back(j.duration_s);
        r.mean_s += j.duration_s / static_cast<double>(until - from);
        r.gpu_hours += j.gpus * j.duration_s / 3600;
        r.servers.exposure_h += j.servers * j.duration_s / 3600;
        r.servers.events += j.broken ? 1 : 0;
        r.software.events += j.failed && !j.broken ? 1 : 0;
    }
    r.software.exposure_h = r.servers.exposure_h;
    r.jobs = static_cast<std::int64_t>(durations.size());
    std::sort(durations.begin(), durations.end());
    r.p50_s = statistics::quantile(durations, 0.5);
    r.p90_s = statistics::quantile(durations, 0.9);
    return r;
}

std::string time(double s) {
    if (s >= 86400) return fmt::format("{:.3g} d", s / 86400);
    if (s >= 3600) return fmt::format("{:.3g} h", s / 3600);
    return s >= 60 ? fmt::format("{:.3g} min", s / 60) : fmt::format("{:.3g} s", s);
}

std::string duration_row(const char* name, double early, double later) {
    return fmt::format("{:<22}{:>16}{:>18}{:>16}\n", name, time(early), time(later),
                       later > 0 ? fmt::format("{:+.1f} %", 100 * (early / later - 1)) : "");
}

/// Failures of the held-out part beside those that the earlier rate says: within 1.96 standard
/// deviations of the difference, whose variance is that of both counts, expected·(1 + later/early).
std::string failure_row(const char* name, const EventRate& early, const EventRate& later) {
    constexpr double kReach95 = 1.96;
    const double ratio = early.exposure_h > 0 ? later.exposure_h / early.exposure_h : 0;
    const double expected = static_cast<double>(early.events) * ratio;
    const double half = kReach95 * std::sqrt(std::max(expected, 1.0) * (1 + ratio));
    const bool inside = std::fabs(static_cast<double>(later.events) - expected) <= half;
    return fmt::format("{:<22}{:>16.1f}{:>18}{:>16}\n", name, expected, later.events,
                       inside ? "inside 95 %" : "OUTSIDE 95 %");
}

}  // namespace

double EventRate::mean_h() const {
    return events > 0 ? exposure_h / static_cast<double>(events)
                      : std::numeric_limits<double>::infinity();
}

double EventRate::mean_low_h() const {
    return exposure_h / statistics::count_interval(events).high;
}

double EventRate::mean_high_h() const {
    const double low = statistics::count_interval(events).low;
    return low > 0 ? exposure_h / low : std::numeric_limits<double>::infinity();
}

std::optional<JobCalibration> calibrate_jobs(const std::string& file, double holdout,
                                             int accelerators) {
    JobReader reader(file, JobFormat::automatic, Nanos{400 * kDay.ns});
    const BrokenServers broken = broken_servers(file);
    JobCalibration out;
    std::vector<Ran> jobs;
    RecordedJob job;
    while (reader.next(job)) {
        out.states = out.states || job.end != JobEnd::unknown;
        const bool ran = job.duration != Nanos::never() && job.duration.ns > 0;
        if (!ran) continue;
        Ran r;
        r.submit_s = job.submit.seconds();
        r.duration_s = job.duration.seconds();
        r.gpus = job.gpu_count();
        r.servers = job.nodes > 0 ? job.nodes : std::max(r.gpus / accelerators, 0.0);
        r.broken = broken.jobs.count(job.id) > 0;
        r.failed = job.end == JobEnd::failed;
        jobs.push_back(r);
    }
    const auto held = static_cast<std::size_t>(holdout * static_cast<double>(jobs.size()));
    if (jobs.size() < kLeast || held == 0 || held == jobs.size()) return std::nullopt;
    out.format = reader.format();
    out.device = reader.device();
    out.refused = reader.refusals().total;
    out.nodes_told = broken.told;
    out.origin_s = reader.origin().seconds();
    out.span_s = jobs.back().submit_s - jobs.front().submit_s;
    out.all = rates_of(jobs, 0, jobs.size());
    out.early = rates_of(jobs, 0, jobs.size() - held);
    out.later = rates_of(jobs, jobs.size() - held, jobs.size());
    return out;
}

std::string render_job_rates(const JobCalibration& c) {
    std::string out =
        fmt::format("{} jobs that ran ({}, {} refused), {} {} hours, {} of submissions\n\n",
                    c.all.jobs, name_of(c.format), c.refused,
                    static_cast<std::int64_t>(c.all.gpu_hours), c.device, time(c.span_s));
    out += fmt::format("{:<22}{:>16}{:>18}{:>16}\n", fmt::format("fitted on {}", c.early.jobs),
                       "predicted", fmt::format("held out {}", c.later.jobs), "error");
    out += duration_row("mean duration", c.early.mean_s, c.later.mean_s);
    out += duration_row("P50", c.early.p50_s, c.later.p50_s);
    out += duration_row("P90", c.early.p90_s, c.later.p90_s);
    if (c.nodes_told) out += failure_row("servers that broke", c.early.servers, c.later.servers);
    if (c.states) out += failure_row("other failures", c.early.software, c.later.software);
    const EventRate& s = c.all.servers;
    if (c.nodes_told && s.events > 0) {
        out += fmt::format(
            "\nMTBF of a server {:.0f} h (95 %: {:.0f} to {:.0f} h): {} broke in {:.0f} server h\n",
            s.mean_h(), s.mean_low_h(), s.mean_high_h(), s.events, s.exposure_h);
    } else {
        out += c.nodes_told ? fmt::format(
                                  "\nNo server broke in {:.0f} server hours: MTBF above {:.0f} h "
                                  "(95 %)\n",
                                  s.exposure_h, s.mean_low_h())
                            : std::string(
                                  "\nThe record does not say when a server broke (sacct's State "
                                  "does): no MTBF\n");
    }
    const EventRate& f = c.all.software;
    if (c.states && f.events > 0) {
        constexpr double kThousandDays_h = 24000;
        out += fmt::format(
            "Other failures: {:.3g} per 1,000 server days (95 %: {:.3g} to {:.3g}),\nusers' errors "
            "among them\n",
            kThousandDays_h / f.mean_h(), kThousandDays_h / f.mean_high_h(),
            kThousandDays_h / f.mean_low_h());
    }
    return out;
}

}  // namespace orrery
