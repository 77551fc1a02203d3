// How many KV blocks the decodes of a batch take, iteration by iteration, without visiting them.
#pragma once
#include <cstdint>
#include <numeric>
#include <vector>

namespace orrery {

/// Every decode adds a token an iteration, so it takes a block every `block` iterations, always at
/// the same phase. Counting decodes by phase gives the blocks of any span in closed form.
class KvGrowth {
public:
    void configure(int block) { by_phase_.assign(static_cast<std::size_t>(block), 0); }

    /// The phase of a request whose iteration `join` attends to prompt + 1 tokens.
    [[nodiscard]] std::size_t phase(std::int64_t prompt, std::int64_t join) const {
        const auto block = static_cast<std::int64_t>(by_phase_.size());
        return static_cast<std::size_t>(((join - prompt) % block + block) % block);
    }
    void add(std::size_t phase) {
        ++by_phase_[phase];
        ++total_;
    }
    void remove(std::size_t phase) {
        --by_phase_[phase];
        --total_;
    }
    /// Blocks taken at iteration t ≥ 0.
    [[nodiscard]] std::int64_t at(std::int64_t t) const {
        return by_phase_[static_cast<std::size_t>(t % static_cast<std::int64_t>(by_phase_.size()))];
    }
    /// Blocks taken over the iterations [a, b).
    [[nodiscard]] std::int64_t between(std::int64_t a, std::int64_t b) const {
        if (total_ == 0 || b <= a) return 0;
        const auto block = static_cast<std::int64_t>(by_phase_.size());
        std::int64_t sum = (b - a) / block * total_;
        for (std::int64_t t = b - (b - a) % block; t < b; ++t) sum += at(t);
        return sum;
    }
    /// The most iterations n ≤ limit from `a` on that take at most `blocks` blocks.
    [[nodiscard]] std::int64_t affordable(std::int64_t a, std::int64_t blocks,
                                          std::int64_t limit) const {
        if (total_ == 0) return limit;
        const auto block = static_cast<std::int64_t>(by_phase_.size());
        const std::int64_t cycles = blocks / total_;
        if (cycles > limit / block) return limit;
        std::int64_t n = cycles * block;
        std::int64_t left = blocks - cycles * total_;
        while (n < limit && at(a + n) <= left) left -= at(a + n++);
        return n < limit ? n : limit;
    }
    void clear() {
        by_phase_.assign(by_phase_.size(), 0);
        total_ = 0;
    }

private:
    std::vector<std::int32_t> by_phase_{0};
    std::int64_t total_ = 0;
};

}  // namespace orrery
