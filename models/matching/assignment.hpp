// Which workload goes to which accelerator: the assignment of least total cost.
#pragma once
#include <vector>

namespace orrery::matching {

/// cost[row][column]; infinity where the pair is not allowed. Rows may be of any number, all of one
/// length.
using Matrix = std::vector<std::vector<double>>;

struct Assignment {
    std::vector<int> column;  ///< of each row; −1: none is left that it may have
    double cost = 0;          ///< of the pairs
};

/// Each row at most one column and each column at most one row, or `capacity` of them where given:
/// as many allowed pairs as there can be, and of those the cheapest. Ties go to the lower column.
/// Kuhn 1955, Munkres 1957; shortest augmenting paths after Jonker and Volgenant 1987, O(n³).
Assignment assign(const Matrix& cost);
Assignment assign(const Matrix& cost, const std::vector<int>& capacity);

}  // namespace orrery::matching
