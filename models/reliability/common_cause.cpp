// Availability of groups of sites that share causes of outages: k of n in closed form.
#include "models/reliability/common_cause.hpp"

#include <algorithm>

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

double given_shocks(int needed, const std::vector<SitePart>& parts,
                    const std::vector<int>& shocks) {
    std::vector<double> law{1.0};
    for (const SitePart& part : parts) {
        const double up =
            site_up(part, part.cause < 0 ? 0 : shocks[static_cast<std::size_t>(part.cause)]);
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

/// Cause after cause, each with 0, 1, 2 … shocks under way.
double over_causes(int needed, const std::vector<SitePart>& parts,
                   const std::vector<SharedCause>& causes, std::vector<int>& shocks) {
    if (shocks.size() == causes.size()) return given_shocks(needed, parts, shocks);
    const SharedCause& cause = causes[shocks.size()];
    const double load = cause.per_s * cause.mean_s;
    double weight = math::exp(-load);
    double left = 1;
    double sum = 0;
    for (int n = 0; left > 1e-14 && n < 1000; ++n) {
        shocks.push_back(n);
        sum += weight * over_causes(needed, parts, causes, shocks);
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
    return over_causes(needed, parts, causes, shocks);
}

}  // namespace orrery::reliability
