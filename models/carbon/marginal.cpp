// Two answers to "what did moving load change": attributed (average) and marginal emissions.
#include "models/carbon/marginal.hpp"

#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::carbon {

ShiftEffect shift_effect(std::span<const double> before_kwh, std::span<const double> after_kwh,
                         std::span<const double> average_g_kwh,
                         std::span<const double> marginal_g_kwh) {
    const auto at = [](std::span<const double> s, std::size_t i) {
        return s[s.size() == 1 ? 0 : i];
    };
    math::NeumaierSum attributed;
    math::NeumaierSum marginal;
    math::NeumaierSum net;
    math::NeumaierSum moved;
    for (std::size_t i = 0; i < before_kwh.size(); ++i) {
        const double change = after_kwh[i] - before_kwh[i];
        attributed.add(change * at(average_g_kwh, i));
        marginal.add(change * at(marginal_g_kwh, i));
        net.add(change);
        moved.add(std::fabs(change));
    }
    return {attributed.value(), marginal.value(), moved.value() / 2, net.value()};
}

}  // namespace orrery::carbon
