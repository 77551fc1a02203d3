// Variants of a scenario put side by side: the same demand and seeds through each, in parallel.
#include "sim/study/variant.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "sim/accounts/power.hpp"
#include "sim/analysis/analyse.hpp"
#include "sim/engine/whole_run.hpp"
#include "sim/study/parallel.hpp"

namespace orrery {
namespace {

double metric_or(const Findings& f, const char* path, double otherwise) {
    const Metric* m = f.metrics.find(path);
    return m ? m->value : otherwise;
}

void take_jobs(const World& world, const Observations& o, RunOutcome& out) {
    if (o.jobs.empty()) return;
    const auto n = static_cast<double>(o.jobs.size());
    for (const JobRecord& r : o.jobs) {
        const Nanos end = r.status == JobStatus::done ? r.end : o.ended_at;
        const Nanos deadline = world.jobs[r.job.index()].spec.deadline;
        out.job_s += (end - r.submit).seconds() / n;
        out.shifted_s += static_cast<double>(r.shift_ns) * 1e-9 / n;
        out.jobs_left += r.status == JobStatus::done ? 0 : 1;
        out.with_deadline += deadline == Nanos::never() ? 0 : 1;
        const bool late = r.status == JobStatus::done ? end > deadline : end >= deadline;
        out.missed += deadline != Nanos::never() && late ? 1 : 0;
        out.throttled_h += static_cast<double>(r.throttled_ns) * 1e-9 / 3600;
        out.throttled_accelerator_h += static_cast<double>(r.time.throttled) * 1e-9 / 3600;
        out.power_wait_h += static_cast<double>(r.power_wait_ns) * 1e-9 / 3600;
    }
}

void take_requests(const Observations& o, RunOutcome& out) {
    for (const WorkloadCounts& w : o.workloads) {
        out.arrived += static_cast<double>(w.arrived);
        out.refused += static_cast<double>(w.rejected + w.timed_out + w.lost);
        out.in_flight += static_cast<double>(w.in_flight);
    }
}

void take_load(const World& world, const Observations& o, RunOutcome& out) {
    const double hours = world.meter_interval.seconds() / 3600;
    std::vector<double> all(world.intervals(), 0.0);
    for (std::size_t s = 0; s < world.sites.size(); ++s) {
        std::vector<double> load = site_power_w(world, o, SiteId(s));
        load.resize(world.intervals(), 0.0);
        for (std::size_t i = 0; i < load.size(); ++i) {
            all[i] += load[i];
            load[i] *= hours * 1e-3;
            out.kwh += load[i];
            const bool caps = s < o.shortfalls.size() && !o.shortfalls[s].empty();
            out.short_intervals += caps && o.shortfalls[s][i].cap ? 1 : 0;
        }
        out.site_kwh.push_back(std::move(load));
    }
    out.peak_w = *std::max_element(all.begin(), all.end());
}

/// What crosses the meter: load that PV or a battery serves costs and emits nothing at the grid.
void take_grid(const World& world, const Ledger& ledger, RunOutcome& out) {
    for (const SiteEnergyFlows& f : ledger.energy) {
        out.import_kwh.push_back(f.import);
        out.export_kwh.push_back(f.exported);
        out.import_kwh.back().resize(world.intervals(), 0.0);
        out.export_kwh.back().resize(world.intervals(), 0.0);
    }
    constexpr std::array<std::string_view, 6> kEnergy{"energy",       "generation",    "ppa",
                                                      "certificates", "energy export", "battery"};
    for (const Posting& p : ledger.postings) {
        if (std::find(kEnergy.begin(), kEnergy.end(), ledger.of(p).category) == kEnergy.end()) {
            continue;
        }
        out.electricity += p.amount[static_cast<std::size_t>(CostColumn::effective)].units();
    }
}

void add_share(double& into, double value, double n) {
    into += value / n;
}

using Table = std::vector<std::vector<double>>;

Table mean_table(const RunOutcome* first, std::size_t count, Table RunOutcome::*table) {
    Table mean = first[0].*table;
    for (std::size_t s = 0; s < mean.size(); ++s) {
        for (std::size_t k = 0; k < mean[s].size(); ++k) {
            mean[s][k] = 0;
            for (std::size_t i = 0; i < count; ++i) {
                add_share(mean[s][k], (first[i].*table)[s][k], static_cast<double>(count));
            }
        }
    }
    return mean;
}

RunOutcome mean_of(const RunOutcome* first, std::size_t count) {
    RunOutcome mean = first[0];
    for (double RunOutcome::*field : {&RunOutcome::cost,
                                      &RunOutcome::electricity,
                                      &RunOutcome::location_g,
                                      &RunOutcome::embodied_g,
                                      &RunOutcome::kwh,
                                      &RunOutcome::peak_w,
                                      &RunOutcome::slo,
                                      &RunOutcome::ttft_p99_s,
                                      &RunOutcome::job_s,
                                      &RunOutcome::jobs_left,
                                      &RunOutcome::missed,
                                      &RunOutcome::with_deadline,
                                      &RunOutcome::shifted_s,
                                      &RunOutcome::throttled_h,
                                      &RunOutcome::throttled_accelerator_h,
                                      &RunOutcome::power_wait_h,
                                      &RunOutcome::short_intervals,
                                      &RunOutcome::arrived,
                                      &RunOutcome::refused,
                                      &RunOutcome::in_flight}) {
        mean.*field = 0;
        for (std::size_t i = 0; i < count; ++i) {
            add_share(mean.*field, first[i].*field, static_cast<double>(count));
        }
    }
    for (auto RunOutcome::*table :
         {&RunOutcome::site_kwh, &RunOutcome::import_kwh, &RunOutcome::export_kwh}) {
        mean.*table = mean_table(first, count, table);
    }
    return mean;
}

}  // namespace

RunOutcome run_variant(const World& world, std::uint64_t seed, std::uint64_t replication) {
    RunOptions options;
    options.seed = seed;
    options.replication = replication;
    const Observations o = simulate_whole(world, options);
    const Ledger ledger = account(world, o);
    const Findings f = analyse(world, o, ledger);
    RunOutcome out;
    out.cost = metric_or(f, "cost.total", 0);
    out.location_g = metric_or(f, "carbon.location_based", 0);
    out.embodied_g = metric_or(f, "carbon.embodied", 0);
    out.slo = metric_or(f, "slo.attainment", -1);
    const Metric* ttft = f.metrics.find("latency.ttft.p99");
    if (ttft && ttft->n > 0) out.ttft_p99_s = ttft->value;
    take_jobs(world, o, out);
    take_requests(o, out);
    take_load(world, o, out);
    take_grid(world, ledger, out);
    return out;
}

std::vector<RunOutcome> run_variants(const std::vector<World>& worlds,
                                     const VariantOptions& options) {
    const auto seeds = static_cast<std::size_t>(options.seeds);
    std::vector<RunOutcome> runs(worlds.size() * seeds);
    parallel_for(runs.size(), options.threads, [&](std::size_t i) {
        runs[i] = run_variant(worlds[i / seeds], options.seed, i % seeds);
    });
    std::vector<RunOutcome> means;
    for (std::size_t w = 0; w < worlds.size(); ++w) {
        means.push_back(mean_of(runs.data() + w * seeds, seeds));
    }
    return means;
}

}  // namespace orrery
