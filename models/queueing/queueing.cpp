// Queueing theory in closed form: bounds that reports show and oracles that tests use.
#include "models/queueing/queueing.hpp"

#include <limits>

#include "orrery/base/math.hpp"

namespace orrery::queueing {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

}  // namespace

double erlang_b(double offered, int servers) {
    double b = 1;
    for (int k = 1; k <= servers; ++k) b = offered * b / (k + offered * b);
    return b;
}

double erlang_c(double offered, int servers) {
    const double rho = offered / servers;
    if (rho >= 1) return 1;
    const double b = erlang_b(offered, servers);
    return b / (1 - rho * (1 - b));
}

double mm1_mean_wait(double arrival, double service) {
    return mmc_mean_wait(arrival, service, 1);
}

double mm1_mean_sojourn(double arrival, double service) {
    return arrival < service ? 1 / (service - arrival) : kInfinite;
}

double mmc_mean_wait(double arrival, double service, int servers) {
    const double spare = servers * service - arrival;
    return spare > 0 ? erlang_c(arrival / service, servers) / spare : kInfinite;
}

double mmc_wait_quantile(double arrival, double service, int servers, double p) {
    const double spare = servers * service - arrival;
    if (spare <= 0) return kInfinite;
    const double c = erlang_c(arrival / service, servers);
    return c <= 1 - p ? 0 : math::log(c / (1 - p)) / spare;
}

double mmck_loss(double arrival, double service, int servers, int capacity) {
    // Weights of the states, scaled by the largest so far to stay finite.
    double weight = 1;
    double sum = 1;
    for (int n = 1; n <= capacity; ++n) {
        weight *= arrival / (service * (n < servers ? n : servers));
        sum += weight;
        if (sum > 1e200) {
            weight *= 1e-200;
            sum *= 1e-200;
        }
    }
    return weight / sum;
}

double mg1_mean_wait(double arrival, double mean_service_s, double cv) {
    const double rho = arrival * mean_service_s;
    if (rho >= 1) return kInfinite;
    const double second_moment = mean_service_s * mean_service_s * (1 + cv * cv);
    return arrival * second_moment / (2 * (1 - rho));
}

double md1_mean_wait(double arrival, double service_s) {
    return mg1_mean_wait(arrival, service_s, 0);
}

double utilisation(double arrival, double mean_service_s, int servers) {
    return arrival * mean_service_s / servers;
}

double mgc_mean_wait(double arrival, double mean_service_s, double cv, int servers) {
    return mmc_mean_wait(arrival, 1 / mean_service_s, servers) * (1 + cv * cv) / 2;
}

double throughput_bound(double mean_service_s, int servers) {
    return servers / mean_service_s;
}

}  // namespace orrery::queueing
