// Energy of a site by interval: own generation, battery, grid, export; every kWh has a source.
#pragma once
#include <limits>
#include <span>
#include <vector>

#include "models/facility/battery.hpp"

namespace orrery::facility {

enum class BatteryPolicy {
    none,              ///< it rests
    self_consumption,  ///< charges from surplus, serves deficits
    price,             ///< also charges from the grid while it is cheap, serves while it is dear
    carbon,            ///< as `price`, by grid intensity
    peak_shaving,      ///< holds the import at or below `peak_kw`, recharges below it
};

struct DispatchPolicy {
    BatteryPolicy kind = BatteryPolicy::self_consumption;
    /// price, carbon: charge at or below, discharge at or above; in the signal's unit. Where
    /// `low_share` < `high_share`, the intervals are ranked among those of the coming `horizon_h`
    /// hours instead (a day-ahead forecast that comes true): it charges in the lowest `low_share`
    /// of them and discharges in the highest 1 − `high_share`.
    double charge_below = 0;
    double discharge_above = std::numeric_limits<double>::infinity();
    double low_share = 0;
    double high_share = 0;
    double horizon_h = 24;
    double peak_kw = std::numeric_limits<double>::infinity();
    bool export_battery = false;  ///< price: may discharge beyond the load into the grid
};

/// Means over intervals of `hours`; an empty span is zero throughout, others are as long as
/// `load_kw`.
struct SupplyInputs {
    double hours = 1;
    std::span<const double> load_kw;  ///< the facility's, after PUE
    std::span<const double> pv_kw;
    std::span<const double> wind_kw;
    std::span<const double> ppa_kw;  ///< delivered by wire; a virtual PPA is matched, not delivered
    std::span<const double> price;   ///< signal of policy `price`
    std::span<const double> intensity;  ///< signal of policy `carbon`
    double import_limit_kw = std::numeric_limits<double>::infinity();  ///< contracted power
    double export_limit_kw = 0;  ///< beyond it surplus is curtailed
};

/// By interval, kW; content in kWh at its end. In each: load + charge_surplus + charge_grid +
/// exported + curtailed = pv + wind + ppa + discharge + import + unserved.
struct SupplyFlows {
    std::vector<double> charge_surplus_kw;
    std::vector<double> charge_grid_kw;
    std::vector<double> discharge_kw;
    std::vector<double> import_kw;  ///< grid, for load and battery
    std::vector<double> exported_kw;
    std::vector<double> curtailed_kw;
    std::vector<double> unserved_kw;  ///< load beyond the import limit
    std::vector<double> content_kwh;
    std::vector<double> loss_kwh;  ///< of the battery

    double loss_total_kwh = 0;
    double discharged_kwh = 0;  ///< at the terminals
    double equivalent_cycles = 0;
    double life_used = 0;   ///< share of the battery's life
    double life_years = 0;  ///< until its end at this pace
    BatteryState end;
};

/// Own generation serves the load first, then the battery, then export, then it is curtailed. A
/// battery without capacity rests. `start`: its content, else the spec's initial one.
SupplyFlows dispatch_site(const SupplyInputs& inputs, const BatterySpec& battery,
                          const DispatchPolicy& policy, const BatteryState* start = nullptr);

}  // namespace orrery::facility
