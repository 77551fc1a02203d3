// Where one way of paying becomes cheaper than another, and what a commitment or spot job comes to.
#include "models/finance/break_even.hpp"

#include "orrery/base/math.hpp"

namespace orrery::finance {

std::optional<double> break_even_utilisation(double fixed, double variable, double rent) {
    if (rent <= variable) return {};
    return fixed / (rent - variable);
}

double expected_seconds(const SpotJob& job) {
    const double part = job.interval_s + job.checkpoint_s;
    const double parts = job.work_s / job.interval_s;
    if (job.hazard <= 0) return parts * part;
    return parts * math::expm1(job.hazard * part) * (1 / job.hazard + job.restart_s);
}

double expected_cost(const SpotJob& job, double price_per_hour) {
    return price_per_hour * expected_seconds(job) / 3600;
}

}  // namespace orrery::finance
