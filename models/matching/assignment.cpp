// Which workload goes to which accelerator: the assignment of least total cost.
#include "models/matching/assignment.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orrery::matching {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// A cost that no set of allowed pairs can reach, so that a forbidden pair is the last resort.
double forbidden_cost(const Matrix& cost) {
    double low = 0;
    double high = 0;
    for (const auto& row : cost) {
        for (const double c : row) {
            if (!std::isfinite(c)) continue;
            low = std::min(low, c);
            high = std::max(high, c);
        }
    }
    return (high - low + 1) * static_cast<double>(cost.size() + 1) + high;
}

/// Costs as a matrix with no more rows than columns; absent and forbidden pairs cost `dear`.
Matrix padded(const Matrix& cost, double dear) {
    const std::size_t columns = std::max(cost.size(), cost.empty() ? 0 : cost.front().size());
    Matrix out(cost.size(), std::vector<double>(columns, dear));
    for (std::size_t i = 0; i < cost.size(); ++i) {
        for (std::size_t j = 0; j < cost[i].size(); ++j) {
            if (std::isfinite(cost[i][j])) out[i][j] = cost[i][j];
        }
    }
    return out;
}

/// Rows and columns count from 1; 0 stands for none.
class Solver {
public:
    explicit Solver(const Matrix& cost)
        : cost_(cost),
          rows_(cost.size()),
          columns_(cost.empty() ? 0 : cost.front().size()),
          row_price_(rows_ + 1),
          column_price_(columns_ + 1),
          row_of_(columns_ + 1) {}

    std::vector<std::size_t> solve() {
        for (std::size_t row = 1; row <= rows_; ++row) augment(row);
        std::vector<std::size_t> column(rows_, 0);
        for (std::size_t j = 1; j <= columns_; ++j) {
            if (row_of_[j] != 0) column[row_of_[j] - 1] = j - 1;
        }
        return column;
    }

private:
    /// Finds the cheapest path from a free row to a free column, and turns it over.
    void augment(std::size_t row) {
        row_of_[0] = row;
        std::size_t at = 0;
        std::vector<double> least(columns_ + 1, kInfinite);
        std::vector<std::size_t> before(columns_ + 1, 0);
        std::vector<char> seen(columns_ + 1, 0);
        do {
            seen[at] = 1;
            at = extend(at, least, before, seen);
        } while (row_of_[at] != 0);
        for (; at != 0; at = before[at]) row_of_[at] = row_of_[before[at]];
    }

    std::size_t extend(std::size_t at, std::vector<double>& least, std::vector<std::size_t>& before,
                       const std::vector<char>& seen) {
        const std::size_t i = row_of_[at];
        double step = kInfinite;
        std::size_t next = 0;
        for (std::size_t j = 1; j <= columns_; ++j) {
            if (seen[j]) continue;
            const double reduced = cost_[i - 1][j - 1] - row_price_[i] - column_price_[j];
            if (reduced < least[j]) {
                least[j] = reduced;
                before[j] = at;
            }
            if (least[j] < step) {
                step = least[j];
                next = j;
            }
        }
        for (std::size_t j = 0; j <= columns_; ++j) {
            if (seen[j]) {
                row_price_[row_of_[j]] += step;
                column_price_[j] -= step;
            } else {
                least[j] -= step;
            }
        }
        return next;
    }

    const Matrix& cost_;
    std::size_t rows_;
    std::size_t columns_;
    std::vector<double> row_price_;
    std::vector<double> column_price_;
    std::vector<std::size_t> row_of_;
};

}  // namespace

Assignment assign(const Matrix& cost) {
    Assignment result;
    result.column.assign(cost.size(), -1);
    const Matrix full = padded(cost, forbidden_cost(cost));
    const std::vector<std::size_t> column = Solver(full).solve();
    for (std::size_t i = 0; i < cost.size(); ++i) {
        const std::size_t j = column[i];
        if (j >= cost[i].size() || !std::isfinite(cost[i][j])) continue;
        result.column[i] = static_cast<int>(j);
        result.cost += cost[i][j];
    }
    return result;
}

Assignment assign(const Matrix& cost, const std::vector<int>& capacity) {
    std::vector<int> origin;
    for (std::size_t j = 0; j < capacity.size(); ++j) {
        const int useful = std::clamp(capacity[j], 0, static_cast<int>(cost.size()));
        origin.insert(origin.end(), static_cast<std::size_t>(useful), static_cast<int>(j));
    }
    Matrix wide(cost.size());
    for (std::size_t i = 0; i < cost.size(); ++i) {
        for (const int j : origin) wide[i].push_back(cost[i][static_cast<std::size_t>(j)]);
    }
    Assignment result = assign(wide);
    for (int& column : result.column) {
        if (column >= 0) column = origin[static_cast<std::size_t>(column)];
    }
    return result;
}

}  // namespace orrery::matching
