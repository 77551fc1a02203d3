// Availability of groups of sites that share causes of outages: k of n in closed form.
#include "models/reliability/common_cause.hpp"

#include <algorithm>
#include <cstddef>

#include "orrery/base/math.hpp"

namespace orrery::reliability {
namespace {

/// P(i of n units work), i = 0 … n, by adding one unit after the other.
std::vector<double> binomial(int n, double p) {
    std::vector<double> law{1.0};
    for (int u = 0; u < n; ++u) {
        law.push_back(0);
        for (std::size_t i = law.size() - 1; i > 0; --i) law[i] = law[i] * (1 - p) + law[i - 1] * p;
        law[0] *= 1 - p;
    }
    return law;
}

std::vector<double> convolve(const std::vector<double>& a, const std::vector<double>& b) {
    std::vector<double> sum(a.size() + b.size() - 1, 0.0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < b.size(); ++j) sum[i + j] += a[i] * b[j];
    }
    return sum;
}

double site_up(const SitePart& part, const std::vector<int>& shocks) {
    return reliability::site_up(part,
                                part.cause < 0 ? 0 : shocks[static_cast<std::size_t>(part.cause)]);
}

double enough_units(int needed, const std::vector<SitePart>& parts,
                    const std::vector<int>& shocks) {
    std::vector<double> law{1.0};
    for (const SitePart& part : parts) {
        const double up = site_up(part, shocks);
        std::vector<double> units = binomial(part.units, part.unit_availability);
        for (double& p : units) p *= up;
        units[0] += 1 - up;
        law = convolve(law, units);
    }
    double sum = 0;
    for (std::size_t i = static_cast<std::size_t>(std::max(needed, 0)); i < law.size(); ++i) {
        sum += law[i];
    }
    return sum;
}

double accepted_states(const std::vector<SitePart>& parts,
                       const std::function<bool(const std::vector<bool>&)>& holds,
                       const std::vector<int>& shocks) {
    double sum = 0;
    std::vector<double> works;
    for (const SitePart& part : parts) works.push_back(site_up(part, shocks));
    std::vector<bool> up(parts.size());
    for (std::size_t state = 0; state < std::size_t{1} << parts.size(); ++state) {
        double p = 1;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            up[i] = (state >> i & 1) != 0;
            p *= up[i] ? works[i] : 1 - works[i];
        }
        if (p > 0 && holds(up)) sum += p;
    }
    return sum;
}

/// Cause after cause, each with 0, 1, 2 … shocks under way.
template <class Given>
double over_causes(const std::vector<SharedCause>& causes, const Given& given,
                   std::vector<int>& shocks) {
    if (shocks.size() == causes.size()) return given(shocks);
    const SharedCause& cause = causes[shocks.size()];
    const double load = cause.per_s * cause.mean_s;
    double weight = math::exp(-load);
    double left = 1;
    double sum = 0;
    for (int n = 0; left > 1e-14 && n < 1000; ++n) {
        shocks.push_back(n);
        sum += weight * over_causes(causes, given, shocks);
        shocks.pop_back();
        left -= weight;
        weight *= load / (n + 1);
    }
    return sum;
}

}  // namespace

double site_up(const SitePart& part, int shocks) {
    double up = math::exp(-part.own_per_s * part.own_mean_s);
    for (int s = 0; s < shocks; ++s) up *= 1 - part.takes_part;
    return up;
}

double units_available(int needed, const std::vector<SitePart>& parts,
                       const std::vector<SharedCause>& causes) {
    std::vector<int> shocks;
    return over_causes(
        causes, [&](const std::vector<int>& s) { return enough_units(needed, parts, s); }, shocks);
}

double states_probability(const std::vector<SitePart>& parts,
                          const std::vector<SharedCause>& causes,
                          const std::function<bool(const std::vector<bool>& up)>& holds) {
    std::vector<int> shocks;
    return over_causes(
        causes, [&](const std::vector<int>& s) { return accepted_states(parts, holds, s); },
        shocks);
}

}  // namespace orrery::reliability
