// The packed order of events: (time, class, entity, slot) in one 128-bit number, never insertion.
#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>

#include "orrery/base/time.hpp"

namespace orrery {

/// One pending event. Smaller keys happen first; equal keys mean that an entity has two pending
/// events of one class and slot, which the engine excludes.
struct EventKey {
    __extension__ using Bits = unsigned __int128;
    /// Slots are 24 bits wide: at most this many payloads are referred to at once.
    static constexpr std::uint32_t kMaxSlots = 1u << 24;

    Bits bits = ~Bits{0};

    /// Packs; bits of `slot` above 24 are cut, so pools are limited to kMaxSlots.
    static constexpr EventKey make(Nanos time, std::uint8_t event_class, std::uint32_t entity,
                                   std::uint32_t slot) {
        // Flipping the sign bit lets negative times compare as unsigned numbers.
        const std::uint64_t high = static_cast<std::uint64_t>(time.ns) ^ kSign;
        const std::uint64_t low = static_cast<std::uint64_t>(event_class) << 56 |
                                  static_cast<std::uint64_t>(entity) << 24 |
                                  (slot & (kMaxSlots - 1));
        return {static_cast<Bits>(high) << 64 | low};
    }
    /// Greater than every event: pads the heap, and is the top of an empty one.
    static constexpr EventKey last() { return {}; }

    [[nodiscard]] constexpr Nanos time() const {
        return {static_cast<std::int64_t>(static_cast<std::uint64_t>(bits >> 64) ^ kSign)};
    }
    [[nodiscard]] constexpr std::uint8_t event_class() const {
        return static_cast<std::uint8_t>(low() >> 56);
    }
    [[nodiscard]] constexpr std::uint32_t entity() const {
        return static_cast<std::uint32_t>(low() >> 24);
    }
    [[nodiscard]] constexpr std::uint32_t slot() const {
        return static_cast<std::uint32_t>(low()) & (kMaxSlots - 1);
    }
    friend constexpr bool operator==(EventKey a, EventKey b) { return a.bits == b.bits; }
    friend constexpr bool operator<(EventKey a, EventKey b) { return a.bits < b.bits; }
    friend constexpr bool operator>(EventKey a, EventKey b) { return a.bits > b.bits; }
    friend constexpr bool operator<=(EventKey a, EventKey b) { return a.bits <= b.bits; }
    friend constexpr bool operator>=(EventKey a, EventKey b) { return a.bits >= b.bits; }

private:
    static constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
    [[nodiscard]] constexpr std::uint64_t low() const { return static_cast<std::uint64_t>(bits); }
};

namespace detail {

/// Four sibling keys: one cache line.
struct alignas(64) KeyLine {
    EventKey keys[4];
};

/// The same number, of which the compiler knows nothing more: no instruction, but it cannot turn
/// what follows into a branch.
inline std::size_t opaque(std::size_t x) {
    asm("" : "+r"(x));
    return x;
}

/// Index 0..3 of the smallest of four keys, the first of equal ones. Which one it is cannot be
/// predicted, so nothing branches on it: the winners of both pairs stay in registers instead of
/// being loaded again, and the last choice is a mask. A branch there (g++ 12 makes one of `?:` and
/// of the bare mask) costs a fifth of the queue's speed.
inline std::size_t least_of_four(const EventKey* k) {
    const EventKey::Bits k0 = k[0].bits;
    const EventKey::Bits k1 = k[1].bits;
    const EventKey::Bits k2 = k[2].bits;
    const EventKey::Bits k3 = k[3].bits;
    const EventKey::Bits front = k1 < k0 ? k1 : k0;
    const EventKey::Bits back = k3 < k2 ? k3 : k2;
    const std::size_t in_back = opaque(std::size_t{0} - static_cast<std::size_t>(back < front));
    const std::size_t a = static_cast<std::size_t>(k1 < k0);
    const std::size_t b = 2 + static_cast<std::size_t>(k3 < k2);
    return a ^ ((a ^ b) & in_back);
}

/// Heap position p lives at this index of the line array, so that the four children 4p+1…4p+4 of a
/// position share a cache line.
inline constexpr std::size_t kHeapOffset = 3;

inline void prefetch(const void* p) {
    __builtin_prefetch(p);
}

}  // namespace detail
}  // namespace orrery
