// The run against itself: what it counts as it goes, beside what is there.
#include <algorithm>

#include "sim/engine/checks/audit.hpp"
#include "sim/engine/simulation.hpp"

namespace orrery {
namespace {

/// The run is looked over after 2^8 events, after twice as many …, at last every 2^16, or more
/// rarely where there is so much to look at that it would be felt.
constexpr std::int64_t kMostEventsBetweenAudits = 1 << 16;
constexpr std::int64_t kEventsPerThingLookedAt = 256;

}  // namespace

RunTally Simulation::tally() const {
    RunTally tally;
    tally.in_system = in_system_;
    tally.population_ns =
        population_ns_ + static_cast<__int128>(in_system_) * (now_ - in_system_since_).ns;
    tally.sojourn_ns = sojourn_ns_;
    tally.progressed_tokens = progressed_tokens_;
    tally.discarded_tokens = discarded_tokens_;
    tally.energy_j = metered_energy_.value();
    tally.flows = transport_.balance();
    tally_replicas(tally);
    tally_requests(tally);
    return tally;
}

void Simulation::tally_replicas(RunTally& tally) const {
    tally.replicas.resize(fleet_.size());
    for (std::uint32_t i = 0; i < fleet_.size(); ++i) {
        const ReplicaId r(i);
        const Replica& replica = fleet_[r];
        const bool batching = fleet_.batching(r);
        ReplicaTally& one = tally.replicas[i];
        one.deployment = replica.deployment;
        one.blocks = replica.batch.blocks();
        one.blocks_held = replica.batch.blocks_held();
        one.waiting = static_cast<std::int64_t>(batching ? replica.batch.waiting()
                                                         : replica.station.waiting());
        one.running = batching ? replica.batch.sequences() : replica.station.running();
        one.cached_tokens = replica.batch.cached_tokens();
        one.recomputed_tokens = replica.batch.recomputed_tokens();
    }
}

void Simulation::tally_requests(RunTally& tally) const {
    tally.present.assign(world_.workloads.size(), 0);
    tally.live = static_cast<std::int64_t>(requests_.live());
    for (std::uint32_t slot = 0; slot < requests_.high_water(); ++slot) {
        if (!requests_.is_live(slot)) continue;
        const Request& request = requests_[slot];
        tally.present[request.workload.index()] += request.counts_for;
        tally.sojourn_ns += (now_ - request.arrival).ns;
        const bool waits = request.phase == RequestPhase::waiting;
        const bool runs =
            request.phase == RequestPhase::prefill || request.phase == RequestPhase::decode;
        if (!waits && !runs) continue;
        ReplicaTally& one = tally.replicas[request.replica.index()];
        if (waits && !request.cancelled) ++one.waiting_of;
        if (!runs) continue;
        ++one.running_of;
        if (!fleet_.batching(request.replica)) continue;
        one.blocks_of += fleet_[request.replica].batch.blocks_of(request);
    }
}

void Simulation::without_checks() {
    next_audit_ = INT64_MAX;
    transport_.without_checks();
}

/// In the middle of the run, between two events.
void Simulation::look_over() {
    const auto things =
        static_cast<std::int64_t>(requests_.high_water() + fleet_.size() + world_.workloads.size());
    next_audit_ = out_.events + std::max(std::min(out_.events, kMostEventsBetweenAudits),
                                         kEventsPerThingLookedAt * things);
    const RunTally now = tally();
    Audit audit(world_, out_, now);
    audit_now(audit);
    stop_at_violation(audit);
}

void Simulation::check_conservation() {
    if (next_audit_ == INT64_MAX) return;
    const RunTally end = tally();
    Audit audit(world_, out_, end);
    audit_end(audit);
    out_.checks.insert(out_.checks.end(), audit.checks.begin(), audit.checks.end());
    stop_at_violation(audit);
}

}  // namespace orrery
