// The queueing test device: c slots, each request takes a service time of its own.
#pragma once
#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

#include "sim/engine/meters/block_clock.hpp"
#include "sim/engine/serving/request.hpp"

namespace orrery {

/// First come, first served within a priority; what M/M/c theory describes, so that theory tests
/// the whole engine. Who is served stays.
class Station {
public:
    void configure(int slots) { slots_ = slots; }
    void enqueue(std::uint32_t slot, Nanos now, RequestPool& pool) {
        if (waiting_ == 0) clock_.set(WaitCause::slots, now);
        pool[slot].phase = RequestPhase::waiting;
        pool[slot].mark = clock_.read(now);
        line_of(pool[slot].priority).push_back(slot);
        ++waiting_;
    }
    /// The next request that may start now, or false.
    bool start(std::uint32_t& slot, Nanos now, RequestPool& pool) {
        if (waiting_ == 0 || static_cast<int>(busy_.size()) >= slots_) return false;
        auto line = lines_.begin();
        while (line->waiting.empty()) ++line;
        slot = line->waiting.front();
        line->waiting.pop_front();
        --waiting_;
        clock_.charge(pool[slot].waited, pool[slot].mark, now);
        pool[slot].service_start = now;
        pool[slot].first_token = now;
        pool[slot].phase = RequestPhase::decode;
        busy_.push_back(slot);
        return true;
    }
    void finish(std::uint32_t slot) { std::erase(busy_, slot); }
    bool abandon(std::uint32_t slot, Nanos now, RequestPool& pool) {
        if (std::erase(line_of(pool[slot].priority), slot) == 0) return false;
        --waiting_;
        clock_.charge(pool[slot].waited, pool[slot].mark, now);
        return true;
    }
    void evict_all(Nanos now, RequestPool& pool, std::vector<std::uint32_t>& evicted) {
        evicted.insert(evicted.end(), busy_.begin(), busy_.end());
        for (Line& line : lines_) {
            for (const std::uint32_t slot : line.waiting) {
                clock_.charge(pool[slot].waited, pool[slot].mark, now);
                evicted.push_back(slot);
            }
            line.waiting.clear();
        }
        busy_.clear();
        waiting_ = 0;
    }
    [[nodiscard]] bool empty() const { return busy_.empty() && waiting_ == 0; }
    [[nodiscard]] bool busy() const { return !busy_.empty(); }
    [[nodiscard]] std::size_t waiting() const { return waiting_; }
    [[nodiscard]] std::int64_t running() const { return static_cast<std::int64_t>(busy_.size()); }

private:
    struct Line {
        std::int32_t priority = 0;
        std::deque<std::uint32_t> waiting;
    };
    /// Workloads have few priorities, most often one.
    std::deque<std::uint32_t>& line_of(std::int32_t priority) {
        const auto lower = [&](const Line& line) { return line.priority < priority; };
        const auto at = std::find_if_not(lines_.begin(), lines_.end(), lower);
        if (at != lines_.end() && at->priority == priority) return at->waiting;
        return lines_.insert(at, Line{priority, {}})->waiting;
    }

    int slots_ = 1;
    std::vector<std::uint32_t> busy_;
    std::vector<Line> lines_;  ///< the most urgent first
    std::size_t waiting_ = 0;
    BlockClock clock_;
};

}  // namespace orrery
