// A hash table from 64-bit keys to indices, looked up only: it has no order to depend on.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace orrery {

/// Open addressing with linear probing, at most half full; key 0 is not a key.
class KeyTable {
public:
    static constexpr std::uint32_t kNone = 0xFFFFFFFFu;

    [[nodiscard]] std::uint32_t find(std::uint64_t key) const {
        if (slots_.empty()) return kNone;
        for (std::size_t i = home(key);; i = next(i)) {
            if (slots_[i].key == key) return slots_[i].value;
            if (slots_[i].key == 0) return kNone;
        }
    }
    /// The key must not be there.
    void insert(std::uint64_t key, std::uint32_t value) {
        if (2 * (size_ + 1) > slots_.size()) grow();
        std::size_t i = home(key);
        while (slots_[i].key != 0) i = next(i);
        slots_[i] = {key, value};
        ++size_;
    }
    void erase(std::uint64_t key) {
        if (slots_.empty()) return;
        std::size_t hole = home(key);
        while (slots_[hole].key != key) {
            if (slots_[hole].key == 0) return;
            hole = next(hole);
        }
        // What was pushed past the hole moves back, so that no probe ends too early.
        for (std::size_t i = next(hole); slots_[i].key != 0; i = next(i)) {
            const std::size_t from_home = (i - home(slots_[i].key)) & mask();
            if (from_home < ((i - hole) & mask())) continue;
            slots_[hole] = slots_[i];
            hole = i;
        }
        slots_[hole] = {};
        --size_;
    }
    void clear() {
        slots_.clear();
        size_ = 0;
    }
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    struct Slot {
        std::uint64_t key = 0;
        std::uint32_t value = 0;
    };
    [[nodiscard]] std::size_t mask() const { return slots_.size() - 1; }
    [[nodiscard]] std::size_t next(std::size_t i) const { return (i + 1) & mask(); }
    /// Fibonacci hashing of the key's mixed bits.
    [[nodiscard]] std::size_t home(std::uint64_t key) const {
        key ^= key >> 32;
        return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 20) & mask();
    }
    void grow() {
        std::vector<Slot> old(slots_.empty() ? 16 : slots_.size() * 2);
        old.swap(slots_);
        size_ = 0;
        for (const Slot& slot : old) {
            if (slot.key != 0) insert(slot.key, slot.value);
        }
    }

    std::vector<Slot> slots_;
    std::size_t size_ = 0;
};

}  // namespace orrery
