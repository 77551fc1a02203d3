// The study `shift`: what it brings to let work wait for better hours, by attribution and margin.
#include "sim/study/shift.hpp"

#include <algorithm>
#include <array>

namespace orrery {
namespace {

constexpr std::array<double, 4> kErrors{.1, .2, .4, .8};
constexpr std::array<double, 3> kWithin{.25, .5, 2};

double accelerator_seconds(const World& world, const Job& job) {
    const double each = world.pools[job.pool.index()].server.accelerators;
    return job.servers * each * job.spec.step_time.seconds() * static_cast<double>(job.spec.steps);
}

std::vector<std::size_t> candidates(const World& world) {
    std::vector<std::size_t> said;
    std::vector<std::size_t> batch;
    std::vector<std::size_t> all;
    for (std::size_t j = 0; j < world.jobs.size(); ++j) {
        all.push_back(j);
        if (world.jobs[j].spec.shift) said.push_back(j);
        if (world.jobs[j].spec.kind == JobKind::batch) batch.push_back(j);
    }
    return !said.empty() ? said : !batch.empty() ? batch : all;
}

/// In name order until the flexible share of all work is reached.
std::vector<std::size_t> chosen(const World& world, double flexible) {
    double all = 0;
    for (const Job& job : world.jobs) all += accelerator_seconds(world, job);
    std::vector<std::size_t> jobs;
    double sum = 0;
    for (const std::size_t j : candidates(world)) {
        if (sum >= flexible * all * (1 - 1e-12)) break;
        sum += accelerator_seconds(world, world.jobs[j]);
        jobs.push_back(j);
    }
    return jobs;
}

bool looks_for_sites(const Workload& w) {
    return w.router == RouterKind::greenest_within_slo ||
           w.router == RouterKind::cheapest_within_slo;
}

void route(World& world, const std::optional<Signal>& signal, const ShiftQuestion& q) {
    for (Workload& w : world.workloads) {
        if (!looks_for_sites(w)) continue;
        w.router = !signal                    ? RouterKind::nearest
                   : *signal == Signal::price ? RouterKind::cheapest_within_slo
                                              : RouterKind::greenest_within_slo;
        if (signal) w.spec.signal = *signal;
        if (q.forecast_error) w.spec.forecast_error = *q.forecast_error;
    }
}

std::vector<double> net(const RunOutcome& o, std::size_t site) {
    std::vector<double> kwh = o.import_kwh[site];
    for (std::size_t i = 0; i < kwh.size(); ++i) kwh[i] -= o.export_kwh[site][i];
    return kwh;
}

/// Attributed by what is imported, as the books have it; at the margin what is fed in counts, too:
/// less of it has to be made up by the grid. Moved is load, whatever serves it.
carbon::ShiftEffect effect_of(const World& world, const RunOutcome& before,
                              const RunOutcome& after) {
    carbon::ShiftEffect sum;
    for (std::size_t s = 0; s < world.sites.size(); ++s) {
        const Site& site = world.sites[s];
        if (site.grid_g_kwh.empty()) continue;
        const auto& average = site.grid_g_kwh;
        const auto& margin = site.grid_marginal_g_kwh.empty() ? average : site.grid_marginal_g_kwh;
        sum.attributed_g +=
            carbon::shift_effect(before.import_kwh[s], after.import_kwh[s], average, margin)
                .attributed_g;
        sum.marginal_g +=
            carbon::shift_effect(net(before, s), net(after, s), average, margin).marginal_g;
        const carbon::ShiftEffect load =
            carbon::shift_effect(before.site_kwh[s], after.site_kwh[s], average, margin);
        sum.moved_kwh += load.moved_kwh;
        sum.net_kwh += load.net_kwh;
    }
    return sum;
}

/// What the question is about, and what runs: four rows, then the trials.
struct Batch {
    std::vector<World> worlds;
};

Batch batch_of(const World& world, const ShiftQuestion& q) {
    Batch b;
    b.worlds.push_back(with_shift(world, std::nullopt, q));
    for (const Signal s : {Signal::average, Signal::marginal, Signal::price}) {
        b.worlds.push_back(with_shift(world, s, q));
    }
    for (const double error : kErrors) {
        ShiftQuestion other = q;
        other.forecast_error = error;
        b.worlds.push_back(with_shift(world, q.signal, other));
    }
    for (const double factor : kWithin) {
        World other = with_shift(world, q.signal, q);
        for (Job& job : other.jobs) {
            if (!job.spec.shift) continue;
            job.spec.shift->within = Nanos::from_seconds(job.spec.shift->within.seconds() * factor);
        }
        b.worlds.push_back(std::move(other));
    }
    return b;
}

void describe(const World& world, const ShiftQuestion& q, ShiftResult& r) {
    r.signal = q.signal;
    r.all_jobs = world.jobs.size();
    const World shifted = with_shift(world, q.signal, q);
    double all = 0;
    for (const Job& job : shifted.jobs) {
        const double work = accelerator_seconds(world, job);
        all += work;
        if (!job.spec.shift) continue;
        ++r.jobs;
        r.flexible += work;
        r.within = max(r.within, job.spec.shift->within);
        r.forecast_error = std::max(r.forecast_error, job.spec.shift->forecast_error);
    }
    r.flexible = all > 0 ? r.flexible / all : 0;
    for (const Workload& w : shifted.workloads) {
        if (!looks_for_sites(w)) continue;
        ++r.routed;
        r.forecast_error = std::max(r.forecast_error, w.spec.forecast_error);
    }
    for (const Site& site : world.sites) {
        if (site.grid_marginal_g_kwh.empty()) r.no_margin.push_back(site.name);
    }
}

}  // namespace

double ShiftResult::saved(const ShiftRow& row) const {
    if (signal == Signal::price) return rows[0].outcome.electricity - row.outcome.electricity;
    return signal == Signal::average ? -row.effect.attributed_g : -row.effect.marginal_g;
}

double ShiftResult::beyond_wait_s(const ShiftRow& row) const {
    const double later = row.outcome.job_s - rows[0].outcome.job_s;
    return jobs > 0 && later > within.seconds() ? later : 0;
}

World with_shift(const World& world, const std::optional<Signal>& signal, const ShiftQuestion& q) {
    World other = world;
    for (Job& job : other.jobs) job.spec.shift.reset();
    route(other, signal, q);
    if (!signal) return other;
    for (const std::size_t j : chosen(world, q.flexible)) {
        ShiftSpec shift = world.jobs[j].spec.shift.value_or(ShiftSpec{});
        if (!world.jobs[j].spec.shift) {
            shift.within = kUsualShift;
            shift.interruptible = world.jobs[j].spec.checkpoint_every != Nanos::never();
        }
        shift.signal = *signal;
        if (q.within) shift.within = *q.within;
        if (q.forecast_error) shift.forecast_error = *q.forecast_error;
        other.jobs[j].spec.shift = shift;
    }
    return other;
}

ShiftResult study_shift(const World& world, const ShiftQuestion& q) {
    ShiftResult r;
    describe(world, q, r);
    const Batch batch = batch_of(world, q);
    const std::vector<RunOutcome> outcomes = run_variants(batch.worlds, q.options);
    std::vector<ShiftRow> rows;
    for (const RunOutcome& o : outcomes) {
        rows.push_back({"", o, effect_of(world, outcomes[0], o)});
    }
    constexpr std::array<const char*, 4> kNames{"not shifted", "by average", "by marginal",
                                                "by price"};
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        rows[i].name = kNames[i];
        r.rows.push_back(rows[i]);
    }
    for (std::size_t i = 0; i < kErrors.size(); ++i) {
        r.by_error.push_back({kErrors[i], r.saved(rows[kNames.size() + i])});
    }
    for (std::size_t i = 0; i < kWithin.size(); ++i) {
        r.by_within.push_back({kWithin[i], r.saved(rows[kNames.size() + kErrors.size() + i])});
    }
    return r;
}

}  // namespace orrery
