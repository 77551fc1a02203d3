// What solar modules and wind turbines give by interval, from the place, the sky and the wind.
#include "models/facility/generation.hpp"

#include <algorithm>
#include <cmath>

#include "orrery/base/math.hpp"

namespace orrery::facility {
namespace {

constexpr double kPi = 3.141592653589793;
constexpr double kSolarConstant =
    1361;  ///< W/m²; G. Kopp and J. Lean, Geophys. Res. Lett. 38 (2011)
constexpr std::int64_t kFinest = 900;

double radians(double degrees) {
    return degrees * kPi / 180;
}

/// Spencer's series in the day angle Γ.
struct Season {
    double declination = 0;   ///< radians
    double equation_min = 0;  ///< apparent minus mean solar time, minutes
    double distance = 1;      ///< (mean distance / distance)²
};

Season season_at(std::int64_t unix_s) {
    constexpr double kYearDays = 365.2425;
    const double days = static_cast<double>(unix_s) / 86400;
    const double turns = days / kYearDays - std::floor(days / kYearDays);
    const double s1 = math::sin_turn(turns);
    const double c1 = math::cos_turn(turns);
    const double s2 = math::sin_turn(2 * turns);
    const double c2 = math::cos_turn(2 * turns);
    const double s3 = math::sin_turn(3 * turns);
    const double c3 = math::cos_turn(3 * turns);
    Season s;
    s.declination = 0.006918 - 0.399912 * c1 + 0.070257 * s1 - 0.006758 * c2 + 0.000907 * s2 -
                    0.002697 * c3 + 0.00148 * s3;
    s.equation_min =
        229.18 * (0.000075 + 0.001868 * c1 - 0.032077 * s1 - 0.014615 * c2 - 0.040849 * s2);
    s.distance = 1.00011 + 0.034221 * c1 + 0.00128 * s1 + 0.000719 * c2 + 0.000077 * s2;
    return s;
}

double cube(double x) {
    return x * x * x;
}

}  // namespace

Sun sun_at(double latitude, double longitude, std::int64_t unix_s) {
    const Season season = season_at(unix_s);
    const double day = static_cast<double>(unix_s % 86400) / 86400;
    const double hour_turn = day + season.equation_min / 1440 + longitude / 360 - 0.5;
    const double sin_lat = math::sin(radians(latitude));
    const double cos_lat = math::cos(radians(latitude));
    const double sin_dec = math::sin(season.declination);
    const double cos_dec = math::cos(season.declination);
    const double cos_hour = math::cos_turn(hour_turn);
    Sun sun;
    sun.up = sin_lat * sin_dec + cos_lat * cos_dec * cos_hour;
    sun.east = -cos_dec * math::sin_turn(hour_turn);
    sun.north = cos_lat * sin_dec - sin_lat * cos_dec * cos_hour;
    sun.extra_w_m2 = kSolarConstant * season.distance;
    return sun;
}

double clear_sky_w_m2(double cos_zenith) {
    return cos_zenith > 0 ? 1098 * cos_zenith * math::exp(-0.057 / cos_zenith) : 0;
}

double diffuse_share(double kt) {
    if (kt <= 0.22) return 1 - 0.09 * kt;
    if (kt > 0.8) return 0.165;
    return 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)));
}

double plane_w_m2(const PvArray& array, const Sun& sun, double global_w_m2) {
    if (sun.up <= 0 || global_w_m2 <= 0) return 0;
    const double diffuse = global_w_m2 * diffuse_share(global_w_m2 / (sun.extra_w_m2 * sun.up));
    const double sin_tilt = math::sin(radians(array.tilt));
    const double cos_tilt = math::cos(radians(array.tilt));
    const double towards =
        sun.up * cos_tilt + sin_tilt * (sun.east * math::sin(radians(array.azimuth)) +
                                        sun.north * math::cos(radians(array.azimuth)));
    // Near the horizon the quotient explodes while the beam has little left.
    const double beam = (global_w_m2 - diffuse) / std::max(sun.up, 0.05);
    return beam * std::max(0.0, towards) + diffuse * (1 + cos_tilt) / 2 +
           global_w_m2 * array.albedo * (1 - cos_tilt) / 2;
}

double pv_kw(const PvArray& array, std::int64_t unix_s, double clearness, double air_c) {
    const Sun sun = sun_at(array.latitude, array.longitude, unix_s);
    const double plane = plane_w_m2(array, sun, clearness * clear_sky_w_m2(sun.up));
    if (plane <= 0) return 0;
    const double cell_c = air_c + array.heating_k_m2_w * plane;
    const double heat = std::max(0.0, 1 + array.temperature_per_k * (cell_c - 25));
    return std::min(array.inverter_kw, array.peak_kw * plane / 1000 * heat * array.efficiency);
}

std::vector<double> pv_profile(const PvArray& array, const Climate& climate,
                               std::int64_t start_unix_s, std::int64_t step_s, std::size_t count) {
    const std::int64_t parts = std::max<std::int64_t>(1, (step_s + kFinest - 1) / kFinest);
    std::vector<double> kw(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t from = start_unix_s + static_cast<std::int64_t>(i) * step_s;
        double sum = 0;
        for (std::int64_t p = 0; p < parts; ++p) {
            const std::int64_t at = from + (2 * p + 1) * step_s / (2 * parts);
            if (sun_at(array.latitude, array.longitude, at).up <= 0) continue;
            sum += pv_kw(array, at, typical_clearness(climate, at),
                         typical_weather(climate, at).dry_bulb_c);
        }
        kw[i] = sum / static_cast<double>(parts);
    }
    return kw;
}

double hub_wind_m_s(const WindTurbine& turbine, double wind_10m_m_s) {
    return wind_10m_m_s * math::pow(turbine.hub_m / 10, turbine.shear);
}

double wind_kw(const WindTurbine& t, double wind_10m_m_s) {
    const double v = hub_wind_m_s(t, wind_10m_m_s);
    if (v < t.cut_in_m_s || v >= t.cut_out_m_s) return 0;
    const double full = t.rated_kw * t.availability;
    if (v >= t.rated_m_s) return full;
    return full * (cube(v) - cube(t.cut_in_m_s)) / (cube(t.rated_m_s) - cube(t.cut_in_m_s));
}

std::vector<double> wind_profile(const WindTurbine& turbine, const Climate& climate,
                                 std::int64_t start_unix_s, std::int64_t step_s,
                                 std::size_t count) {
    std::vector<double> kw(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t middle =
            start_unix_s + static_cast<std::int64_t>(i) * step_s + step_s / 2;
        kw[i] = wind_kw(turbine, typical_wind(climate, middle));
    }
    return kw;
}

std::vector<double> factor_profile(double peak_kw, std::span<const double> factors,
                                   std::size_t count) {
    std::vector<double> kw(factors.empty() ? 0 : count);
    for (std::size_t i = 0; i < kw.size(); ++i) kw[i] = peak_kw * factors[i % factors.size()];
    return kw;
}

}  // namespace orrery::facility
