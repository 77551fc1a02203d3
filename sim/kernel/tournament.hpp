// Who is smallest among n entities whose keys change one at a time: the routers' question.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "orrery/base/assert.hpp"

namespace orrery {

/// A complete binary tree of matches. Smaller keys win, equal keys the smaller entity. O(log n) per
/// change, and less where the outcome of a match stays the same; the winner is known at once.
class TournamentTree {
public:
    /// Key of a disabled entity.
    static constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
    /// The winner when every entity is disabled.
    static constexpr std::uint32_t kNone = 0xFFFFFFFFu;

    TournamentTree() = default;
    explicit TournamentTree(std::size_t entities) { resize(entities); }

    /// Sets the number of entities and disables all of them.
    void resize(std::size_t entities) {
        ORRERY_ASSERT(entities < kNone, "too many entities for a tournament");
        entities_ = entities;
        leaves_ = std::bit_ceil(entities < 1 ? std::size_t{1} : entities);
        nodes_.assign(2 * leaves_, Match{});
        for (std::size_t e = 0; e < leaves_; ++e) {
            nodes_[leaves_ + e].entity = static_cast<std::uint32_t>(e);
        }
        for (std::size_t i = leaves_ - 1; i >= 1; --i) nodes_[i] = nodes_[2 * i];
    }

    [[nodiscard]] std::size_t entities() const { return entities_; }

    void set(std::uint32_t entity, std::uint64_t key) {
        ORRERY_ASSERT(entity < entities_, "entity beyond the tournament");
        std::size_t i = leaves_ + entity;
        nodes_[i].key = key;
        while (i > 1) {
            i /= 2;
            // The left one has the smaller entities: it wins ties.
            const Match& left = nodes_[2 * i];
            const Match& right = nodes_[2 * i + 1];
            const Match best = right.key < left.key ? right : left;
            if (best.key == nodes_[i].key && best.entity == nodes_[i].entity) return;
            nodes_[i] = best;
        }
    }
    void disable(std::uint32_t entity) { set(entity, kMax); }

    [[nodiscard]] std::uint64_t key(std::uint32_t entity) const {
        ORRERY_ASSERT(entity < entities_, "entity beyond the tournament");
        return nodes_[leaves_ + entity].key;
    }

    /// The enabled entity with the smallest key, or kNone.
    [[nodiscard]] std::uint32_t winner() const {
        return entities_ == 0 || nodes_[1].key == kMax ? kNone : nodes_[1].entity;
    }
    /// kMax when all are disabled.
    [[nodiscard]] std::uint64_t winning_key() const {
        return entities_ == 0 ? kMax : nodes_[1].key;
    }

private:
    struct Match {
        std::uint64_t key = kMax;
        std::uint32_t entity = 0;
    };

    std::size_t entities_ = 0;
    std::size_t leaves_ = 0;
    std::vector<Match> nodes_;  ///< node 1 is the final; leaves from `leaves_` on
};

}  // namespace orrery
