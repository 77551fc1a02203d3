// A typical year of weather at a place: seasons, days, spells of warm and windy days, heat waves.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/facility/cooling.hpp"

namespace orrery::facility {

/// Monthly means from January. A fact of the catalog, by zone.
struct Climate {
    std::string name;
    double latitude = 0;   ///< degrees, north positive
    double longitude = 0;  ///< degrees, east positive
    std::array<double, 12> temperature_c{};
    std::array<double, 12> rh{};         ///< 0..1
    std::array<double, 12> wind_m_s{};   ///< at 10 m
    std::array<double, 12> clearness{};  ///< global radiation over that of a clear sky, 0..1
    double day_amplitude_c = 0;          ///< half of the mean difference between afternoon and dawn
    std::array<double, 12> spell_c{};    ///< standard deviation of daily means around the month
};

/// Warmer (or colder) than typical by `offset_c` from `from_unix_s` until `until_unix_s`.
struct HeatWave {
    std::int64_t from_unix_s = 0;
    std::int64_t until_unix_s = 0;
    double offset_c = 0;
};

/// Weather at an instant, without randomness: monthly means interpolated between mid-months, the
/// day a cosine with its peak at 15 h solar time, spells a sum of four incommensurate sinusoids of
/// 3 to 11 days scaled to `spell_c`. Water vapour is the month's and follows spells half way, so
/// relative humidity falls in the afternoon and in a heat wave; overlapping waves add up.
Weather typical_weather(const Climate& climate, std::int64_t unix_s,
                        std::span<const HeatWave> waves = {});

/// Wind at 10 m, m/s, without randomness: a sum of sinusoids of 1 to 9 days, its normal
/// distribution mapped to Rayleigh's with the month's mean (the usual law of wind: IEC 61400-1).
double typical_wind(const Climate& climate, std::int64_t unix_s);

/// Global radiation over that of a clear sky: the month's mean c in spells of bright and dull days,
/// evenly distributed over c ± 0.8 · min(c − 0.1, 1 − c).
double typical_clearness(const Climate& climate, std::int64_t unix_s);

/// Weather at the middle of `count` intervals of `step_s` seconds.
std::vector<Weather> weather_series(const Climate& climate, std::int64_t start_unix_s,
                                    std::int64_t step_s, std::size_t count,
                                    std::span<const HeatWave> waves = {});

/// Means of a plant over weather at a constant load share: energy-weighted PUE and litres per kWh.
struct PlantYear {
    double pue = 0;
    double water_l_kwh = 0;
    double least_capacity = 1;  ///< the lowest cooling_capacity_share
};
PlantYear plant_year(const CoolingPlant& plant, double it_load_share,
                     std::span<const Weather> weather);

}  // namespace orrery::facility
