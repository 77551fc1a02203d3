// `bench jobs`: jobs per CPU-second through the gang scheduler.
#include "tools/bench/jobs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "orrery/base/cpu_time.hpp"
#include "sim/engine/cluster/gang_replay.hpp"
#include "sim/ingest/jobs.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

constexpr std::size_t kJobs = 33'950;
constexpr std::size_t kNodes = 16;

struct Policy {
    const char* name;
    gang::Order order;
    gang::Backfill backfill;
    double tick_loop_s = 0;  ///< the published loop of seconds on Philly, its README's machine
};

const std::vector<Policy>& policies() {
    using gang::Backfill;
    using gang::Order;
    static const std::vector<Policy> list{
        {"fifo", Order::fifo, Backfill::none, 65.1},
        {"sjf", Order::shortest, Backfill::none, 38.6},
        {"srtf", Order::remaining, Backfill::none},
        {"fjf", Order::fifo, Backfill::first_fit},
        {"fair share", Order::fair_share, Backfill::first_fit},
        {"easy", Order::fifo, Backfill::easy},
        {"conservative", Order::fifo, Backfill::conservative},
    };
    return list;
}

/// As many jobs as Philly's largest virtual cluster, at 85 % of 128 GPUs.
std::vector<gang::ReplayJob> generated() {
    Stream stream(1, "bench", "jobs");
    constexpr double kMeanGpus = 0.7 * 1 + 0.1 * 2 + 0.1 * 4 + 0.08 * 8 + 0.02 * 16;
    constexpr double kMeanDuration = 7200;
    const double gap = kMeanGpus * kMeanDuration / (0.85 * 8 * kNodes);
    double at = 0;
    std::vector<gang::ReplayJob> jobs(kJobs);
    for (gang::ReplayJob& j : jobs) {
        at += exponential(stream, gap);
        const double u = stream.uniform();
        j.job.demand.gpus = u < 0.7 ? 1 : u < 0.8 ? 2 : u < 0.9 ? 4 : u < 0.98 ? 8 : 16;
        j.job.duration =
            kSecond * (1 + static_cast<std::int64_t>(lognormal_mean_cv(stream, kMeanDuration, 3)));
        j.submit = kSecond * static_cast<std::int64_t>(at);
    }
    return jobs;
}

std::vector<gang::ReplayJob> philly(const std::string& file) {
    JobReader reader(file, JobFormat::automatic, kHour);
    RecordedJob r;
    std::vector<gang::ReplayJob> jobs;
    while (reader.next(r)) {
        if (r.tenant != "6214e9") continue;
        gang::ReplayJob j;
        j.job.demand.gpus = r.gpus;
        j.job.duration = r.duration;
        j.submit = r.submit;
        jobs.push_back(j);
    }
    return jobs;
}

void measure(const char* stream, const std::vector<gang::ReplayJob>& jobs, bool cited, bool json) {
    for (const Policy& p : policies()) {
        gang::Settings settings;
        settings.order = p.order;
        settings.backfill = p.backfill;
        double least = 1e9;
        gang::Replay r;
        for (int round = 0; round < 3; ++round) {
            const double before = cpu_seconds();
            r = gang::replay(settings, std::vector<gang::NodeSpec>(kNodes), {}, jobs);
            least = std::min(least, std::max(cpu_seconds() - before, 1e-6));
        }
        double jct = 0;
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            jct += (r.records[i].end - jobs[i].submit).seconds();
        }
        const auto n = static_cast<double>(jobs.size());
        if (json) {
            fmt::print(
                "{{\"stream\": \"{}\", \"policy\": \"{}\", \"jobs\": {}, \"cpu_s\": {}, "
                "\"jobs_per_cpu_s\": {}, \"mean_jct_s\": {}}}\n",
                stream, p.name, jobs.size(), least, n / least, jct / n);
        } else {
            fmt::print("{:<12}{:<14}{:>8}{:>10.4f}{:>14.0f}{:>14.1f}{:>16}\n", stream, p.name,
                       jobs.size(), least, n / least, jct / n,
                       cited && p.tick_loop_s > 0 ? fmt::format("{} s", p.tick_loop_s) : "");
        }
    }
}

}  // namespace

int bench_jobs(const std::string& data, bool json) {
    if (!json) {
        fmt::print("{:<12}{:<14}{:>8}{:>10}{:>14}{:>14}{:>16}\n", "128 GPUs", "", "jobs", "CPU s",
                   "jobs/CPU-s", "mean JCT s", "tick loop *");
    }
    measure("generated", generated(), false, json);
    const auto file = std::filesystem::path(data) / "oracles/jobs/philly_11_vcs.csv.gz";
    if (std::filesystem::exists(file)) measure("philly", philly(file.string()), true, json);
    if (!json) fmt::print("* cited: HeliosArtifact's loop of seconds on these jobs, elsewhere\n");
    return 0;
}

}  // namespace orrery
