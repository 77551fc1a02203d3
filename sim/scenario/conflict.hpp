// Irreducible conflict sets: the deletion filter over entries that cannot all hold.
#pragma once
#include <cstddef>
#include <functional>
#include <vector>

namespace orrery {

/// Which of `n` entries are left when each that is not needed for the conflict is dropped, in
/// order. `feasible(kept)` says whether the kept entries can all hold; it must be monotone (fewer
/// entries are never worse) and false for all. The result is infeasible, and feasible without any
/// one of its members. Chinneck and Dravnieks 1991.
inline std::vector<std::size_t> irreducible_conflict(
    std::size_t n, const std::function<bool(const std::vector<bool>&)>& feasible) {
    std::vector<bool> kept(n, true);
    for (std::size_t i = 0; i < n; ++i) {
        kept[i] = false;
        if (feasible(kept)) kept[i] = true;
    }
    std::vector<std::size_t> conflict;
    for (std::size_t i = 0; i < n; ++i) {
        if (kept[i]) conflict.push_back(i);
    }
    return conflict;
}

}  // namespace orrery
