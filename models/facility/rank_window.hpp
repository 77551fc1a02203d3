// Ranks among the coming values of a series, in a window that moves forward.
#pragma once
#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace orrery::facility {

/// Keeps the next `width` values sorted; a move by one is two binary searches and a short copy.
class RankWindow {
public:
    RankWindow(std::span<const double> series, std::size_t width) : series_(series), width_(width) {
        sorted_.reserve(width + 1);
    }

    /// The window becomes [i, i + width), cut at the series' end; i never falls.
    void move_to(std::size_t i) {
        for (; end_ < std::min(i + width_, series_.size()); ++end_) insert(series_[end_]);
        for (; begin_ < i; ++begin_) erase(series_[begin_]);
    }
    [[nodiscard]] std::size_t size() const { return sorted_.size(); }
    [[nodiscard]] std::size_t below(double x) const {
        const auto at = std::lower_bound(sorted_.begin(), sorted_.end(), x);
        return static_cast<std::size_t>(at - sorted_.begin());
    }
    [[nodiscard]] std::size_t above(double x) const {
        const auto at = std::upper_bound(sorted_.begin(), sorted_.end(), x);
        return static_cast<std::size_t>(sorted_.end() - at);
    }

private:
    void insert(double x) {
        sorted_.insert(std::upper_bound(sorted_.begin(), sorted_.end(), x), x);
    }
    void erase(double x) { sorted_.erase(std::lower_bound(sorted_.begin(), sorted_.end(), x)); }

    std::span<const double> series_;
    std::size_t width_;
    std::vector<double> sorted_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace orrery::facility
