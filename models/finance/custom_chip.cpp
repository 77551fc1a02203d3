// Chips of one's own: engineering once, a yield, a ramp, and the volume from which they pay.
#include "models/finance/custom_chip.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orrery::finance {

double good_unit_cost(const CustomChip& chip) {
    return chip.unit_cost / chip.yield;
}

double average_cost(const CustomChip& chip, double volume) {
    return chip.nre / volume + good_unit_cost(chip);
}

double break_even_volume(const CustomChip& chip, double bought_price) {
    const double saved = bought_price - good_unit_cost(chip);
    return saved > 0 ? chip.nre / saved : std::numeric_limits<double>::infinity();
}

double ramp_delivered(double t, double ramp) {
    if (ramp <= 0) return t >= 0 ? 1 : 0;
    const double x = std::clamp(t / ramp, 0.0, 1.0);
    return x * x;
}

double ramp_time(double share, double ramp) {
    return ramp * std::sqrt(std::clamp(share, 0.0, 1.0));
}

}  // namespace orrery::finance
