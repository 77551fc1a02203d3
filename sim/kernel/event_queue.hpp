// The queue of fire-and-forget events: a 4-ary heap of packed keys, compared without branches.
#pragma once
#include <cstddef>
#include <vector>

#include "orrery/base/assert.hpp"
#include "sim/kernel/event_key.hpp"

namespace orrery {

/// Keys only; payloads live in slot pools. The order of the results depends on the keys alone.
/// `pop` leaves a hole at the root, which the next `push` fills in the same pass: the common
/// pop–handle–push costs one descent instead of a descent and an ascent.
class EventQueue {
public:
    EventQueue() { reserve(kMinimum); }

    /// Makes room for n pending events without further allocation.
    void reserve(std::size_t n) {
        const std::size_t lines = (n + detail::kHeapOffset) / 4 + 2;
        if (lines > lines_.size()) lines_.resize(lines);
    }

    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] std::size_t size() const { return count_ - static_cast<std::size_t>(hole_); }

    /// The next event. The queue must not be empty.
    EventKey top() {
        if (hole_) settle();
        ORRERY_ASSERT(count_ > 0, "top of an empty event queue");
        return heap()[0];
    }

    /// Removes the next event. The queue must not be empty.
    void pop() {
        if (hole_) settle();
        ORRERY_ASSERT(count_ > 0, "pop of an empty event queue");
        hole_ = true;
    }

    void push(EventKey key) {
        if (hole_) {
            hole_ = false;
            sift_down(key);
            return;
        }
        if (count_ + detail::kHeapOffset + 1 >= lines_.size() * 4) [[unlikely]] {
            lines_.resize(lines_.size() * 2);
        }
        sift_up(count_++, key);
    }

    /// pop and push in one descent; the queue must not be empty.
    void replace_top(EventKey key) {
        if (hole_) settle();
        ORRERY_ASSERT(count_ > 0, "replace_top of an empty event queue");
        sift_down(key);
    }

    void clear() {
        for (detail::KeyLine& line : lines_) line = {};
        count_ = 0;
        hole_ = false;
    }

private:
    static constexpr std::size_t kMinimum = 60;

    EventKey* heap() { return reinterpret_cast<EventKey*>(lines_.data()) + detail::kHeapOffset; }

    void settle() {
        hole_ = false;
        EventKey* const h = heap();
        const EventKey moved = h[--count_];
        h[count_] = EventKey::last();
        if (count_ > 0) sift_down(moved);
    }

    void sift_up(std::size_t at, EventKey key) {
        EventKey* const h = heap();
        while (at > 0) {
            const std::size_t parent = (at - 1) / 4;
            if (!(key < h[parent])) break;
            h[at] = h[parent];
            at = parent;
        }
        h[at] = key;
    }

    /// Not inlined: one copy shares its branch history between all handlers, a tenth faster.
    [[gnu::noinline]] void sift_down(EventKey key) {
        EventKey* const h = heap();
        const std::size_t n = count_;
        std::size_t at = 0;
        for (std::size_t child = 1; child < n; child = 4 * at + 1) {
            // All sixteen grandchildren: above 5e4 events the loads would otherwise serialise.
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
            h[at] = k;
            at = least;
        }
        h[at] = key;
    }

    std::vector<detail::KeyLine> lines_;  ///< positions past the last event hold EventKey::last()
    std::size_t count_ = 0;               ///< including the hole
    bool hole_ = false;
};

}  // namespace orrery
