// All replicas: their state, their next visible instant, and the counters that routers read.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/engine/cluster/cluster.hpp"
#include "sim/engine/serving/batch.hpp"
#include "sim/engine/serving/station.hpp"
#include "sim/kernel/indexed_heap.hpp"
#include "sim/kernel/stream.hpp"
#include "sim/kernel/tournament.hpp"

namespace orrery {

/// `queued`: wants accelerators and has none (servers ordered, or its own are down).
enum class ReplicaState : std::uint8_t { absent, queued, loading, ready, draining };

struct Replica {
    Batch batch;
    Station station;  ///< instead of the batch for the queueing test device
    Placement placement;
    DeploymentId deployment;
    Nanos since;                   ///< in this state
    Nanos busy_since;              ///< station: first slot taken
    std::int64_t tokens = 0;       ///< prompt tokens of the outstanding requests
    Nanos link_free{0};            ///< its link has sent all KV by then
    std::int32_t outstanding = 0;  ///< dispatched to it and not departed, travelling ones included
    std::uint32_t epoch = 0;       ///< counts state changes, so that stale events are known
    ReplicaState state = ReplicaState::absent;
    bool lost_its_server = false;  ///< queued because of a failure, not for want of supply
    bool wants_power = false;      ///< queued because the site's cap leaves no room
    bool wants_control = false;    ///< queued because nothing new starts there
};

class Fleet {
public:
    Fleet(const World& world, std::uint64_t seed, std::uint64_t replication);

    [[nodiscard]] Replica& operator[](ReplicaId r) { return replicas_[r.index()]; }
    [[nodiscard]] const Replica& operator[](ReplicaId r) const { return replicas_[r.index()]; }
    [[nodiscard]] std::uint32_t first(DeploymentId d) const { return first_[d.index()]; }
    [[nodiscard]] std::uint32_t end(DeploymentId d) const { return first_[d.index() + 1]; }
    [[nodiscard]] std::size_t size() const { return replicas_.size(); }

    /// The ready replica that the deployment's balancer would give this request; invalid without
    /// one. Random balancers draw here.
    [[nodiscard]] ReplicaId pick(DeploymentId d, const Request& request);
    /// The router took what `pick` offered.
    void chosen(ReplicaId r);
    /// Whether the model's context and the KV of those that compute it could hold the request.
    [[nodiscard]] bool can_ever_hold(DeploymentId d, const Request& request) const;
    [[nodiscard]] bool any_ready(DeploymentId d) const { return !ready_[d.index()].empty(); }
    [[nodiscard]] int count(DeploymentId d, ReplicaState state) const;
    [[nodiscard]] std::size_t waiting(ReplicaId r) const;
    [[nodiscard]] bool batching(ReplicaId r) const;
    /// Seconds until a new prompt's first token, as an operator would estimate it from the
    /// replica's queue: the running iteration, the prompts waiting before it, its own prompt.
    [[nodiscard]] double first_token_estimate(ReplicaId r, int prompt) const;

    /// A request left a slot after so long: feeds the mean that estimates use.
    void saw_residence(DeploymentId d, Nanos residence);

    void set_state(ReplicaId r, ReplicaState state, Nanos now);
    /// A request joined (+1) or left (−1) a replica.
    void add_outstanding(ReplicaId r, const Request& request, int delta);
    /// The batch may have another end of its run: moves it in the heap.
    void reschedule(ReplicaId r, std::uint8_t event_class);
    [[nodiscard]] const IndexedHeap& next() const { return next_; }

private:
    void update_tree(ReplicaId r);
    [[nodiscard]] ReplicaId next_in_turn(DeploymentId d) const;
    [[nodiscard]] ReplicaId one_of_ready(DeploymentId d, std::uint64_t number) const;
    [[nodiscard]] ReplicaId lighter_of_two(DeploymentId d);
    [[nodiscard]] ReplicaId home_of(DeploymentId d, std::uint64_t key) const;
    [[nodiscard]] ReplicaId best_prefix(DeploymentId d, const Request& request);

    const World& world_;
    std::vector<Replica> replicas_;
    std::vector<std::uint32_t> first_;
    std::vector<char> by_tokens_;                    ///< by deployment: load is counted in tokens
    std::vector<TournamentTree> trees_;              ///< by deployment, over its replicas
    std::vector<std::vector<std::uint32_t>> ready_;  ///< by deployment, ascending
    std::vector<std::uint32_t> last_;                ///< by deployment: chosen last
    std::vector<Stream> draws_;                      ///< by deployment: random balancers
    std::vector<double> prompt_token_s_;  ///< by deployment: seconds a prompt token at full budget
    std::vector<double> residence_s_;     ///< by deployment: mean of about the last 64 requests
    IndexedHeap next_;
};

}  // namespace orrery
