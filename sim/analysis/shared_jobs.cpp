// Recorded jobs: how many, how long they waited and why, by trace and tenant.
#include <map>

#include "sim/analysis/analyse.hpp"
#include "sim/engine/cluster/gang_replay.hpp"
#include "sim/engine/meters/sketch.hpp"

namespace orrery::analysis {
namespace {

struct Group {
    std::int64_t submitted = 0;
    std::int64_t done = 0;
    std::int64_t preemptions = 0;
    std::int64_t interruptions = 0;
    std::int64_t never_fit = 0;
    double accelerator_s = 0;
    double lost_s = 0;
    double waits_s[gang::kCauses] = {};
    std::int64_t waiting = 0;  ///< at the end of the run
    Sketch wait;               ///< of all that can ever start, so far
    Sketch jct;                ///< of jobs that are done

    void add(const SharedJobRow& row, Nanos end) {
        if (row.submit >= end) return;
        ++submitted;
        never_fit += row.never_fits ? 1 : 0;
        preemptions += row.preemptions;
        interruptions += row.interruptions;
        accelerator_s += 1e-9 * static_cast<double>(row.accelerator_ns);
        lost_s += 1e-9 * static_cast<double>(row.lost_ns);
        std::int64_t waited = 0;
        for (std::size_t c = 0; c < gang::kCauses; ++c) {
            waits_s[c] += 1e-9 * static_cast<double>(row.waits[c]);
            waited += row.waits[c];
        }
        if (!row.never_fits) {
            wait.add(Nanos{waited});
            waiting += row.status == JobStatus::waiting ? 1 : 0;
        }
        if (row.status != JobStatus::done) return;
        ++done;
        jct.add(row.end - row.submit);
    }
};

void add_group(const std::string& path, const Group& g, Findings& out) {
    out.metrics.count(path + ".submitted", g.submitted);
    out.metrics.count(path + ".completed", g.done);
    out.metrics.count(path + ".waiting", g.waiting);
    out.metrics.count(path + ".never_fit", g.never_fit);
    out.metrics.count(path + ".preemptions", g.preemptions);
    out.metrics.count(path + ".interruptions", g.interruptions);
    set_metric(out, path + ".accelerator_hours", g.accelerator_s / 3600, "GPU-h",
               "Σ accelerators × time held");
    set_metric(out, path + ".lost_hours", g.lost_s / 3600, "GPU-h",
               "of the accelerator hours: thrown away by failures");
    const char* waited =
        "time in the queue, preemptions included; of jobs that still wait at the end, so far; "
        "without those that never fit";
    set_metric(out, path + ".wait.mean", g.wait.mean(), "s", waited, g.wait.count());
    set_metric(out, path + ".wait.p50", g.wait.quantile(0.5), "s", waited, g.wait.count());
    set_metric(out, path + ".wait.p99", g.wait.quantile(0.99), "s", waited, g.wait.count());
    const char* lived = "end − submit of a job that is done";
    set_metric(out, path + ".completion.mean", g.jct.mean(), "s", lived, g.jct.count());
    set_metric(out, path + ".completion.p99", g.jct.quantile(0.99), "s", lived, g.jct.count());
    for (std::size_t c = 0; c < gang::kCauses; ++c) {
        set_metric(out, path + ".waits." + gang::name_of(static_cast<gang::Cause>(c)), g.waits_s[c],
                   "s", "Σ time in the queue during which this was the first cause that held");
    }
}

}  // namespace

void add_shared_jobs(const Input& in, Findings& out) {
    std::map<std::string, Group> traces;
    std::map<std::string, std::map<std::string, Group>> tenants;
    for (const SharedJobRow& row : in.o.shared_jobs) {
        const JobTrace& trace = in.world.job_traces[row.trace];
        const std::string& tenant = trace.tenants[trace.jobs[row.job].tenant];
        traces[trace.name].add(row, in.o.ended_at);
        tenants[trace.name][tenant].add(row, in.o.ended_at);
    }
    for (const auto& [name, group] : traces) {
        const std::string path = "jobs.recorded." + name;
        add_group(path, group, out);
        for (const JobTrace& trace : in.world.job_traces) {
            if (trace.name != name) continue;
            out.metrics.count(path + ".refused_rows", trace.refused);
            out.metrics.count(path + ".too_large", trace.too_large);
            out.metrics.count(path + ".without_gpu", trace.without_gpu);
        }
        if (tenants[name].size() < 2) continue;
        for (const auto& [tenant, g] : tenants[name]) {
            add_group(path + ".by_tenant." + tenant, g, out);
        }
    }
}

}  // namespace orrery::analysis
