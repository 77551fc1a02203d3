// What is believed of a factor, and what a measurement makes of it.
#include "models/demand/belief.hpp"

#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::demand {

Belief belief_of(double p10, double p90) {
    const double low = math::log(p10);
    const double high = math::log(p90);
    return {(low + high) / 2, (high - low) / (2 * math::normal_quantile(0.9))};
}

double belief_quantile(const Belief& belief, double p) {
    return math::exp(belief.mean + belief.sd * math::normal_quantile(p));
}

Belief updated(const Belief& prior, const Belief& measured) {
    const double before = 1 / (prior.sd * prior.sd);
    const double now = 1 / (measured.sd * measured.sd);
    const double all = before + now;
    return {(prior.mean * before + measured.mean * now) / all, 1 / std::sqrt(all)};
}

double surprise(const Belief& prior, const Belief& measured) {
    return (measured.mean - prior.mean) /
           std::sqrt(prior.sd * prior.sd + measured.sd * measured.sd);
}

}  // namespace orrery::demand
