// The cheapest assignment against every permutation, up to eight by eight.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "models/matching/assignment.hpp"
#include "tests/support/catch.hpp"

namespace matching_test {

using namespace orrery;
using matching::Matrix;

namespace {

constexpr double kNo = std::numeric_limits<double>::infinity();

struct Best {
    int pairs = 0;
    double cost = 0;
};

/// All ways to give rows to columns, padded to a square.
Best brute_force(const Matrix& cost) {
    const std::size_t n = std::max(cost.size(), cost.front().size());
    std::vector<std::size_t> column(n);
    std::iota(column.begin(), column.end(), std::size_t{0});
    Best best{-1, 0};
    do {
        Best now;
        for (std::size_t i = 0; i < cost.size(); ++i) {
            const std::size_t j = column[i];
            if (j >= cost[i].size() || !std::isfinite(cost[i][j])) continue;
            ++now.pairs;
            now.cost += cost[i][j];
        }
        if (now.pairs > best.pairs || (now.pairs == best.pairs && now.cost < best.cost)) best = now;
    } while (std::next_permutation(column.begin(), column.end()));
    return best;
}

/// A small generator of its own: the same numbers everywhere.
struct Numbers {
    unsigned long long state = 20261125;
    double next() {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(state >> 40U) / static_cast<double>(1U << 24U);
    }
};

Matrix random_matrix(Numbers& numbers, std::size_t rows, std::size_t columns, double forbidden) {
    Matrix cost(rows, std::vector<double>(columns));
    for (auto& row : cost) {
        for (double& c : row) c = numbers.next() < forbidden ? kNo : 100 * numbers.next() - 20;
    }
    return cost;
}

int pairs(const matching::Assignment& a) {
    return static_cast<int>(
        std::count_if(a.column.begin(), a.column.end(), [](int c) { return c >= 0; }));
}

}  // namespace

TEST_CASE("the assignment of three workloads by hand") {
    // The greedy choice (0 → 0 for 1) costs 1 + 9 + 9; the best 2 + 2 + 3.
    const auto a = matching::assign({{1, 2, 9}, {2, 9, 9}, {9, 9, 3}});
    CHECK(a.column == std::vector<int>{1, 0, 2});
    CHECK(a.cost == 7);
    CHECK(matching::assign(Matrix{}).column.empty());
}

TEST_CASE("the cheapest assignment against every permutation up to 8 x 8") {
    Numbers numbers;
    for (std::size_t rows = 1; rows <= 8; ++rows) {
        for (std::size_t columns = 1; columns <= 8; ++columns) {
            const int times = std::max(rows, columns) > 6 ? 2 : 20;
            for (int k = 0; k < times; ++k) {
                const Matrix cost = random_matrix(numbers, rows, columns, k % 2 ? 0.3 : 0);
                const auto a = matching::assign(cost);
                const Best best = brute_force(cost);
                INFO(rows << " x " << columns << ", " << k);
                CHECK(pairs(a) == best.pairs);
                CHECK(std::fabs(a.cost - best.cost) < 1e-9);
            }
        }
    }
}

TEST_CASE("a forbidden pair is never taken, even where nothing else is left") {
    const auto a = matching::assign({{kNo, 5}, {kNo, 1}});
    CHECK(a.column == std::vector<int>{-1, 1});
    CHECK(a.cost == 1);
}

TEST_CASE("accelerators in numbers: as if each were a column of its own") {
    const Matrix cost{{1, 5}, {2, 5}, {4, 5}};
    const auto a = matching::assign(cost, {2, 1});
    CHECK(a.column == std::vector<int>{0, 0, 1});
    CHECK(a.cost == 8);
    CHECK(matching::assign(cost, {1, 0}).column == std::vector<int>{0, -1, -1});
}

}  // namespace matching_test
