// Heap entries of the batch: an iteration and a slot in one integer, ordered by both.
#pragma once
#include <cstdint>

namespace orrery {

inline constexpr int kSlotBits = 24;
inline constexpr std::uint64_t kSlotMask = (std::uint64_t{1} << kSlotBits) - 1;
/// A cancelled waiting request leaves a hole in the queue.
inline constexpr std::uint32_t kHole = 0xFFFFFFFFu;

inline std::uint64_t entry(std::int64_t iteration, std::uint32_t slot) {
    return static_cast<std::uint64_t>(iteration) << kSlotBits | slot;
}
inline std::int64_t iteration_of(std::uint64_t entry) {
    return static_cast<std::int64_t>(entry >> kSlotBits);
}
inline std::uint32_t slot_of(std::uint64_t entry) {
    return static_cast<std::uint32_t>(entry & kSlotMask);
}

}  // namespace orrery
