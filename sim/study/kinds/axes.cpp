// Axes of grids and searches: their combinations, and the points that these are.
#include "sim/study/kinds/axes.hpp"

namespace orrery::study {

std::vector<std::vector<std::size_t>> combinations_of(const std::vector<AxisSpec>& axes) {
    std::vector<std::vector<std::size_t>> all{{}};
    for (const AxisSpec& axis : axes) {
        std::vector<std::vector<std::size_t>> next;
        for (const auto& begun : all) {
            for (std::size_t v = 0; v < axis.values.size(); ++v) {
                next.push_back(begun);
                next.back().push_back(v);
            }
        }
        all = std::move(next);
    }
    return all;
}

Point point_of(const std::vector<AxisSpec>& axes, const std::vector<std::size_t>& combination) {
    Point point;
    for (std::size_t a = 0; a < axes.size(); ++a) {
        const std::string& value = axes[a].values[combination[a]];
        point.name += (a > 0 ? ", " : "") + axes[a].name + " " + value;
        for (const std::string& path : axes[a].paths) point.sets.push_back(path + "=" + value);
    }
    return point;
}

std::vector<Point> points_of(const std::vector<AxisSpec>& axes,
                             const std::vector<std::vector<std::size_t>>& combinations) {
    std::vector<Point> points;
    for (const auto& combination : combinations) points.push_back(point_of(axes, combination));
    return points;
}

}  // namespace orrery::study
