// Lognormal times as people state them: a median and what nine of ten stay below.
#include "models/reliability/lognormal.hpp"

#include "orrery/base/math.hpp"

namespace orrery::reliability {

double lognormal_sigma(double median, double p90) {
    return math::log(p90 / median) / math::normal_quantile(.9);
}

}  // namespace orrery::reliability
