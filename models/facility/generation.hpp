// What solar modules and wind turbines give by interval, from the place, the sky and the wind.
#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "models/facility/climate.hpp"

namespace orrery::facility {

/// A solar array; coefficients are facts of the catalog.
struct PvArray {
    std::string name;
    double peak_kw = 1;                 ///< DC, at 1000 W/m² and cells of 25 °C
    double latitude = 0;                ///< degrees, north positive
    double longitude = 0;               ///< degrees, east positive
    double tilt = 30;                   ///< degrees from the horizontal
    double azimuth = 180;               ///< degrees clockwise from north; 180 looks south
    double efficiency = 0.86;           ///< AC over DC: inverter, cables, soiling, mismatch
    double temperature_per_k = -0.004;  ///< change of power per K of the cells above 25 °C
    double heating_k_m2_w = 0.03;       ///< K of the cells above the air per W/m² (R. Ross, 1976)
    double albedo = 0.2;
    double inverter_kw = std::numeric_limits<double>::infinity();  ///< most AC power
};

/// Where the sun stands: the cosine of its zenith angle and the parts of its direction.
struct Sun {
    double up = 0;    ///< cosine of the zenith angle; negative at night
    double east = 0;  ///< unit vector towards the sun
    double north = 0;
    double extra_w_m2 = 0;  ///< radiation outside the atmosphere, perpendicular
};

/// J. Spencer's series (Search 2 (1971) 172) for declination, equation of time and distance:
/// within 0.05° of the almanac's declination, 40 s of its equation of time.
Sun sun_at(double latitude, double longitude, std::int64_t unix_s);

/// Global horizontal radiation of a clear sky, W/m²: 1098 · u · exp(−0.057 / u), u = cos zenith; 0
/// at night. B. Haurwitz, J. Meteorology 2 (1945) 154.
double clear_sky_w_m2(double cos_zenith);

/// Share of diffuse in global radiation from the clearness index kt (global over extraterrestrial).
/// D. Erbs, S. Klein and J. Duffie, Solar Energy 28 (1982) 293.
double diffuse_share(double kt);

/// Radiation on a tilted plane, W/m²: beam, isotropic sky, ground. B. Liu and R. Jordan (1962).
double plane_w_m2(const PvArray& array, const Sun& sun, double global_w_m2);

/// AC power at an instant, kW; `clearness`: global over clear-sky radiation.
double pv_kw(const PvArray& array, std::int64_t unix_s, double clearness, double air_c);

/// Mean AC power of `count` intervals under a typical sky, kW; at least four instants an hour.
std::vector<double> pv_profile(const PvArray& array, const Climate& climate,
                               std::int64_t start_unix_s, std::int64_t step_s, std::size_t count);

struct WindTurbine {
    std::string name;
    double rated_kw = 1;
    double cut_in_m_s = 3;
    double rated_m_s = 12;
    double cut_out_m_s = 25;
    double hub_m = 100;
    double shear = 0.14;         ///< exponent of the wind profile over 10 m
    double availability = 0.95;  ///< and wake losses
};

/// Wind at hub height from that at 10 m: v · (hub / 10)^shear.
double hub_wind_m_s(const WindTurbine& turbine, double wind_10m_m_s);

/// Power at a wind speed at 10 m, kW: 0 below cut-in and from cut-out on, between cut-in and rated
/// P · (v³ − vi³) / (vr³ − vi³).
double wind_kw(const WindTurbine& turbine, double wind_10m_m_s);

/// Power of `count` intervals in a typical wind, kW.
std::vector<double> wind_profile(const WindTurbine& turbine, const Climate& climate,
                                 std::int64_t start_unix_s, std::int64_t step_s, std::size_t count);

/// A capacity-factor series (0..1, repeated cyclically) times a peak, kW.
std::vector<double> factor_profile(double peak_kw, std::span<const double> factors,
                                   std::size_t count);

}  // namespace orrery::facility
