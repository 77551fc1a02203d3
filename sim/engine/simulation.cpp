// The event loop: the earliest of arrivals, batch boundaries and everything else, until the end.
#include "sim/engine/simulation.hpp"

#include <algorithm>

#include "orrery/base/assert.hpp"
#include "sim/engine/sampled/fill.hpp"
#include "sim/engine/sampled/plan.hpp"

namespace orrery {
namespace {

constexpr std::size_t kMaxRunEvents = 2000;

LimitGuard make_guard(const LimitSpec& spec) {
    Limits limits;
    limits.max_events = spec.max_events;
    limits.max_events_at_instant = spec.max_events_at_instant;
    limits.max_wall_s = spec.max_wall_s;
    limits.max_memory_bytes = spec.max_memory_bytes;
    return LimitGuard(limits);
}

RunEnd end_of(LimitHit hit) {
    switch (hit) {
        case LimitHit::none:
            return RunEnd::horizon;
        case LimitHit::events:
            return RunEnd::events;
        case LimitHit::instant:
            return RunEnd::instant;
        case LimitHit::wall:
            return RunEnd::wall;
        case LimitHit::memory:
            return RunEnd::memory;
        case LimitHit::interrupted:
            return RunEnd::interrupted;
    }
    return RunEnd::horizon;
}

}  // namespace

Simulation::Simulation(const World& world, RequestSources sources, const RunOptions& options)
    : world_(world),
      sources_(std::move(sources)),
      options_(options),
      wait_sink_(dynamic_cast<WaitSink*>(options.sink)),
      meters_(world, out_),
      cluster_(world, meters_, out_),
      fleet_(world, options.seed, options.replication),
      transport_(world, meters_, out_),
      reach_(world),
      data_(world),
      guard_(make_guard(world.limits)),
      gate_(options.plan, world.workloads.size()),
      scaling_(world) {
    out_.seed = options.seed;
    if (options.plan) out_.sampled = sample_of(*options.plan);
    out_.workloads.resize(world.workloads.size());
    out_.serving.assign(world.workloads.size(), ServingRow(world.deployments.size()));
    next_arrival_.resize(world.workloads.size());
    pending_.resize(world.workloads.size());
    pending_clock_.resize(world.workloads.size());
    arrivals_.resize(static_cast<std::uint32_t>(world.workloads.size()));
    orders_.resize(world.pools.size());
    on_order_.assign(world.pools.size(), 0);
    retired_.assign(world.pools.size(), 0);
    bucket_at_.assign(world.workloads.size(), Nanos{0});
    for (const Workload& w : world.workloads) {
        tokens_in_bucket_.push_back(w.spec.limit.burst);
        out_.served.emplace_back(w.spec.value ? world.intervals() : 0);
        call_lengths_.emplace_back();
        if (w.spec.conversation) {
            const ConversationSpec& c = *w.spec.conversation;
            call_lengths_.back().push_back({LengthSampler(c.prompt), LengthSampler(c.output)});
        }
        for (const CallSpec& c : w.spec.agent) {
            call_lengths_.back().push_back({LengthSampler(c.prompt), LengthSampler(c.output)});
        }
        task_streams_.emplace_back(options.seed, "task", w.name, options.replication);
        speculation_streams_.emplace_back(options.seed, "speculation", w.name, options.replication);
        jitter_streams_.emplace_back(options.seed, "jitter", w.name, options.replication);
    }
    out_.tasks.resize(world.workloads.size());
    job_queues_.resize(world.pools.size());
    tended_jobs_.resize(world.pools.size());
    shops_.resize(world.pools.size());
    next_order_.assign(world.pools.size(), Nanos{0});
    spot_over_.assign(world.pools.size(), false);
}

void Simulation::at(Nanos time, EventClass cls, std::uint32_t entity, std::uint32_t slot) {
    if (time >= world_.horizon) return;
    queue_.push(EventKey::make(time, static_cast<std::uint8_t>(cls), entity, slot));
}

void Simulation::note(std::string kind, std::string where, std::string text, Nanos until) {
    if (out_.run_events.size() >= kMaxRunEvents) {
        ++out_.run_events_omitted;
        return;
    }
    out_.run_events.push_back(
        {now_, min(until, world_.horizon), std::move(kind), std::move(where), std::move(text)});
}

void Simulation::prepare() {
    prepare_planes();
    for (const Workload& workload : world_.workloads) {
        routers_.push_back(make_router(workload.router));
    }
    for (const Deployment& deployment : world_.deployments) {
        service_streams_.emplace_back(options_.seed, "service", deployment.name,
                                      options_.replication);
    }
    for (std::size_t p = 0; p < world_.pools.size(); ++p) {
        const Pool& pool = world_.pools[p];
        supply_streams_.emplace_back(options_.seed, "supply", pool.name, options_.replication);
        cause_streams_.emplace_back(options_.seed, "failure cause", pool.name,
                                    options_.replication);
        spot_streams_.emplace_back(options_.seed, "spot", pool.name, options_.replication);
        for (std::uint32_t s = cluster_.first(PoolId(p)); s < cluster_.end(PoolId(p)); ++s) {
            const std::string name = pool.name + "/" + std::to_string(cluster_.server(s).number);
            fates_.push_back({Stream(options_.seed, "failure", name, options_.replication)});
            if (cluster_.server(s).present) schedule_failure(s);
        }
        prepare_supply(PoolId(p));
        await_qualification(PoolId(p));
    }
    for (std::size_t s = 0; s < world_.sites.size(); ++s) {
        const auto& outages = world_.sites[s].outages;
        for (std::size_t i = 0; i < outages.size(); ++i) {
            at(outages[i].at, EventClass::outage_start, static_cast<std::uint32_t>(s),
               static_cast<std::uint32_t>(i));
            at(outages[i].until, EventClass::outage_end, static_cast<std::uint32_t>(s),
               static_cast<std::uint32_t>(i));
        }
    }
    for (std::size_t d = 0; d < world_.deployments.size(); ++d) {
        const Deployment& deployment = world_.deployments[d];
        const std::uint32_t first = fleet_.first(DeploymentId(d));
        for (int i = 0; i < deployment.replicas_min; ++i) {
            const ReplicaId r(first + static_cast<std::uint32_t>(i));
            fleet_[r].placement = cluster_.place(deployment.pool, deployment.accelerators);
            const bool placed = !fleet_[r].placement.empty();
            const bool loads = placed && !weights_there(deployment);
            fleet_.set_state(r,
                             loads    ? ReplicaState::loading
                             : placed ? ReplicaState::ready
                                      : ReplicaState::queued,
                             now_);
        }
        if (deployment.autoscaler) {
            at(deployment.autoscaler->interval, EventClass::autoscale,
               static_cast<std::uint32_t>(d), 0);
        }
    }
    for (std::size_t j = 0; j < world_.jobs.size(); ++j) prepare_job(JobId(j));
    prepare_shared();
    prepare_power();
    prepare_forecasts();
    prepare_network();
    for (std::size_t w = 0; w < world_.workloads.size(); ++w) fetch_arrival(WorkloadId(w));
}

void Simulation::handle(EventKey key) {
    const std::uint32_t entity = key.entity(), slot = key.slot();
    const auto kind = static_cast<EventClass>(key.event_class());
    switch (kind) {
        case EventClass::outage_start:
        case EventClass::outage_end:
            return outage(SiteId(entity), kind == EventClass::outage_start, slot);
        case EventClass::repair:
        case EventClass::failure:
        case EventClass::servers_arrive:
        case EventClass::maintenance_notice:
        case EventClass::maintenance_start:
        case EventClass::maintenance_end:
        case EventClass::spot_notice:
        case EventClass::spot_reclaim:
        case EventClass::servers_leave:
        case EventClass::spot_return:
            return supply_event(kind, entity, slot);
        case EventClass::replica_ready:
            return replica_ready(ReplicaId(entity), slot);
        case EventClass::power:
            return decide_power(SiteId(entity), slot == 0);
        case EventClass::partition_start:
        case EventClass::partition_end:
        case EventClass::flow:
        case EventClass::checkpoint_written:
        case EventClass::exit_start:
        case EventClass::lost_by_client:
            return network_event(kind, entity, slot);
        case EventClass::job_submit:
        case EventClass::job_end:
        case EventClass::job_fault:
        case EventClass::job_corrupted:
        case EventClass::job_corruption_found:
        case EventClass::job_late:
        case EventClass::job_orders:
            return job_event(kind, entity, slot);
        case EventClass::plane_start:
        case EventClass::plane_end:
        case EventClass::service_expired:
        case EventClass::runbook:
            return vendor_event(kind, entity, slot);
        case EventClass::shared_jobs:
        case EventClass::shared_pass:
            return shared_event(PoolId(entity), slot != 0);
        case EventClass::delivery:
            return deliver(slot);
        case EventClass::arrival:
            return arrive(WorkloadId(entity));
        case EventClass::boundary:
            return batch_boundary(ReplicaId(entity));
        case EventClass::completion:
            return station_completion(ReplicaId(entity), slot);
        case EventClass::patience:
            return lose_patience(slot, entity);
        case EventClass::follow_up:
            return follow_up(WorkloadId(entity), slot);
        case EventClass::autoscale:
            return autoscale(DeploymentId(entity));
    }
}

/// One event, the earliest of three heaps; false at the horizon.
bool Simulation::step() {
    EventKey next = EventKey::make(world_.horizon, 0, 0, 0);
    enum class From { nowhere, queue, boundaries, arrivals } from = From::nowhere;
    if (!queue_.empty() && queue_.top() < next) {
        next = queue_.top();
        from = From::queue;
    }
    if (!fleet_.next().empty() && fleet_.next().top_key() < next) {
        next = fleet_.next().top_key();
        from = From::boundaries;
    }
    if (!arrivals_.empty() && arrivals_.top_key() < next) {
        next = arrivals_.top_key();
        from = From::arrivals;
    }
    if (from == From::nowhere) return false;
    if (from == From::queue) queue_.pop();
    ORRERY_ASSERT(next.time() >= now_, "an event lies in the past");
    now_ = next.time();
    cluster_.look_at(now_);
    handle(next);
    return true;
}

Observations Simulation::run() {
    RunContext& context = run_context();
    context = {options_.seed, 0, 0};
    prepare();
    LimitHit hit = LimitHit::none;
    const std::int64_t most = world_.limits.max_present;
    bool crowded = false;
    while (hit == LimitHit::none && !crowded && step()) {
        crowded = most > 0 && in_system_ > most;
        hit = guard_.check(now_);
        context.now_ns = now_.ns;
        context.event = static_cast<std::uint64_t>(++out_.events);
        if (out_.events >= next_audit_) [[unlikely]] {
            look_over();
        }
        if (options_.progress && (out_.events & 0xFFFF) == 0) {
            options_.progress(options_.progress_context, now_, out_.events);
        }
    }
    out_.end = crowded ? RunEnd::backlog : end_of(hit);
    out_.ended_at = out_.end == RunEnd::horizon ? world_.horizon : now_;
    close();
    return std::move(out_);
}

Observations simulate(const World& world, RequestSources sources, const RunOptions& options) {
    if (options.plan) {
        for (auto& source : sources) source = open_days(std::move(source), *options.plan);
    }
    Observations out = Simulation(world, std::move(sources), options).run();
    if (options.plan) fill_in(world, *options.plan, out);
    return out;
}

Observations simulate_idle(const World& world, std::uint64_t seed, std::uint64_t replication) {
    struct Nothing final : RequestSource {
        bool next(TraceRequest&) override { return false; }
    };
    const SampledPlan never;
    RunOptions options;
    options.seed = seed;
    options.replication = replication;
    options.plan = &never;
    RequestSources sources;
    for (std::size_t w = 0; w < world.workloads.size(); ++w) {
        sources.push_back(std::make_unique<Nothing>());
    }
    return Simulation(world, std::move(sources), options).run();
}

Observations simulate(const World& world, const RunOptions& options) {
    auto sources = open_sources(world, options.seed, options.replication);
    if (options.fidelity == Fidelity::event || options.plan) {
        return simulate(world, std::move(sources), options);
    }
    const int wanted = options.sampled_days > 0 ? options.sampled_days : kSampledDays;
    const SampledPlan plan = plan_sampled(world, options.seed, options.replication, wanted);
    RunOptions own = options;
    if (plan.all_because.empty()) own.plan = &plan;
    Observations out = simulate(world, std::move(sources), own);
    out.sampled.all_because = plan.all_because;
    return out;
}

}  // namespace orrery
