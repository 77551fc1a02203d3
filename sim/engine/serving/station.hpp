// The queueing test device: c slots, each request takes a service time of its own.
#pragma once
#include <cstdint>
#include <deque>
#include <vector>

#include "sim/engine/meters/block_clock.hpp"
#include "sim/engine/serving/request.hpp"

namespace orrery {

/// First come, first served; what M/M/c theory describes, so that theory tests the whole engine.
class Station {
public:
    void configure(int slots) { slots_ = slots; }
    void enqueue(std::uint32_t slot, Nanos now, RequestPool& pool) {
        if (waiting_.empty()) clock_.set(WaitCause::slots, now);
        pool[slot].phase = RequestPhase::waiting;
        pool[slot].mark = clock_.read(now);
        waiting_.push_back(slot);
    }
    /// The next request that may start now, or false.
    bool start(std::uint32_t& slot, Nanos now, RequestPool& pool) {
        if (waiting_.empty() || static_cast<int>(busy_.size()) >= slots_) return false;
        slot = waiting_.front();
        waiting_.pop_front();
        clock_.charge(pool[slot].waited, pool[slot].mark, now);
        pool[slot].service_start = now;
        pool[slot].first_token = now;
        pool[slot].phase = RequestPhase::decode;
        busy_.push_back(slot);
        return true;
    }
    void finish(std::uint32_t slot) { std::erase(busy_, slot); }
    bool abandon(std::uint32_t slot, Nanos now, RequestPool& pool) {
        if (std::erase(waiting_, slot) == 0) return false;
        clock_.charge(pool[slot].waited, pool[slot].mark, now);
        return true;
    }
    void evict_all(Nanos now, RequestPool& pool, std::vector<std::uint32_t>& evicted) {
        evicted.insert(evicted.end(), busy_.begin(), busy_.end());
        for (const std::uint32_t slot : waiting_) {
            clock_.charge(pool[slot].waited, pool[slot].mark, now);
            evicted.push_back(slot);
        }
        busy_.clear();
        waiting_.clear();
    }
    [[nodiscard]] bool empty() const { return busy_.empty() && waiting_.empty(); }
    [[nodiscard]] bool busy() const { return !busy_.empty(); }
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
    [[nodiscard]] std::int64_t running() const { return static_cast<std::int64_t>(busy_.size()); }

private:
    int slots_ = 1;
    std::vector<std::uint32_t> busy_;
    std::deque<std::uint32_t> waiting_;
    BlockClock clock_;
};

}  // namespace orrery
