// A battery: limits on its rate, losses, ageing; one step at a time.
#pragma once
#include <limits>
#include <string>

namespace orrery::facility {

/// C/L/C model: constant efficiencies, self-discharge, limits of rate that tighten towards full and
/// empty. F. Kazhamiaka, C. Rosenberg, S. Keshav, Energy Informatics 2 (2019). Powers are at the
/// terminals, contents in the cells.
struct BatterySpec {
    std::string name;
    double capacity_kwh = 0;
    double charge_kw = 0;
    double discharge_kw = 0;
    double charge_efficiency = 1;     ///< cells over terminals, 0..1
    double discharge_efficiency = 1;  ///< terminals over cells, 0..1
    double self_discharge = 0;        ///< share of the content lost in an hour
    double initial_soc = 0.5;         ///< states of charge: share of the capacity
    double min_soc = 0;
    double max_soc = 1;
    /// Content that must be left free (held back) per kW of charging (discharging), h.
    double charge_taper_h = 0;
    double discharge_taper_h = 0;
    double cycle_life = std::numeric_limits<double>::infinity();  ///< equivalent full cycles
    double calendar_years = std::numeric_limits<double>::infinity();

    [[nodiscard]] double usable_kwh() const { return capacity_kwh * (max_soc - min_soc); }
    [[nodiscard]] double round_trip() const { return charge_efficiency * discharge_efficiency; }
};

/// Empty where the numbers are possible, else what is wrong ("more output than input" …).
std::string battery_problem(const BatterySpec& spec);

struct BatteryState {
    double content_kwh = 0;
};
BatteryState initial_state(const BatterySpec& spec);

/// What happened in a step. Identity: Δcontent = (charge_kw − discharge_kw) · hours − loss_kwh.
struct BatteryStep {
    BatteryState state;       ///< at the end
    double charge_kw = 0;     ///< ≥ 0, at the terminals, mean over the step
    double discharge_kw = 0;  ///< ≥ 0
    double loss_kwh = 0;      ///< conversion and self-discharge
};

/// `request_kw` > 0 asks to charge, < 0 to discharge; the step does what the limits allow.
/// Self-discharge is taken from the content at the start.
BatteryStep step(const BatterySpec& spec, BatteryState state, double request_kw, double hours);

/// The most that a step of `hours` can take (give), kW.
double charge_limit_kw(const BatterySpec& spec, BatteryState state, double hours);
double discharge_limit_kw(const BatterySpec& spec, BatteryState state, double hours);

/// Energy out of the cells over the usable capacity; 0 without capacity.
double equivalent_full_cycles(const BatterySpec& spec, double discharged_kwh);

/// Years until the first of cycle life and calendar life ends, at `cycles` in `years`.
double life_years(const BatterySpec& spec, double cycles, double years);
/// Share of the life used up by them, the worse of both: 0 new, 1 at its end.
double life_used(const BatterySpec& spec, double cycles, double years);

}  // namespace orrery::facility
