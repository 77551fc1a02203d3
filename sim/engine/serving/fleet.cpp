// All replicas: their state, their next visible instant, and the counters that routers read.
#include "sim/engine/serving/fleet.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "sim/kernel/samplers.hpp"

namespace orrery {
namespace {

BatchSettings batch_settings(const World& world, const Deployment& deployment) {
    BatchSettings settings;
    settings.table = &world.tables[deployment.table];
    settings.measured = deployment.measured.get();
    settings.measured_scale = deployment.measured_scale;
    settings.rules = deployment.rules;
    settings.max_num_seqs = deployment.max_num_seqs;
    settings.token_budget = deployment.token_budget;
    settings.draft_tokens = deployment.draft_tokens;
    settings.tiers = {deployment.host_cache_blocks, deployment.disk_cache_blocks};
    settings.host_block_s = deployment.host_block_s;
    settings.disk_block_s = deployment.disk_block_s;
    return settings;
}

/// Of a full iteration of prompts. Batches look up any sum of tokens up to the budget.
double prompt_token_seconds(const World& world, const Deployment& deployment) {
    const auto& g = world.tables[deployment.table].g;
    const auto budget = static_cast<std::size_t>(deployment.token_budget);
    if (g.size() <= budget) {
        throw std::logic_error("the iteration table of " + deployment.name + " ends at " +
                               std::to_string(g.size()) + " tokens, before the budget of " +
                               std::to_string(budget));
    }
    return g[budget] / deployment.token_budget;
}

}  // namespace

Fleet::Fleet(const World& world, std::uint64_t seed, std::uint64_t replication) : world_(world) {
    for (std::size_t d = 0; d < world.deployments.size(); ++d) {
        const Deployment& deployment = world.deployments[d];
        first_.push_back(static_cast<std::uint32_t>(replicas_.size()));
        const auto count = static_cast<std::uint32_t>(deployment.replicas_max);
        trees_.emplace_back(count);
        by_tokens_.push_back(deployment.balancer == BalancerKind::least_tokens);
        ready_.emplace_back();
        last_.push_back(0);
        draws_.emplace_back(seed, "balancer", deployment.name, replication);
        const bool batching = deployment.service == ServiceKind::batching;
        prompt_token_s_.push_back(0);
        residence_s_.push_back(0);
        if (batching) {
            prompt_token_s_.back() = prompt_token_seconds(world, deployment);
        }
        for (std::uint32_t i = 0; i < count; ++i) {
            Replica replica;
            replica.deployment = DeploymentId(d);
            if (batching) {
                replica.batch.configure(batch_settings(world, deployment));
            } else {
                replica.station.configure(deployment.max_num_seqs);
            }
            replicas_.push_back(std::move(replica));
        }
    }
    first_.push_back(static_cast<std::uint32_t>(replicas_.size()));
    next_.resize(replicas_.size());
}

/// The ready replica after the one that was chosen last.
ReplicaId Fleet::next_in_turn(DeploymentId d) const {
    const auto& ready = ready_[d.index()];
    const auto it = std::upper_bound(ready.begin(), ready.end(), last_[d.index()]);
    return ReplicaId(it == ready.end() ? ready.front() : *it);
}

ReplicaId Fleet::one_of_ready(DeploymentId d, std::uint64_t number) const {
    const auto& ready = ready_[d.index()];
    return ReplicaId(ready[number % ready.size()]);
}

ReplicaId Fleet::lighter_of_two(DeploymentId d) {
    const auto n = static_cast<std::uint64_t>(ready_[d.index()].size());
    const ReplicaId a = one_of_ready(d, uniform_int(draws_[d.index()], n));
    const ReplicaId b = one_of_ready(d, uniform_int(draws_[d.index()], n));
    return (*this)[b].outstanding < (*this)[a].outstanding ? b : a;
}

/// Lamping and Veach's jump hash: when a replica comes or goes, few conversations move.
ReplicaId Fleet::home_of(DeploymentId d, std::uint64_t key) const {
    const auto n = static_cast<std::int64_t>(ready_[d.index()].size());
    std::int64_t bucket = 0;
    for (std::int64_t j = 0; j < n;) {
        bucket = j;
        key = key * 2862933555777941757ULL + 1;
        const auto draw = static_cast<double>((key >> 33) + 1);
        j = static_cast<std::int64_t>(static_cast<double>(bucket + 1) * (2147483648.0 / draw));
    }
    return one_of_ready(d, static_cast<std::uint64_t>(bucket));
}

/// Of the home of the prompt's beginning, the least loaded and two more, the one that would answer
/// first: what is resident need not be computed.
ReplicaId Fleet::best_prefix(DeploymentId d, const Request& request) {
    const std::uint64_t key =
        request.text.session != 0 ? request.text.session : request.text.prefix;
    const auto n = static_cast<std::uint64_t>(ready_[d.index()].size());
    const ReplicaId a = one_of_ready(d, uniform_int(draws_[d.index()], n));
    const ReplicaId b = one_of_ready(d, uniform_int(draws_[d.index()], n));
    const ReplicaId least(first(d) + trees_[d.index()].winner());
    ReplicaId best;
    double earliest = 0;
    for (const ReplicaId r : {home_of(d, key), least, a, b}) {
        const Batch& batch = (*this)[r].batch;
        const auto resident = static_cast<int>(batch.resident_blocks(request));
        const int rest = request.prompt - resident * batch.block_tokens();
        const double estimate = first_token_estimate(r, rest);
        if (best.valid() && estimate >= earliest) continue;
        best = r;
        earliest = estimate;
    }
    return best;
}

ReplicaId Fleet::pick(DeploymentId d, const Request& request) {
    const auto& ready = ready_[d.index()];
    if (ready.empty()) return {};
    switch (world_.deployments[d.index()].balancer) {
        case BalancerKind::least_outstanding:
        case BalancerKind::least_tokens:
            return ReplicaId(first(d) + trees_[d.index()].winner());
        case BalancerKind::round_robin:
            return next_in_turn(d);
        case BalancerKind::random:
            return one_of_ready(d, uniform_int(draws_[d.index()], ready.size()));
        case BalancerKind::power_of_two:
            return lighter_of_two(d);
        case BalancerKind::session:
            if (request.text.session != 0) return home_of(d, request.text.session);
            return ReplicaId(first(d) + trees_[d.index()].winner());
        case BalancerKind::prefix:
            return best_prefix(d, request);
    }
    return {};
}

void Fleet::chosen(ReplicaId r) {
    last_[replicas_[r.index()].deployment.index()] = r.value;
}

bool Fleet::can_ever_hold(DeploymentId d, const Request& request) const {
    const Deployment& deployment = world_.deployments[d.index()];
    const std::int64_t tokens = std::int64_t{request.true_prompt()} + request.max_tokens;
    if (deployment.context > 0 && tokens > deployment.context) return false;
    const DeploymentId prefill = deployment.prefill;
    if (prefill.valid() && !replicas_[first(prefill)].batch.can_ever_hold(request, 1)) return false;
    return replicas_[first(d)].batch.can_ever_hold(request, request.max_tokens);
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
    int slots = world_.deployments[d].max_num_seqs;
    if (batch.waits_for_memory()) {
        const int run = replica.outstanding - static_cast<int>(waiting(r));
        slots = std::clamp(run, 1, slots);
    }
    const auto ahead = static_cast<double>(replica.outstanding + 1 - slots);
    const double turn = ahead > 0 ? ahead * residence_s_[d] / slots : 0.0;
    // Through the stages of a pipeline one after another: more than its share of what is spread.
    const Deployment& deployment = world_.deployments[d];
    const int stages = world_.tables[deployment.table].stages;
    const double fill = (stages - 1.0) * std::min(prompt, deployment.token_budget);
    return running + (before + fill) * prompt_token_s_[d] + turn;
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
    const bool by_tokens = by_tokens_[replica.deployment.index()] != 0;
    const auto load = static_cast<std::uint64_t>(by_tokens ? replica.tokens : replica.outstanding);
    trees_[replica.deployment.index()].set(local, ready ? load : TournamentTree::kMax);
}

void Fleet::set_state(ReplicaId r, ReplicaState state, Nanos now) {
    Replica& replica = replicas_[r.index()];
    auto& ready = ready_[replica.deployment.index()];
    if (replica.state == ReplicaState::ready) std::erase(ready, r.value);
    if (state == ReplicaState::ready) {
        ready.insert(std::upper_bound(ready.begin(), ready.end(), r.value), r.value);
    }
    replica.state = state;
    replica.since = now;
    ++replica.epoch;
    update_tree(r);
}

void Fleet::add_outstanding(ReplicaId r, const Request& request, int delta) {
    replicas_[r.index()].outstanding += delta;
    replicas_[r.index()].tokens += std::int64_t{delta} * request.true_prompt();
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
