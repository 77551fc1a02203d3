// The prefix cache of one replica: which beginnings of prompts have their KV in memory.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/engine/serving/kv_growth.hpp"
#include "sim/kernel/key_table.hpp"

namespace orrery {

/// A part of a request's text: the first `tokens` of the text that `key` names. Two spans with the
/// same key have the same text before them, too.
struct Span {
    std::uint64_t key = 0;
    std::int32_t tokens = 0;
    bool own = false;  ///< nobody else will ask for it, unless the request itself is preempted
};

/// Blocks are counted by text, not one by one: of each text its beginning is resident. A text that
/// a running request uses is pinned; the others are evicted least recently used first, each from
/// its end. What is evicted may go on to host memory and from there to disk.
class PrefixCache {
public:
    struct Tiers {
        std::int64_t host_blocks = 0;
        std::int64_t disk_blocks = 0;
    };
    struct Match {
        std::int64_t blocks = 0;  ///< in device memory
        std::int64_t pinned = 0;  ///< of those: used by running requests
        std::int64_t host = 0;    ///< further ones in host memory …
        std::int64_t disk = 0;    ///< … and on disk
    };

    void configure(int block_tokens, const Tiers& tiers);
    /// The leading blocks of a text that are resident somewhere, in whole blocks.
    [[nodiscard]] Match match(const std::vector<Span>& spans) const;
    /// A request uses the first `blocks` blocks of its text, all resident: their texts are pinned.
    /// Returns how many spans those are.
    int pin(const std::vector<Span>& spans, std::int64_t blocks);
    /// It has computed all of `spans`: from span `used` on they are pinned, too, and its own blocks
    /// become theirs where they were not resident. Returns how many blocks it gave.
    std::int64_t publish(const std::vector<Span>& spans, int used);
    /// It leaves, having used `used` spans, with `blocks` blocks of its own that hold what was not
    /// resident. `done`: it will not come back for its own text.
    void release(const std::vector<Span>& spans, int used, std::int64_t blocks, bool done);
    /// Blocks that nobody will ask for are left behind; they are evicted in their turn.
    void discard(std::int64_t blocks);
    /// Evicts until at most `blocks` are resident and not pinned.
    void trim(std::int64_t blocks);
    void clear();

    [[nodiscard]] std::int64_t pinned() const { return pinned_; }
    [[nodiscard]] std::int64_t evictable() const { return device_.blocks; }

private:
    enum class Tier : std::uint8_t { none, device, host, disk };
    struct Text {
        std::uint64_t key = 0;  ///< 0: nobody will ask for it
        std::int32_t blocks = 0;
        std::int32_t users = 0;
        std::uint32_t before = kNone;  ///< in its tier's list, least recently used first
        std::uint32_t after = kNone;
        Tier tier = Tier::none;
    };
    struct List {
        std::uint32_t first = kNone;
        std::uint32_t last = kNone;
        std::int64_t blocks = 0;
        std::int64_t limit = 0;
    };
    static constexpr std::uint32_t kNone = 0xFFFFFFFFu;

    [[nodiscard]] const Text* find(std::uint64_t key) const;
    std::uint32_t obtain(std::uint64_t key);
    List& list(Tier tier);
    void hold(std::uint32_t i);
    void take_down(std::uint32_t i);
    void append(std::uint32_t i, Tier tier);
    void remove(std::uint32_t i);
    void spill(Tier from, std::int64_t limit);
    /// Blocks that span `i` ends before, from the start of the prompt.
    [[nodiscard]] std::int64_t blocks_until(std::int64_t tokens) const {
        return block_.down(tokens);
    }

    std::vector<Text> texts_;
    std::vector<std::uint32_t> unused_;
    KeyTable index_;
    List device_;
    List host_;
    List disk_;
    std::int64_t pinned_ = 0;
    BlockSize block_;
};

}  // namespace orrery
