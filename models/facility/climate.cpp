// A typical year of weather at a place: seasons, days, spells of warm and windy days, heat waves.
#include "models/facility/climate.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::facility {
namespace {

constexpr double kDay = 86400;
constexpr double kYear = 365.2425 * kDay;
constexpr double kWarmestHour = 15;  ///< solar time

using Monthly = std::array<double, 12>;

double fraction(double x) {
    return x - std::floor(x);
}

/// Linear between the middles of months, around the turn of the year.
double monthly_at(const Monthly& months, double year_share) {
    const double x = year_share * 12 - 0.5;
    const double floor = std::floor(x);
    const int before = (static_cast<int>(floor) + 12) % 12;
    const double w = x - floor;
    return months[static_cast<std::size_t>(before)] * (1 - w) +
           months[static_cast<std::size_t>((before + 1) % 12)] * w;
}

double year_share(std::int64_t unix_s) {
    return fraction(static_cast<double>(unix_s) / kYear);
}

struct Wave {
    double days;
    double turns;  ///< phase
};

/// Sum of incommensurate sinusoids with mean 0 and variance 1. The phase depends on the place, so
/// that two sites are not windy at the same hour.
double spell(const std::array<Wave, 4>& waves, double unix_s, double shift) {
    double sum = 0;
    for (const Wave& w : waves) sum += math::sin_turn(unix_s / kDay / w.days + w.turns + shift);
    return sum * 0.7071067811865476;  // each has variance 1/2
}

constexpr std::array<Wave, 4> kWarm{{{3.17, 0.11}, {4.83, 0.57}, {7.31, 0.29}, {10.93, 0.83}}};
constexpr std::array<Wave, 4> kBright{{{1.83, 0.61}, {2.97, 0.19}, {5.39, 0.91}, {8.11, 0.47}}};
constexpr std::array<Wave, 4> kWindy{{{1.07, 0.37}, {2.61, 0.05}, {4.19, 0.71}, {8.87, 0.43}}};

double place_shift(const Climate& c) {
    return fraction((c.longitude + 2 * c.latitude) / 90);
}

/// How much warmer a day is than its month, K.
double warmer_c(const Climate& c, double share, double unix_s) {
    const double sigma = monthly_at(c.spell_c, share);
    return sigma > 0 ? sigma * spell(kWarm, unix_s, place_shift(c)) : 0;
}

}  // namespace

Weather typical_weather(const Climate& climate, std::int64_t unix_s,
                        std::span<const HeatWave> waves) {
    const double t = static_cast<double>(unix_s);
    const double share = year_share(unix_s);
    const double mean = monthly_at(climate.temperature_c, share);
    const double warmer = warmer_c(climate, share, t);
    const double solar_hour = fraction(t / kDay + climate.longitude / 360) * 24;
    const double day = math::cos_turn((solar_hour - kWarmestHour) / 24);
    Weather w;
    w.dry_bulb_c = mean + warmer + climate.day_amplitude_c * day;
    for (const HeatWave& wave : waves) {
        if (unix_s >= wave.from_unix_s && unix_s < wave.until_unix_s) w.dry_bulb_c += wave.offset_c;
    }
    const double vapour = monthly_at(climate.rh, share) * saturation_hpa(mean + warmer / 2);
    w.rh = std::clamp(vapour / saturation_hpa(w.dry_bulb_c), 0.0, 1.0);
    return w;
}

double typical_wind(const Climate& climate, std::int64_t unix_s) {
    const double z = spell(kWindy, static_cast<double>(unix_s), place_shift(climate));
    const double below = std::min(math::normal_cdf(z), 1 - 1e-9);
    const double mean = monthly_at(climate.wind_m_s, year_share(unix_s));
    // Rayleigh's quantile over its mean: sqrt(−ln(1 − u)) · 2/√π.
    return mean * 1.1283791670955126 * std::sqrt(-math::log1p(-below));
}

double typical_clearness(const Climate& climate, std::int64_t unix_s) {
    const double mean = monthly_at(climate.clearness, year_share(unix_s));
    const double z = spell(kBright, static_cast<double>(unix_s), place_shift(climate));
    const double width = 0.8 * std::max(0.0, std::min(mean - 0.1, 1 - mean));
    return mean + width * (2 * math::normal_cdf(z) - 1);
}

std::vector<Weather> weather_series(const Climate& climate, std::int64_t start_unix_s,
                                    std::int64_t step_s, std::size_t count,
                                    std::span<const HeatWave> waves) {
    std::vector<Weather> series(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t middle =
            start_unix_s + static_cast<std::int64_t>(i) * step_s + step_s / 2;
        series[i] = typical_weather(climate, middle, waves);
    }
    return series;
}

PlantYear plant_year(const CoolingPlant& plant, double it_load_share,
                     std::span<const Weather> weather) {
    PlantYear year;
    math::NeumaierSum sum;
    math::NeumaierSum water;
    for (const Weather& w : weather) {
        sum.add(pue(plant, it_load_share, w));
        water.add(water_l_per_kwh_it(plant, w));
        year.least_capacity = std::min(year.least_capacity, cooling_capacity_share(plant, w));
    }
    const auto n = static_cast<double>(std::max<std::size_t>(weather.size(), 1));
    year.pue = sum.value() / n;
    year.water_l_kwh = water.value() / n;
    return year;
}

}  // namespace orrery::facility
