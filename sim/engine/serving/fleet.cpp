// All replicas: their state, their next visible instant, and the counters that routers read.
#include "sim/engine/serving/fleet.hpp"

namespace orrery {

Fleet::Fleet(const World& world) : world_(world) {
    for (std::size_t d = 0; d < world.deployments.size(); ++d) {
        const Deployment& deployment = world.deployments[d];
        first_.push_back(static_cast<std::uint32_t>(replicas_.size()));
        const auto count = static_cast<std::uint32_t>(deployment.replicas_max);
        trees_.emplace_back(count);
        const bool batching = deployment.service == ServiceKind::batching;
        prompt_token_s_.push_back(0);
        residence_s_.push_back(0);
        if (batching) {
            const auto& g = world.tables[deployment.table].g;
            prompt_token_s_.back() =
                g[static_cast<std::size_t>(deployment.token_budget)] / deployment.token_budget;
        }
        for (std::uint32_t i = 0; i < count; ++i) {
            Replica replica;
            replica.deployment = DeploymentId(d);
            if (batching) {
                replica.batch.configure(world.tables[deployment.table], deployment.max_num_seqs,
                                        deployment.token_budget);
            } else {
                replica.station.configure(deployment.max_num_seqs);
            }
            replicas_.push_back(std::move(replica));
        }
    }
    first_.push_back(static_cast<std::uint32_t>(replicas_.size()));
    next_.resize(replicas_.size());
}

ReplicaId Fleet::best(DeploymentId d) const {
    const TournamentTree& tree = trees_[d.index()];
    const std::uint32_t winner = tree.winner();
    if (winner == TournamentTree::kNone) return {};
    return ReplicaId(first(d) + winner);
}

int Fleet::count(DeploymentId d, ReplicaState state) const {
    int n = 0;
    for (std::uint32_t r = first(d); r < end(d); ++r) n += replicas_[r].state == state ? 1 : 0;
    return n;
}

std::size_t Fleet::waiting(ReplicaId r) const {
    const Replica& replica = replicas_[r.index()];
    return batching(r) ? replica.batch.waiting() : replica.station.waiting();
}

bool Fleet::batching(ReplicaId r) const {
    const Deployment& d = world_.deployments[replicas_[r.index()].deployment.index()];
    return d.service == ServiceKind::batching;
}

double Fleet::first_token_estimate(ReplicaId r, int prompt) const {
    const Replica& replica = replicas_[r.index()];
    const Batch& batch = replica.batch;
    const double running = batch.running() ? batch.run().first : 0.0;
    const auto before = static_cast<double>(batch.waiting_tokens() + prompt);
    const std::size_t d = replica.deployment.index();
    const int slots = world_.deployments[d].max_num_seqs;
    const auto ahead = static_cast<double>(replica.outstanding + 1 - slots);
    const double turn = ahead > 0 ? ahead * residence_s_[d] / slots : 0.0;
    return running + before * prompt_token_s_[d] + turn;
}

void Fleet::saw_residence(DeploymentId d, Nanos residence) {
    double& mean = residence_s_[d.index()];
    const double seconds = residence.seconds();
    mean = mean == 0 ? seconds : mean + (seconds - mean) / 64;
}

void Fleet::update_tree(ReplicaId r) {
    const Replica& replica = replicas_[r.index()];
    const std::uint32_t local = r.value - first(replica.deployment);
    const bool ready = replica.state == ReplicaState::ready;
    trees_[replica.deployment.index()].set(
        local, ready ? static_cast<std::uint64_t>(replica.outstanding) : TournamentTree::kMax);
}

void Fleet::set_state(ReplicaId r, ReplicaState state, Nanos now) {
    Replica& replica = replicas_[r.index()];
    replica.state = state;
    replica.since = now;
    ++replica.epoch;
    update_tree(r);
}

void Fleet::add_outstanding(ReplicaId r, int delta) {
    replicas_[r.index()].outstanding += delta;
    update_tree(r);
}

void Fleet::reschedule(ReplicaId r, std::uint8_t event_class) {
    const Batch& batch = replicas_[r.index()].batch;
    if (batch.running()) {
        next_.update(r.value, batch.run().end(), event_class);
    } else if (next_.contains(r.value)) {
        next_.remove(r.value);
    }
}

}  // namespace orrery
