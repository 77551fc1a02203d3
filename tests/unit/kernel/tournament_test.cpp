// The winner of the tournament against a linear search.
#include "sim/kernel/tournament.hpp"

#include <vector>

#include "sim/kernel/samplers.hpp"
#include "tests/support/catch.hpp"

namespace tournament_test {

using orrery::Stream;
using orrery::TournamentTree;

TEST_CASE("the smallest key wins, the smaller entity among equals, none when all are disabled") {
    TournamentTree tree(3);
    CHECK(tree.winner() == TournamentTree::kNone);
    tree.set(2, 5);
    CHECK(tree.winner() == 2);
    tree.set(1, 5);
    CHECK(tree.winner() == 1);
    tree.set(0, 6);
    CHECK(tree.winner() == 1);
    CHECK(tree.winning_key() == 5);
    tree.disable(1);
    CHECK(tree.winner() == 2);
    CHECK(tree.key(1) == TournamentTree::kMax);
    CHECK(TournamentTree(0).winner() == TournamentTree::kNone);
}

TEST_CASE("any sequence of changes agrees with a linear search") {
    Stream stream(1, "tournament", "");
    for (const std::uint32_t n : {1u, 2u, 3u, 5u, 8u, 33u, 100u}) {
        TournamentTree tree(n);
        std::vector<std::uint64_t> keys(n, TournamentTree::kMax);
        for (int step = 0; step < 10'000; ++step) {
            const auto e = static_cast<std::uint32_t>(uniform_int(stream, n));
            keys[e] = uniform_int(stream, 8);
            if (keys[e] == 7) keys[e] = TournamentTree::kMax;
            tree.set(e, keys[e]);
            std::uint32_t best = TournamentTree::kNone;
            for (std::uint32_t i = n; i-- > 0;) {
                const bool wins = best == TournamentTree::kNone || keys[i] <= keys[best];
                if (keys[i] != TournamentTree::kMax && wins) best = i;
            }
            REQUIRE(tree.winner() == best);
        }
    }
}

}  // namespace tournament_test
