// Data on its way: data sets, weights, copies of checkpoints, exits; what waits for their arrival.
#include <algorithm>

#include "sim/engine/simulation.hpp"

namespace orrery {
void Simulation::prepare_network() {
    const Network& network = world_.network;
    for (std::uint32_t i = 0; i < network.partitions.size(); ++i) {
        out_.traffic.partitions.push_back({i});
        at(network.partitions[i].at, EventClass::partition_start, i, 0);
        at(network.partitions[i].until, EventClass::partition_end, i, 0);
    }
    for (std::uint32_t i = 0; i < network.exits.size(); ++i) {
        at(network.exits[i].at, EventClass::exit_start, i, 0);
    }
    for (std::uint32_t d = 0; d < network.datasets.size(); ++d) {
        for (const SiteId site : network.datasets[d].replicate_to) {
            fetch(d, site, Purpose::replication);
        }
    }
}

void Simulation::network_event(EventClass kind, std::uint32_t entity, std::uint32_t slot) {
    if (kind == EventClass::partition_start) return partition(entity, true);
    if (kind == EventClass::partition_end) return partition(entity, false);
    if (kind == EventClass::checkpoint_written) return checkpoint_due(JobId(entity), slot);
    if (kind == EventClass::lost_by_client) return lost_by_client(slot, entity);
    if (kind == EventClass::exit_start) return start_exit(entity);
    flows_end(slot);
}

/// One event stands for all flows: that of the first to end.
void Simulation::arm_flows() {
    const Nanos next = transport_.next();
    if (next == flows_armed_) return;
    flows_armed_ = next;
    ++flows_epoch_;
    if (next != Nanos::never()) at(next, EventClass::flow, 0, flows_epoch_ & kEpochMask);
}

/// One that finds no path stands still until there is one.
std::uint32_t Simulation::begin_flow(const FlowOrder& order) {
    const std::uint32_t flow = transport_.start(order, now_);
    arm_flows();
    if (!transport_.connected(flow) && !open_partitions_.empty()) {
        ++out_.traffic.partitions[open_partitions_.back()].flows_stalled;
    }
    return flow;
}

void Simulation::flows_end(std::uint32_t epoch) {
    if ((flows_epoch_ & kEpochMask) != epoch) return;
    FlowEnd end;
    while (transport_.finish_one(now_, end)) {
        if (end.order.use == FlowUse::kv) kv_came(end);
        if (end.order.use == FlowUse::checkpoint) copy_came(JobId(end.order.a));
        if (end.order.use == FlowUse::dataset) data_came(end.order.a, SiteId(end.order.b));
    }
    flows_armed_ = Nanos{-1};  // the event is spent
    arm_flows();
}

/// From the nearest site that holds it; while there is no path from any, the flow waits for one
/// from the first that links lead from. A data set is sent to a site once.
void Simulation::fetch(std::uint32_t dataset, SiteId to, Purpose purpose) {
    const Dataset& data = world_.network.datasets[dataset];
    if (data_.there(dataset, to) || data_.coming(dataset, to)) return;
    const LinkState& state = transport_.state();
    SiteId from;
    SiteId later;
    Nanos nearest = Nanos::never();
    for (std::size_t s = 0; s < world_.sites.size(); ++s) {
        const SiteId site(s);
        if (!data_.there(dataset, site)) continue;
        const auto path = state.path(site.value, to.value, purpose);
        if (!path && !later.valid() && state.joined(site.value, to.value, purpose)) later = site;
        if (!path || state.latency(*path) >= nearest) continue;
        nearest = state.latency(*path);
        from = site;
    }
    if (!from.valid()) from = later;
    if (!from.valid()) return;
    data_.sent(dataset, to);
    begin_flow({purpose, FlowUse::dataset, from, to, data.bytes, 0, dataset, to.value});
}

/// Jobs that waited for it are queued, replicas load it.
void Simulation::data_came(std::uint32_t dataset, SiteId site) {
    data_.came(dataset, site);
    note("data", world_.sites[site.index()].name,
         world_.network.datasets[dataset].name + " has arrived", now_);
    for (std::size_t j = 0; j < running_jobs_.size(); ++j) {
        const RunningJob& running = running_jobs_[j];
        const PoolId pool = running.place.pool;
        const bool waits = running.phase == JobPhase::fetching &&
                           world_.jobs[j].dataset == dataset &&
                           world_.pools[pool.index()].site == site;
        if (!waits) continue;
        settle(JobId(j));
        enqueue_job(JobId(j), false);
        start_jobs(pool);
    }
    for (std::size_t d = 0; d < world_.deployments.size(); ++d) {
        const Deployment& deployment = world_.deployments[d];
        if (deployment.weights != dataset || deployment.site != site) continue;
        for (auto r = fleet_.first(DeploymentId(d)); r < fleet_.end(DeploymentId(d)); ++r) {
            const Replica& replica = fleet_[ReplicaId(r)];
            if (replica.state != ReplicaState::loading) continue;
            at(now_ + load_time(deployment), EventClass::replica_ready, r,
               replica.epoch & kEpochMask);
        }
    }
}

/// Sends for them where they are not.
bool Simulation::weights_there(const Deployment& deployment) {
    if (deployment.weights == kNoPlace) return true;
    fetch(deployment.weights, deployment.site, Purpose::dataset);
    return data_.there(deployment.weights, deployment.site);
}

bool Simulation::data_there(JobId j) {
    const std::uint32_t dataset = world_.jobs[j.index()].dataset;
    if (dataset == kNoPlace) return true;
    const SiteId site = world_.pools[running_jobs_[j.index()].place.pool.index()].site;
    fetch(dataset, site, Purpose::dataset);
    return data_.there(dataset, site);
}

/// Looks at the next checkpoint of the run that has just begun, or goes on.
void Simulation::watch_checkpoints(JobId j) {
    const RunningJob& running = running_jobs_[j.index()];
    const reliability::CheckpointCycle& cycle = running.cycle;
    if (!world_.jobs[j.index()].upload_to.valid() || cycle.every == 0) return;
    const std::int64_t elapsed = (now_ - running.since).ns;
    const std::int64_t written =
        std::max<std::int64_t>(elapsed - cycle.commit_ns, 0) / cycle.period_ns();
    const std::int64_t next = (written + 1) * cycle.period_ns() + cycle.commit_ns;
    at(running.since + Nanos{next}, EventClass::checkpoint_written, j.value,
       running.run & kEpochMask);
}

void Simulation::checkpoint_due(JobId j, std::uint32_t run) {
    const RunningJob& running = running_jobs_[j.index()];
    if ((running.run & kEpochMask) != run || running.phase != JobPhase::running) return;
    const reliability::CheckpointCycle& cycle = running.cycle;
    checkpoint_written(j, now_ - Nanos{cycle.commit_ns + cycle.stall_ns});
    watch_checkpoints(j);
}

/// A checkpoint of the state at `taken` can be copied. One copy is under way at a time; of those
/// that wait only the newest is worth sending.
void Simulation::checkpoint_written(JobId j, Nanos taken) {
    if (!world_.jobs[j.index()].upload_to.valid()) return;
    CheckpointCopies& copies = running_jobs_[j.index()].copies;
    if (copies.flow == kNoFlow) return start_copy(j, taken);
    out_.jobs[j.index()].copies_skipped += copies.waits ? 1 : 0;
    copies.waits = true;
    copies.waiting_taken = taken;
}

void Simulation::start_copy(JobId j, Nanos taken) {
    const Job& job = world_.jobs[j.index()];
    CheckpointCopies& copies = running_jobs_[j.index()].copies;
    copies.taken = taken;
    const SiteId here = world_.pools[running_jobs_[j.index()].place.pool.index()].site;
    if (here == job.upload_to) return copy_came(j);  // where it moved to, they are at hand
    copies.flow = begin_flow({Purpose::checkpoint, FlowUse::checkpoint, here, job.upload_to,
                              job.checkpoint_bytes, 0, j.value, 0});
}

void Simulation::copy_came(JobId j) {
    note_rpo(j);
    CheckpointCopies& copies = running_jobs_[j.index()].copies;
    ++out_.jobs[j.index()].copies;
    copies.flow = kNoFlow;
    copies.newest = copies.taken;
    if (!copies.waits) return;
    copies.waits = false;
    start_copy(j, copies.waiting_taken);
}

/// What losing the site at this instant would cost: everything since the newest copy.
void Simulation::note_rpo(JobId j) {
    const Job& job = world_.jobs[j.index()];
    JobRecord& record = out_.jobs[j.index()];
    if (!job.upload_to.valid() || record.start == Nanos::never()) return;
    const Nanos newest = running_jobs_[j.index()].copies.newest;
    const Nanos since = newest == Nanos::never() ? record.start : newest;
    const Nanos until = min(now_, record.end);
    record.rpo_ns = std::max(record.rpo_ns, (until - since).ns);
}

void Simulation::start_exit(std::uint32_t index) {
    const ExitMove& move = world_.network.exits[index];
    note("exit", world_.sites[move.from.index()].name,
         "data leave for " + world_.sites[move.to.index()].name, now_);
    begin_flow({Purpose::exit, FlowUse::nobody, move.from, move.to, move.bytes});
}

void Simulation::close_network() {
    transport_.close(now_);
    for (std::size_t j = 0; j < running_jobs_.size(); ++j) note_rpo(JobId(j));
}

}  // namespace orrery
