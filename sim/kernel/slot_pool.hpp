// Payloads of events and entities that come and go: reused slots, flat memory, plain indices.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "orrery/base/assert.hpp"
#include "sim/kernel/event_key.hpp"

namespace orrery {

/// Slots are handed out last-released first, so a run's slots depend on its events alone and stay
/// warm in the cache. References are invalidated by `acquire`: keep the slot, not the address.
template <class T, std::uint32_t kLimit = EventKey::kMaxSlots>
class SlotPool {
public:
    /// A slot holding T{}; asserts when kLimit slots are live.
    std::uint32_t acquire() {
        std::uint32_t slot = free_;
        if (slot != kNone) {
            free_ = next_[slot];
            std::destroy_at(&items_[slot]);
            std::construct_at(&items_[slot]);
        } else {
            slot = static_cast<std::uint32_t>(items_.size());
            ORRERY_ASSERT(slot < kLimit, "slot pool is full");
            items_.emplace_back();
            next_.push_back(kNone);
        }
        next_[slot] = kLive;
        ++live_;
        return slot;
    }

    /// Gives a live slot back; asserts on a slot that is not live.
    void release(std::uint32_t slot) {
        ORRERY_ASSERT(is_live(slot), "release of a slot that is not live");
        next_[slot] = free_;
        free_ = slot;
        --live_;
    }

    T& operator[](std::uint32_t slot) { return items_[slot]; }
    const T& operator[](std::uint32_t slot) const { return items_[slot]; }

    [[nodiscard]] bool is_live(std::uint32_t slot) const {
        return slot < next_.size() && next_[slot] == kLive;
    }
    /// Slots in use now.
    [[nodiscard]] std::size_t live() const { return live_; }
    /// The most slots that were ever in use at once.
    [[nodiscard]] std::size_t high_water() const { return items_.size(); }
    void reserve(std::size_t n) {
        items_.reserve(n);
        next_.reserve(n);
    }

private:
    static constexpr std::uint32_t kNone = 0xFFFFFFFFu;
    static constexpr std::uint32_t kLive = 0xFFFFFFFEu;
    static_assert(kLimit <= kLive);

    std::vector<T> items_;
    std::vector<std::uint32_t> next_;  ///< kLive, or the next free slot
    std::uint32_t free_ = kNone;
    std::size_t live_ = 0;
};

}  // namespace orrery
