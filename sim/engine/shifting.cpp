// Jobs that wait for better hours, and signals as routers and jobs see them: forecast, with errors.
#include <algorithm>
#include <cmath>

#include "sim/engine/policy/committed_price.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

/// The logarithm of forecast over truth walks until its standard deviation is `sigma` a day ahead,
/// and keeps that from there on: hours near each other are wrong together.
std::vector<double> forecast_of(const std::vector<double>& truth, std::size_t first, double sigma,
                                Nanos step, Stream& stream) {
    std::vector<double> seen = truth;
    const double share = std::min(1.0, step.seconds() / kDay.seconds());
    const double steps_a_day = 1 / share;
    double error = 0;
    for (std::size_t i = first + 1; i < seen.size(); ++i) {
        const double shock = sigma * std::sqrt(share) * normal(stream);
        const bool within_day = static_cast<double>(i - first) <= steps_a_day;
        error = within_day ? error + shock : std::sqrt(1 - share) * error + shock;
        seen[i] *= math::exp(error);
    }
    return seen;
}

}  // namespace

/// A zone whose margin is not known is judged by its average.
const std::vector<double>& Simulation::signal_of(SiteId site, Signal signal) const {
    const Site& where = world_.sites[site.index()];
    if (signal == Signal::price) return where.usd_kwh;
    const bool margin = signal == Signal::marginal && !where.grid_marginal_g_kwh.empty();
    return margin ? where.grid_marginal_g_kwh : where.grid_g_kwh;
}

/// What routers see of each site's hours, where that is not the truth.
void Simulation::prepare_forecasts() {
    const std::size_t sites = world_.sites.size();
    router_signals_.resize(world_.workloads.size() * sites);
    for (std::size_t w = 0; w < world_.workloads.size(); ++w) {
        const Workload& workload = world_.workloads[w];
        if (workload.router != RouterKind::greenest_within_slo) continue;
        for (std::size_t s = 0; s < sites; ++s) {
            auto& seen = router_signals_[w * sites + s];
            seen = signal_of(SiteId(s), workload.spec.signal);
            if (workload.spec.forecast_error <= 0) continue;
            Stream stream(options_.seed, "forecast", workload.name + "/" + world_.sites[s].name,
                          options_.replication);
            for (double& value : seen) {
                value *= lognormal_mean_cv(stream, 1, workload.spec.forecast_error);
            }
        }
    }
}

double Simulation::grams_per_million_tokens(WorkloadId w, const Deployment& deployment) const {
    const auto& seen = router_signals_[w.index() * world_.sites.size() + deployment.site.index()];
    if (seen.empty()) return 0;
    const Site& site = world_.sites[deployment.site.index()];
    const std::size_t interval = std::min(meters_.interval(now_), seen.size() - 1);
    return deployment.joules_per_token / 3.6 * site.pue_at(interval) * seen[interval];
}

double Simulation::price_of_now(const Deployment& deployment) const {
    const Site& site = world_.sites[deployment.site.index()];
    const Pool& pool = world_.pools[deployment.pool.index()];
    const bool owned = pool.terms.kind == contracts::ComputeKind::owned;
    const double first = pool.terms.contracted_usd_server_h;
    if (!owned && !deployment.tokens && !pool.spot && first > 0) {
        return marginal_server_usd(world_, cluster_, deployment.pool, now_) / first;
    }
    if (!owned || site.usd_kwh.empty() || site.electricity_usd_kwh <= 0) return 1;
    const std::size_t interval = std::min(meters_.interval(now_), site.usd_kwh.size() - 1);
    return site.usd_kwh[interval] / site.electricity_usd_kwh;
}

/// Plans at its submission; false if it starts now.
bool Simulation::waits_for_hours(JobId j) {
    const Job& job = world_.jobs[j.index()];
    RunningJob& running = running_jobs_[j.index()];
    const ShiftSpec& shift = *job.spec.shift;
    const SiteId site = world_.pools[running.place.pool.index()].site;
    Stream stream(options_.seed, "forecast", job.name, options_.replication);
    const std::vector<double> forecast =
        forecast_of(signal_of(site, shift.signal), meters_.interval(now_), shift.forecast_error,
                    world_.meter_interval, stream);
    ShiftView view;
    view.now = now_;
    view.step = world_.meter_interval;
    view.forecast = &forecast;
    view.needed = Nanos{cycle_of(j).duration_ns(job.spec.steps)};
    view.pause_cost = job.write + job.read + job.spec.recovery.restart;
    view.within = shift.within;
    view.deadline = job.spec.deadline;
    view.interruptible = shift.interruptible;
    running.plan = plan_shift(view);
    const Nanos start = running.plan.front().from;
    if (running.plan.size() == 1) running.plan.clear();
    if (start <= now_) return false;
    running.phase = JobPhase::shifted;
    running.since = now_;
    at(start, EventClass::job_submit, j.value, 1);
    return true;
}

/// A stop by the end of the good hours in which it runs, unless the deadline would not last until
/// the next ones. Good hours that were missed in the queue, or are too short for a step and a
/// checkpoint, are over.
void Simulation::stop_for_hours(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    auto& plan = running.plan;
    const Job& job = world_.jobs[j.index()];
    const Nanos back = job.write + job.read + job.spec.recovery.restart;
    for (; plan.size() > 1; plan.erase(plan.begin())) {
        if (plan.front().until <= now_) continue;
        const Nanos away = plan[1].from - plan.front().until;
        if (deadline_slack(j) < away + back) return plan.clear();
        const auto stop = reliability::stop_before(running.cycle, running.worked(now_),
                                                   running.worked_by(plan.front().until));
        if (stop.possible) return plan_stop(j, stop, StopReason::shift);
    }
}

/// Saved; its servers go to others until the next good hours.
void Simulation::wait_for_next_hours(JobId j) {
    RunningJob& running = running_jobs_[j.index()];
    ++out_.jobs[j.index()].shifts;
    running.last = Hazard::scheduler;
    give_up_servers(j);
    out_.jobs[j.index()].status = JobStatus::waiting;
    running.phase = JobPhase::shifted;
    running.since = now_;
    running.plan.erase(running.plan.begin());
    at(max(running.plan.front().from, now_), EventClass::job_submit, j.value,
       1 + (running.epoch & (kEpochMask >> 1)));
}

}  // namespace orrery
