// Recorded jobs of shared pools inside a run: when they are looked at.
#include "sim/engine/simulation.hpp"

namespace orrery {

void Simulation::prepare_shared() {
    shared_.resize(world_.pools.size());
    shared_armed_.assign(world_.pools.size(), Nanos::never());
    shared_pass_.assign(world_.pools.size(), Nanos{-1});
    for (std::size_t p = 0; p < world_.pools.size(); ++p) {
        if (!world_.pools[p].scheduler) continue;
        shared_[p] =
            std::make_unique<SharedPool>(world_, PoolId(p), cluster_, meters_, out_, options_.seed);
        arm_shared(PoolId(p));
    }
}

/// One event is pending for the earliest arrival or end; earlier ones are added, late ones do
/// nothing.
void Simulation::arm_shared(PoolId pool) {
    const Nanos next = shared_[pool.index()]->next();
    if (next >= shared_armed_[pool.index()]) return;
    shared_armed_[pool.index()] = next;
    at(next, EventClass::shared_jobs, pool.value, 0);
}

void Simulation::shared_event(PoolId pool, bool pass) {
    if (pass) return run_shared_pass(pool);
    SharedPool& shared = *shared_[pool.index()];
    if (shared_armed_[pool.index()] <= now_) shared_armed_[pool.index()] = Nanos::never();
    const bool freed = shared.finish_due(now_);
    shared.submit_due(now_);
    if (freed) place_queued(pool);
    ask_shared_pass(pool);
    arm_shared(pool);
}

/// Once an instant, after all that happens then.
void Simulation::ask_shared_pass(PoolId pool) {
    if (!shared_[pool.index()] || shared_pass_[pool.index()] == now_) return;
    shared_pass_[pool.index()] = now_;
    at(now_, EventClass::shared_pass, pool.value, 1);
}

void Simulation::run_shared_pass(PoolId pool) {
    shared_pass_[pool.index()] = Nanos{-1};
    if (frozen(pool)) return;
    shared_[pool.index()]->pass(now_);
    arm_shared(pool);
}

void Simulation::lose_shared() {
    for (std::size_t p = 0; p < shared_.size(); ++p) {
        if (!shared_[p]) continue;
        shared_[p]->lose_down(now_);
        ask_shared_pass(PoolId(p));
    }
}

/// Recorded jobs make room for a replica, or for a gang of whole servers.
bool Simulation::shared_yields(PoolId pool, int accelerators, int servers) {
    SharedPool* shared = shared_[pool.index()].get();
    if (!shared || !shared->own_first()) return false;
    const bool done =
        servers > 0 ? shared->yield_servers(servers, now_) : shared->yield(accelerators, now_);
    if (!done) return false;
    ask_shared_pass(pool);
    return true;
}

void Simulation::close_shared() {
    for (auto& shared : shared_) {
        if (shared) shared->close(now_);
    }
}

}  // namespace orrery
