// How many KV blocks the decodes of a batch take, iteration by iteration, without visiting them.
#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace orrery {

/// Tokens of a KV block, with the divisions that a batch does all the time.
class BlockSize {
public:
    explicit BlockSize(int tokens = 16)
        : tokens_(tokens),
          shift_(std::has_single_bit(static_cast<unsigned>(tokens))
                     ? std::countr_zero(static_cast<unsigned>(tokens))
                     : -1) {}
    [[nodiscard]] std::int64_t tokens() const { return tokens_; }
    /// Whole blocks in n ≥ 0 tokens.
    [[nodiscard]] std::int64_t down(std::int64_t n) const {
        return shift_ >= 0 ? n >> shift_ : n / tokens_;
    }
    /// Blocks that hold n ≥ 0 tokens.
    [[nodiscard]] std::int64_t up(std::int64_t n) const { return down(n + tokens_ - 1); }
    /// n modulo the size, never negative.
    [[nodiscard]] std::int64_t rest(std::int64_t n) const {
        if (shift_ >= 0) return n & (tokens_ - 1);
        const std::int64_t r = n % tokens_;
        return r < 0 ? r + tokens_ : r;
    }

private:
    std::int64_t tokens_;
    int shift_;
};

/// Every decode adds a token an iteration, so it takes a block every `block` iterations, always at
/// the same phase. Counting decodes by phase gives the blocks of any span in closed form.
class KvGrowth {
public:
    void configure(int block) {
        size_ = BlockSize(block);
        few_.fill(0);
        many_.assign(block > kFew ? static_cast<std::size_t>(block) : 0, 0);
    }

    /// The phase of a request whose iteration `join` attends to prompt + 1 tokens.
    [[nodiscard]] std::size_t phase(std::int64_t prompt, std::int64_t join) const {
        return static_cast<std::size_t>(size_.rest(join - prompt));
    }
    void add(std::size_t phase) {
        ++phases()[phase];
        ++total_;
    }
    void remove(std::size_t phase) {
        --phases()[phase];
        --total_;
    }
    /// Blocks taken at iteration t ≥ 0.
    [[nodiscard]] std::int64_t at(std::int64_t t) const { return phases()[size_.rest(t)]; }
    /// No span of n iterations takes more blocks than this.
    [[nodiscard]] std::int64_t at_most(std::int64_t n) const {
        return (size_.down(n) + 1) * total_;
    }
    /// Blocks taken over the iterations [a, b).
    [[nodiscard]] std::int64_t between(std::int64_t a, std::int64_t b) const {
        if (total_ == 0 || b <= a) return 0;
        const std::int64_t n = b - a;
        std::int64_t sum = size_.down(n) * total_;
        const std::int32_t* const counts = phases();
        std::int64_t p = size_.rest(a);
        for (std::int64_t left = size_.rest(n); left > 0; --left) {
            sum += counts[p];
            if (++p == size_.tokens()) p = 0;
        }
        return sum;
    }
    /// The most iterations n ≤ limit from `a` on that take at most `blocks` blocks.
    [[nodiscard]] std::int64_t affordable(std::int64_t a, std::int64_t blocks,
                                          std::int64_t limit) const {
        if (at_most(limit) <= blocks) return limit;
        const std::int64_t cycles = blocks / total_;
        std::int64_t n = cycles * size_.tokens();
        std::int64_t left = blocks - cycles * total_;
        while (n < limit && at(a + n) <= left) left -= at(a + n++);
        return n < limit ? n : limit;
    }
    void clear() {
        few_.fill(0);
        many_.assign(many_.size(), 0);
        total_ = 0;
    }

private:
    static constexpr int kFew = 16;  ///< phases of the usual block: beside the other counters
    [[nodiscard]] std::int32_t* phases() { return many_.empty() ? few_.data() : many_.data(); }
    [[nodiscard]] const std::int32_t* phases() const {
        return many_.empty() ? few_.data() : many_.data();
    }

    std::int64_t total_ = 0;
    BlockSize size_;
    std::array<std::int32_t, kFew> few_{};
    std::vector<std::int32_t> many_;
};

}  // namespace orrery
