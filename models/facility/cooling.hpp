// What a hall needs on top of its IT load: PUE by load and weather, water on site, cooling limits.
#pragma once
#include <string>

namespace orrery::facility {

/// How heat leaves the hall; decides which outdoor temperature drives the plant.
enum class Cooling {
    chiller,           ///< air-cooled compressors, no economiser
    air_economiser,    ///< outdoor air while it is cool enough, else compressors
    evaporative,       ///< outdoor air over wet pads; drives by wet bulb, drinks when it is warm
    water_economiser,  ///< cooling tower, its water direct while the wet bulb is low
    direct_liquid,     ///< cold plates on warm water, a dry cooler; the rest of the heat in air
    immersion,         ///< tanks on warm water, a dry cooler
};

struct Weather {
    double dry_bulb_c = 15;
    double rh = 0.6;  ///< relative humidity, 0..1
};

/// Temperature of a wet thermometer, °C, at sea level. R. Stull, J. Appl. Meteor. Climatol. 50
/// (2011) 2267: error within −1 and +0.65 K for −20 ≤ T ≤ 50 °C, 5 ≤ RH ≤ 99 %. Never above the dry
/// bulb; humidity is clamped into that range.
double wet_bulb_c(const Weather& weather);

/// Saturation vapour pressure over water, hPa. O. Alduchov and R. Eskridge, J. Appl. Meteor. 35
/// (1996) 601.
double saturation_hpa(double celsius);

/// A plant's coefficients (facts of the catalog). Shares without a unit are kWh per kWh of heat or
/// of IT energy. The driving temperature is the wet bulb for evaporative and water_economiser, else
/// the dry bulb.
struct CoolingPlant {
    std::string name;
    Cooling type = Cooling::chiller;
    double fixed = 0;         ///< lights, controls, idle losses: kW per kW of *rated* IT power
    double distribution = 0;  ///< UPS, transformers, cables: kWh per kWh of IT
    double fans = 0;          ///< air handling and pumps: kWh per kWh of heat
    /// Compressors. COP at `cop_at_c`; it falls by `cop_per_k` of that per K above and rises below,
    /// between cop / 2 and 2 · cop. 0: there are none, and all heat must leave freely.
    double cop = 0;
    double cop_at_c = 35;
    double cop_per_k = 0.02;
    /// No compressor runs up to `free_below_c` of the driving temperature, all heat goes through
    /// them from `free_until_c` on; in between the share is linear. Equal far below zero: never
    /// free.
    double free_below_c = -100;
    double free_until_c = -100;
    /// Share of the heat that warm liquid takes, with its own pumps; it leaves freely up to the
    /// loop's temperatures.
    double liquid = 0;
    double liquid_pumps = 0;
    double liquid_free_below_c = 30;
    double liquid_free_until_c = 40;
    /// Litres per kWh of rejected heat where all of it evaporates, blow-down included (2.45 MJ/kg:
    /// 1.47 L/kWh evaporate). The wet share is `wet_least` up to `wet_from_c` of the dry bulb and 1
    /// from `wet_full_c` on.
    double water_l_kwh = 0;
    double wet_least = 0;
    double wet_from_c = 20;
    double wet_full_c = 35;
    /// Full capacity up to `design_c` of the driving temperature, `derate_per_k` less for each K
    /// beyond.
    double design_c = 43;
    double derate_per_k = 0.03;
};

/// Overheads in kWh per kWh of IT (or kW per kW).
struct Overhead {
    double fixed = 0;  ///< of the rated power; kW per kW of IT at this load
    double distribution = 0;
    double cooling = 0;
    [[nodiscard]] double sum() const { return fixed + distribution + cooling; }
};

/// The outdoor temperature that the plant works against, °C.
double driving_c(const CoolingPlant& plant, const Weather& weather);
/// Share of the air's heat that goes through compressors, 0..1.
double compressor_share(const CoolingPlant& plant, const Weather& weather);

/// `it_load_share`: IT power over rated IT power, > 0. Cooling removes IT heat and the losses of
/// distribution.
Overhead overhead(const CoolingPlant& plant, double it_load_share, const Weather& weather);

/// Facility over IT power: 1 + overhead().sum() ≥ 1. Falls with the load share (never rises), does
/// not fall with the temperature. +inf at load 0 where the plant has a fixed part.
double pue(const CoolingPlant& plant, double it_load_share, const Weather& weather);

/// Litres drunk on site per kWh of IT.
double water_l_per_kwh_it(const CoolingPlant& plant, const Weather& weather);

/// Share of the rated heat that the plant can remove in this weather, 0..1: what a heat wave
/// leaves.
double cooling_capacity_share(const CoolingPlant& plant, const Weather& weather);

/// Power of a facility by part, kW, and its water.
struct FacilityLoad {
    double it_kw = 0;
    double fixed_kw = 0;
    double distribution_kw = 0;
    double cooling_kw = 0;
    double water_l_h = 0;
    [[nodiscard]] double total_kw() const {
        return it_kw + fixed_kw + distribution_kw + cooling_kw;
    }
};

/// Also at no load, when the fixed part is all there is; rated_kw > 0.
FacilityLoad facility_load(const CoolingPlant& plant, double it_kw, double rated_kw,
                           const Weather& weather);

/// A plant that has this PUE at any load and weather, dry.
CoolingPlant constant_pue(double pue);

}  // namespace orrery::facility
