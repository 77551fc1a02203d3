// What a training run takes, from rates and hours: accelerator-hours, days, energy, carbon.
#pragma once

namespace orrery::training {

struct RunHours {
    double accelerators = 0;
    double hours = 0;  ///< of all accelerators together
    [[nodiscard]] double days() const { return accelerators > 0 ? hours / accelerators / 24 : 0; }
};

/// Hours for a number of tokens at a rate of one accelerator.
RunHours run_hours(double tokens, double tokens_per_second, double accelerators);

/// Days by Narayanan et al. 2021, equation 4: 8·T·P / (n·X), with full recompute; X in FLOP/s.
double days_with_recompute(double tokens, double parameters, double accelerators, double rate);

/// MWh of so many accelerator-hours at a mean power, watts, PUE included.
double energy_mwh(double hours, double watts, double pue);

/// tCO2e of MWh at kg/kWh.
double emissions_t(double mwh, double kg_kwh);

}  // namespace orrery::training
