// What became of each job: goodput, the waterfall of its accelerator time, interruptions by cause.
#include <fmt/format.h>

#include <algorithm>

#include "models/reliability/reliability.hpp"
#include "sim/analysis/analyse.hpp"

namespace orrery::analysis {
namespace {

double seconds_of(DeviceTime ns) {
    return static_cast<double>(ns) * 1e-9;
}

double ratio(DeviceTime part, DeviceTime whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

/// Of its waiting accelerator time: while they were still to be delivered.
DeviceTime waited_undelivered(const Input& in, const JobRecord& record) {
    const Nanos wait = wait_for_delivery(in, record);
    if (record.wait_ns <= 0 || wait <= Nanos{0}) return 0;
    const std::int64_t part = std::min(wait.ns, record.wait_ns);
    return record.time.waiting * part / record.wait_ns;
}

/// Metrics of one job under "jobs.by_name.<name>".
class JobFindings {
public:
    JobFindings(const Input& in, const JobRecord& record, Findings& out)
        : in_(in), r_(record), out_(out), job_(in.world.jobs[record.job.index()]) {
        path_ = "jobs.by_name." + job_.name;
    }

    void add() {
        seconds(".wait", r_.wait_ns, "time in the queue, restarts included");
        if (r_.power_wait_ns > 0) {
            seconds(".wait_for_power", r_.power_wait_ns, "of the wait: servers free, no power");
        }
        if (job_.spec.shift) {
            seconds(".shifted", r_.shift_ns, "waited on purpose for better hours, not in the wait");
            count(".shifts", r_.shifts);
        }
        seconds(".lost", r_.lost_ns,
                "time since the last good checkpoint, thrown away by interruptions");
        if (r_.end != Nanos::never()) {
            seconds(".end", r_.end.ns, "end since the start of the run");
        }
        out_.metrics.count(path_ + ".steps", r_.steps_done);
        out_.metrics.count(path_ + ".restarts", r_.restarts);
        number(".progress",
               static_cast<double>(r_.steps_done) / static_cast<double>(job_.spec.steps), "",
               "steps kept / steps");
        add_training();
        add_input();
        add_waterfall();
        add_interruptions();
        add_checkpoints();
        add_deadline();
    }

private:
    void number(const std::string& key, double value, const char* unit, std::string formula) {
        Metric m;
        m.value = value;
        m.unit = unit;
        m.formula = std::move(formula);
        out_.metrics.set(path_ + key, m);
    }
    void seconds(const std::string& key, std::int64_t ns, const char* formula) {
        number(key, static_cast<double>(ns) * 1e-9, "s", formula);
    }
    void count(const std::string& key, std::int64_t n) { out_.metrics.count(path_ + key, n); }

    [[nodiscard]] Nanos until() const { return r_.end != Nanos::never() ? r_.end : in_.o.ended_at; }

    /// As modelled, where the job says what it trains.
    void add_training() {
        if (!job_.training) return;
        const TrainingFacts& t = *job_.training;
        number(".training.step_time", job_.spec.step_time.seconds(), "s",
               "sum of its terms; " + t.layout + "; profile " + t.profile);
        for (const training::Term& term : t.terms) {
            number(".training.step." + key_of(term.name), term.seconds, "s", term.formula);
        }
        number(".training.mfu", t.mfu, "", "model FLOPs of a step / (peak × accelerators × time)");
        number(".training.hfu", t.hfu, "",
               "FLOPs with recomputation / (peak × accelerators × time)");
        number(".training.memory", t.memory_bytes * 1e-9, "GB", "of the fullest accelerator");
        number(".training.error_pct", t.error_pct, "%", "held-out mean error of the profile");
        const double tokens = t.tokens_per_step * static_cast<double>(r_.steps_done);
        number(".training.tokens", tokens, "tokens", "steps kept × sequence × global batch");
    }

    void add_input() {
        if (!job_.input) return;
        const InputFacts& in = *job_.input;
        number(".input.wanted", in.wanted, "items/s",
               "items of a step / step time without waiting");
        number(".input.rate", in.flow.items_s, "items/s",
               "least of what is wanted and what each stage passes; slowest: " +
                   in.stages[in.flow.slowest]);
        number(".input.starved", in.flow.starved, "", "1 − rate / wanted");
        number(".input.in_flight", in.flow.in_flight, "items",
               "rate × time in the stages (Little)");
        for (std::size_t i = 0; i < in.stages.size(); ++i) {
            const std::string stage = ".input.stage." + key_of(in.stages[i]);
            number(stage + ".busy", in.flow.busy[i], "", "rate / what the stage passes");
            number(stage + ".workers_needed", in.flow.needed[i], "workers",
                   "wanted × time of an item");
        }
    }

    void add_waterfall() {
        const Waterfall& t = r_.time;
        const DeviceTime undelivered = waited_undelivered(in_, r_);
        const auto part = [&](const char* name, DeviceTime ns, const char* what) {
            const std::string key = std::string(".waterfall.") + name;
            number(key, seconds_of(ns), "accelerator-s", what);
            number(key + "_share", ratio(ns, t.total()), "",
                   std::string(what) + " / (held + waiting)");
        };
        part("useful", t.useful, "steps that were kept");
        part("recompute", t.recompute, "whole steps thrown away, which are computed again");
        part("lost", t.lost, "steps and checkpoints that were cut");
        part("checkpoint", t.checkpoint, "steps stand still for a checkpoint");
        part("restart", t.restart, "detection, swaps, restart, reading the checkpoint");
        part("waiting", t.waiting - undelivered, "accelerators wanted, in the queue");
        part("delivery", undelivered, "accelerators wanted that were still to be delivered");
        part("throttled", t.throttled, "slower than it could be, for want of power");
        if (t.starved > 0) part("starved", t.starved, "steps that were kept wait for their data");
        part("idle", t.idle, "warm spares");
        number(".goodput", ratio(t.useful, t.total() - undelivered), "",
               "useful / (held + waiting without what was still to be delivered)");
        number(".accelerator_hours", seconds_of(r_.held_ns) / 3600, "accelerator-h", "held");
        const Nanos away = Nanos{r_.shift_ns} + wait_for_delivery(in_, r_);
        const double wall = (until() - r_.submit - away).seconds();
        if (wall <= 0) return;
        const double fed = job_.input ? 1 - job_.input->flow.starved : 1;
        number(".ettr", fed * static_cast<double>(r_.full_size_ns) * 1e-9 / wall, "",
               "steps kept × step time at full size where they ran, without waits for data / time "
               "since the submission without what it waited on purpose or for servers still to be "
               "delivered");
    }

    void add_interruptions() {
        std::int64_t all = 0;
        std::size_t worst = 0;
        DeviceTime cost = 0;
        for (std::size_t h = 0; h < kHazards; ++h) {
            all += r_.interruptions[h];
            cost += r_.cost_ns[h];
            if (r_.cost_ns[h] > r_.cost_ns[worst]) worst = h;
            const std::string name = kHazardNames[h];
            if (r_.interruptions[h] == 0) continue;
            count(".interruptions.by_hazard." + name, r_.interruptions[h]);
            number(".interruptions.cost." + name, seconds_of(r_.cost_ns[h]), "accelerator-s",
                   "thrown away, restarting and waiting because of it");
        }
        count(".interruptions.total", all);
        for (const auto& [cause, n] : r_.causes) {
            count(".interruptions.by_cause." + key_of(cause), n);
        }
        if (all > 0) {
            const double wall =
                (until() - (r_.start == Nanos::never() ? until() : r_.start)).seconds();
            number(".mtti", wall / static_cast<double>(all), "s",
                   "time since the first start / interruptions");
            number(".bound_share", ratio(r_.cost_ns[worst], cost), "",
                   std::string("share of what interruptions cost that is due to ") +
                       kHazardNames[worst]);
        }
        count(".failed_restarts", r_.failed_restarts);
        count(".good_evicted", r_.good_evicted);
        count(".warm_swaps", r_.warm_swaps);
        count(".cold_swaps", r_.cold_swaps);
        count(".shrinks", r_.shrinks);
        count(".moves", r_.moves);
    }

    /// Causes are written freely; result paths have no dots and blanks.
    static std::string key_of(std::string cause) {
        for (char& c : cause) {
            if (c == ' ' || c == '.') c = '_';
        }
        return cause;
    }

    void add_checkpoints() {
        if (job_.spec.checkpoint_every == Nanos::never()) return;
        const double every = job_.spec.checkpoint_every.seconds();
        number(".checkpoint.every", every, "s", "work between checkpoints");
        number(".checkpoint.write", job_.write.seconds(), "s", "size / write bandwidth");
        if (job_.expected_mtti_s <= 0) return;
        const bool async = job_.spec.checkpoint.asynchronous;
        const double stall = async ? job_.spec.checkpoint.stall.seconds() : job_.write.seconds();
        const double restart = job_.spec.recovery.detection.seconds() +
                               job_.spec.recovery.restart.seconds() + job_.read.seconds();
        number(".expected_ettr",
               reliability::expected_ettr(1 / job_.expected_mtti_s, restart, every, stall), "",
               "(1 − r·(u₀ + Δt/2)) / (1 + w/Δt), first order, queues left out");
        number(".expected_mtti", job_.expected_mtti_s, "s", "1 / Σ rates of its hazards");
    }

    void add_deadline() {
        if (job_.spec.deadline == Nanos::never()) return;
        const bool met = r_.end != Nanos::never() && r_.end <= job_.spec.deadline;
        count(".deadline_met", met ? 1 : 0);
    }

    const Input& in_;
    const JobRecord& r_;
    Findings& out_;
    const Job& job_;
    std::string path_;
};

}  // namespace

void add_jobs(const Input& in, Findings& out) {
    if (in.world.jobs.empty()) return;
    std::int64_t done = 0;
    std::int64_t restarts = 0;
    Nanos last{0};
    for (const JobRecord& record : in.o.jobs) {
        done += record.status == JobStatus::done ? 1 : 0;
        restarts += record.restarts;
        last = max(last, min(record.end, in.world.horizon));
        JobFindings(in, record, out).add();
    }
    out.metrics.count("jobs.submitted", static_cast<std::int64_t>(in.o.jobs.size()));
    out.metrics.count("jobs.completed", done);
    out.metrics.count("jobs.restarts", restarts);
    const bool none = std::all_of(in.o.jobs.begin(), in.o.jobs.end(),
                                  [](const JobRecord& r) { return r.end == Nanos::never(); });
    if (none) return;  // a run that sees no job end does not know when the last one does
    Metric end;
    end.value = last.seconds();
    end.unit = "s";
    end.formula = "end of the last job; the horizon where one has not ended";
    out.metrics.set("jobs.last_end", end);
}

std::string binding_hazard(const JobRecord& record) {
    std::size_t worst = 0;
    for (std::size_t h = 1; h < kHazards; ++h) {
        if (record.cost_ns[h] > record.cost_ns[worst]) worst = h;
    }
    return record.cost_ns[worst] > 0 ? kHazardNames[worst] : "";
}

}  // namespace orrery::analysis
