// What a training run takes, from rates and hours: accelerator-hours, days, energy, carbon.
#include "models/training/run.hpp"

namespace orrery::training {

RunHours run_hours(double tokens, double tokens_per_second, double accelerators) {
    if (tokens_per_second <= 0) return {accelerators, 0};
    return {accelerators, tokens / tokens_per_second / 3600};
}

double days_with_recompute(double tokens, double parameters, double accelerators, double rate) {
    return 8 * tokens * parameters / (accelerators * rate) / 86400;
}

double energy_mwh(double hours, double watts, double pue) {
    return hours * watts * pue * 1e-6;
}

double emissions_t(double mwh, double kg_kwh) {
    return mwh * kg_kwh;
}

}  // namespace orrery::training
