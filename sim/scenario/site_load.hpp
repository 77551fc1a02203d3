// What a site draws for an IT load in a meter interval: linear in the load, as caps need it.
#pragma once
#include <algorithm>

#include "sim/scenario/world.hpp"

namespace orrery {

/// Draw of a facility = fixed_w + IT load × per_it_w, exactly as the accounts have it.
struct SiteLoad {
    double fixed_w = 0;
    double per_it_w = 1;
    [[nodiscard]] double facility_w(double it_w) const { return fixed_w + it_w * per_it_w; }
};

/// A constant PUE, or the plant in the weather of the interval.
inline SiteLoad site_load(const Site& site, std::size_t interval) {
    const SiteEnergy& energy = site.energy;
    if (!energy.plant || energy.weather.empty()) return {0, site.pue};
    const auto i = std::min(interval, energy.weather.size() - 1);
    const facility::Overhead of = facility::overhead(*energy.plant, 1, energy.weather[i]);
    return {energy.plant->fixed * energy.rated_it_kw * 1e3, 1 + of.distribution + of.cooling};
}

}  // namespace orrery
