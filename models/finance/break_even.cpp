// Where one way of paying becomes cheaper than another: utilisation, horizon, commitment, volume.
#include "models/finance/break_even.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::finance {

std::optional<double> break_even_utilisation(double fixed, double variable, double rent) {
    if (rent <= variable) return {};
    return fixed / (rent - variable);
}

std::optional<std::size_t> break_even_horizon(double rate, double upfront,
                                              std::span<const double> own,
                                              std::span<const double> rent) {
    double ahead = upfront;  // of owning over renting
    double factor = 1;
    for (std::size_t i = 0; i < own.size() && i < rent.size(); ++i) {
        factor /= 1 + rate;
        ahead += (own[i] - rent[i]) * factor;
        if (ahead <= 0) return i;
    }
    return {};
}

double critical_share(double committed, double on_demand) {
    return committed < on_demand ? 1 - committed / on_demand : 0;
}

double optimal_commitment(std::span<const double> sorted, double committed, double on_demand) {
    const double share = critical_share(committed, on_demand);
    if (share <= 0) return 0;
    const auto n = static_cast<double>(sorted.size());
    const double rank = std::ceil(share * n - 1e-9) - 1;  // 1e-9: 0.4·100 may be 40.00000000000001
    return sorted[static_cast<std::size_t>(std::clamp(rank, 0.0, n - 1))];
}

double commitment_cost(std::span<const double> demand, double level, double committed,
                       double on_demand) {
    math::NeumaierSum beyond;
    for (const double d : demand) beyond.add(std::max(d - level, 0.0));
    return committed * level + on_demand * beyond.value() / static_cast<double>(demand.size());
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

double near_optimal_interval(double checkpoint_s, double hazard) {
    return std::max(std::sqrt(2 * checkpoint_s / hazard) - checkpoint_s, checkpoint_s);
}

std::optional<double> break_even_volume(const ChipPlan& plan) {
    const double saved = plan.performance * plan.bought - plan.made / plan.yield;
    if (saved <= 0) return {};
    return plan.nre / saved;
}

}  // namespace orrery::finance
