// Who is smallest among n entities whose keys change one at a time: the routers' question.
#pragma once
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "orrery/base/assert.hpp"

namespace orrery {

/// A complete binary tree of matches. Smaller keys win, equal keys the smaller entity. O(log n) per
/// change, and less where the outcome of a match stays the same; the winner is known at once. Key
/// and entity share one word, so that a match is one comparison without a branch.
class TournamentTree {
public:
    /// Keys and entities that fit into a match.
    static constexpr int kEntityBits = 24;
    static constexpr std::uint64_t kKeys = std::uint64_t{1} << (64 - kEntityBits);
    /// Key of a disabled entity.
    static constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
    /// The winner when every entity is disabled.
    static constexpr std::uint32_t kNone = 0xFFFFFFFFu;

    TournamentTree() = default;
    explicit TournamentTree(std::size_t entities) { resize(entities); }

    /// Sets the number of entities and disables all of them.
    void resize(std::size_t entities) {
        ORRERY_ASSERT(entities < (std::size_t{1} << kEntityBits), "too many entities");
        entities_ = entities;
        leaves_ = std::bit_ceil(entities < 1 ? std::size_t{1} : entities);
        nodes_.assign(2 * leaves_, 0);
        for (std::size_t e = 0; e < leaves_; ++e) nodes_[leaves_ + e] = match(kKeys - 1, e);
        for (std::size_t i = leaves_ - 1; i >= 1; --i) nodes_[i] = nodes_[2 * i];
    }

    [[nodiscard]] std::size_t entities() const { return entities_; }

    /// `key`: below kKeys − 1, or kMax.
    void set(std::uint32_t entity, std::uint64_t key) {
        ORRERY_ASSERT(entity < entities_, "entity beyond the tournament");
        ORRERY_ASSERT(key < kKeys - 1 || key == kMax, "key beyond the tournament");
        std::size_t i = leaves_ + entity;
        nodes_[i] = match(key == kMax ? kKeys - 1 : key, entity);
        while (i > 1) {
            const std::uint64_t best = std::min(nodes_[i], nodes_[i ^ 1]);
            i /= 2;
            if (best == nodes_[i]) return;
            nodes_[i] = best;
        }
    }
    void disable(std::uint32_t entity) { set(entity, kMax); }

    [[nodiscard]] std::uint64_t key(std::uint32_t entity) const {
        ORRERY_ASSERT(entity < entities_, "entity beyond the tournament");
        return key_of(nodes_[leaves_ + entity]);
    }

    /// The enabled entity with the smallest key, or kNone.
    [[nodiscard]] std::uint32_t winner() const {
        if (entities_ == 0 || key_of(nodes_[1]) == kMax) return kNone;
        return static_cast<std::uint32_t>(nodes_[1] & ((std::uint64_t{1} << kEntityBits) - 1));
    }
    /// kMax when all are disabled.
    [[nodiscard]] std::uint64_t winning_key() const {
        return entities_ == 0 ? kMax : key_of(nodes_[1]);
    }

private:
    static constexpr std::uint64_t match(std::uint64_t key, std::uint64_t entity) {
        return key << kEntityBits | entity;
    }
    static constexpr std::uint64_t key_of(std::uint64_t node) {
        const std::uint64_t key = node >> kEntityBits;
        return key == kKeys - 1 ? kMax : key;
    }

    std::size_t entities_ = 0;
    std::size_t leaves_ = 0;
    std::vector<std::uint64_t> nodes_;  ///< node 1 is the final; leaves from `leaves_` on
};

}  // namespace orrery
