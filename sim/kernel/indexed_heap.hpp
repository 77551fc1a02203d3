// The queue of events that move: one entry per entity, found through its position.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "orrery/base/assert.hpp"
#include "sim/kernel/event_key.hpp"

namespace orrery {

/// At most one pending event for each entity 0…n−1, in the total order of EventKey (slot 0).
class IndexedHeap {
public:
    IndexedHeap() = default;
    explicit IndexedHeap(std::size_t entities) { resize(entities); }

    /// Sets the number of entities; shrinking needs the removed ones to be absent.
    void resize(std::size_t entities) {
        ORRERY_ASSERT(entities < kAbsent, "too many entities for an indexed heap");
        for (std::size_t e = entities; e < pos_.size(); ++e) {
            ORRERY_ASSERT(pos_[e] == kAbsent, "indexed heap shrunk below a pending entity");
        }
        pos_.resize(entities, kAbsent);
        const std::size_t lines = (entities + detail::kHeapOffset) / 4 + 2;
        if (lines > lines_.size()) lines_.resize(lines);
    }

    [[nodiscard]] bool empty() const { return count_ == 0; }
    [[nodiscard]] std::size_t size() const { return count_; }
    [[nodiscard]] std::size_t entities() const { return pos_.size(); }
    [[nodiscard]] bool contains(std::uint32_t entity) const { return pos_[entity] != kAbsent; }
    /// Time of an entity's entry; it must be contained.
    [[nodiscard]] Nanos time(std::uint32_t entity) const { return heap()[pos_[entity]].time(); }

    /// Inserts the entity's event or moves it, O(log n) and near O(1) for small moves.
    void update(std::uint32_t entity, Nanos time, std::uint8_t event_class) {
        ORRERY_ASSERT(entity < pos_.size(), "entity beyond the indexed heap");
        const EventKey key = EventKey::make(time, event_class, entity, 0);
        std::uint32_t at = pos_[entity];
        if (at == kAbsent) {
            sift_up(count_++, key);
        } else if (!(heap()[at] == key)) {
            place(at, key);
        }
    }

    /// Removes the entity's event; nothing if it has none.
    void remove(std::uint32_t entity) {
        ORRERY_ASSERT(entity < pos_.size(), "entity beyond the indexed heap");
        const std::uint32_t at = pos_[entity];
        if (at == kAbsent) return;
        pos_[entity] = kAbsent;
        EventKey* const h = heap();
        const EventKey moved = h[--count_];
        h[count_] = EventKey::last();
        if (at < count_) place(at, moved);
    }

    /// The next event, or EventKey::last() when empty, so that queues compare without a test.
    [[nodiscard]] EventKey top_key() const { return count_ == 0 ? EventKey::last() : heap()[0]; }
    /// Nanos::never() when empty.
    [[nodiscard]] Nanos top_time() const { return top_key().time(); }
    /// The heap must not be empty.
    [[nodiscard]] std::uint32_t top_entity() const {
        ORRERY_ASSERT(count_ > 0, "top of an empty indexed heap");
        return heap()[0].entity();
    }
    /// Removes the next event. The heap must not be empty.
    void pop() { remove(top_entity()); }

    void clear() {
        for (std::size_t i = 0; i < count_; ++i) {
            pos_[heap()[i].entity()] = kAbsent;
            heap()[i] = EventKey::last();
        }
        count_ = 0;
    }

private:
    static constexpr std::uint32_t kAbsent = 0xFFFFFFFFu;

    EventKey* heap() { return reinterpret_cast<EventKey*>(lines_.data()) + detail::kHeapOffset; }
    [[nodiscard]] const EventKey* heap() const {
        return reinterpret_cast<const EventKey*>(lines_.data()) + detail::kHeapOffset;
    }

    void set(std::size_t at, EventKey key) {
        heap()[at] = key;
        pos_[key.entity()] = static_cast<std::uint32_t>(at);
    }

    /// Puts the key where position `at` is free and restores the order in either direction.
    void place(std::size_t at, EventKey key) {
        if (at > 0 && key < heap()[(at - 1) / 4]) {
            sift_up(at, key);
        } else {
            sift_down(at, key);
        }
    }

    void sift_up(std::size_t at, EventKey key) {
        while (at > 0) {
            const std::size_t parent = (at - 1) / 4;
            const EventKey k = heap()[parent];
            if (!(key < k)) break;
            set(at, k);
            at = parent;
        }
        set(at, key);
    }

    void sift_down(std::size_t at, EventKey key) {
        const EventKey* const h = heap();
        const std::size_t n = count_;
        for (std::size_t child = 4 * at + 1; child < n; child = 4 * at + 1) {
            const std::size_t grandchild = 4 * child + 1;
            if (grandchild < n) {
                detail::prefetch(h + grandchild);
                detail::prefetch(h + grandchild + 4);
                detail::prefetch(h + grandchild + 8);
                detail::prefetch(h + grandchild + 12);
            }
            const std::size_t least = child + detail::least_of_four(h + child);
            const EventKey k = h[least];
            if (!(k < key)) break;
            set(at, k);
            at = least;
        }
        set(at, key);
    }

    std::vector<detail::KeyLine> lines_;  ///< positions past the last entry hold EventKey::last()
    std::vector<std::uint32_t> pos_;      ///< entity → heap position or kAbsent
    std::size_t count_ = 0;
};

}  // namespace orrery
