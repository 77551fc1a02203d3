// A measured curve: seconds over a size, linear between the points.
#pragma once
#include <cstddef>
#include <vector>

namespace orrery::operators {

/// Where a value lies on an ascending axis: between points `low` and `low + 1`, at share `part`.
/// Beyond the ends it continues the last segment.
struct Place {
    std::size_t low = 0;
    double part = 0;
};
Place place_on(const std::vector<double>& axis, double value);

/// Points (x ascending, y seconds). Between them linear; below the first constant; beyond the last
/// the last segment goes on, never falling.
class Curve {
public:
    void add(double x, double y);
    [[nodiscard]] double at(double x) const;
    /// At the next measured size: what work costs that is padded to it. Beyond the last like `at`.
    [[nodiscard]] double at_or_above(double x) const;
    [[nodiscard]] bool empty() const { return x_.empty(); }
    [[nodiscard]] const std::vector<double>& points() const { return x_; }
    /// What more work that takes less time says: that the dip is noise, or that the peak is, since
    /// less work may be padded to more.
    enum class Monotone { lift_dips, cut_peaks };
    /// Sorts the points, averages equal x, and makes y rise with x.
    void finish(Monotone how = Monotone::lift_dips);

private:
    std::vector<double> x_;
    std::vector<double> y_;
};

}  // namespace orrery::operators
