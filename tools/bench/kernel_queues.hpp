// The two sides of the kernel benchmark behind one interface: Orrery's queues and the standard's.
#pragma once
#include <cstdint>
#include <queue>
#include <vector>

#include "sim/kernel/event_queue.hpp"
#include "sim/kernel/indexed_heap.hpp"

namespace orrery::bench {

/// What a handler gets: the same for both sides.
struct Event {
    std::int64_t time;
    std::uint32_t kind;
    std::uint32_t entity;
};

/// The kernel's queue of fire-and-forget events.
class OwnQueue {
public:
    explicit OwnQueue(std::size_t n) { queue_.reserve(n + 1); }
    void schedule(std::int64_t time, std::uint32_t kind, std::uint32_t entity) {
        queue_.push(EventKey::make(Nanos{time}, static_cast<std::uint8_t>(kind), entity, 0));
    }
    Event next() {
        const EventKey k = queue_.top();
        queue_.pop();
        return {k.time().ns, k.event_class(), k.entity()};
    }

private:
    EventQueue queue_;
};

/// An entry as simulators write it: time, sequence number against ties, what and whom.
struct Entry24 {
    std::int64_t time;
    std::uint64_t sequence;
    std::uint32_t kind;
    std::uint32_t entity;
    friend bool operator>(const Entry24& a, const Entry24& b) {
        return a.time != b.time ? a.time > b.time : a.sequence > b.sequence;
    }
};
static_assert(sizeof(Entry24) == 24);

class StdQueue {
public:
    explicit StdQueue(std::size_t n) {
        std::vector<Entry24> room;
        room.reserve(n + 1);
        queue_ = Heap(std::greater<>(), std::move(room));
    }
    void schedule(std::int64_t time, std::uint32_t kind, std::uint32_t entity) {
        queue_.push({time, sequence_++, kind, entity});
    }
    Event next() {
        const Entry24 e = queue_.top();
        queue_.pop();
        return {e.time, e.kind, e.entity};
    }

private:
    using Heap = std::priority_queue<Entry24, std::vector<Entry24>, std::greater<>>;
    Heap queue_;
    std::uint64_t sequence_ = 0;
};

/// One movable event for each entity: the kernel's indexed heap.
class OwnMovable {
public:
    explicit OwnMovable(std::size_t n) : heap_(n) {}
    void move(std::int64_t time, std::uint32_t kind, std::uint32_t entity) {
        heap_.update(entity, Nanos{time}, static_cast<std::uint8_t>(kind));
    }
    /// The event stays in the heap; its handler moves it.
    Event next() {
        const EventKey k = heap_.top_key();
        return {k.time().ns, k.event_class(), k.entity()};
    }

private:
    IndexedHeap heap_;
};

/// The same with a standard queue: moved events stay behind and are skipped by a generation stamp.
class StdMovable {
public:
    explicit StdMovable(std::size_t n) : generation_(n, 0) {}
    void move(std::int64_t time, std::uint32_t kind, std::uint32_t entity) {
        const std::uint64_t generation = ++generation_[entity];
        queue_.push({time, sequence_++ << 24 | (generation & kStamp), kind, entity});
    }
    Event next() {
        for (;;) {
            const Entry24 e = queue_.top();
            queue_.pop();
            if ((e.sequence & kStamp) == (generation_[e.entity] & kStamp)) {
                return {e.time, e.kind, e.entity};
            }
        }
    }

private:
    static constexpr std::uint64_t kStamp = (1u << 24) - 1;
    std::priority_queue<Entry24, std::vector<Entry24>, std::greater<>> queue_;
    std::vector<std::uint64_t> generation_;
    std::uint64_t sequence_ = 0;
};

}  // namespace orrery::bench
