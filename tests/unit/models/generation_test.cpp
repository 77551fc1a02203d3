// Sun, modules, turbines and typical weather: published positions, hand arithmetic, long means.
#include "models/facility/generation.hpp"

#include <cmath>
#include <numeric>

#include "tests/support/catch.hpp"

namespace generation_test {

using namespace orrery::facility;

namespace {

constexpr double kDegree = 3.14159265358979 / 180;
constexpr std::int64_t kYear2023 = 1672531200;

Climate place() {
    Climate c;
    c.latitude = 50;
    c.longitude = 8.6;
    c.temperature_c = {2, 3, 7, 11, 15, 19, 21, 20, 16, 11, 6, 3};
    c.rh.fill(0.75);
    c.wind_m_s.fill(4);
    c.clearness.fill(0.6);
    c.day_amplitude_c = 4;
    c.spell_c.fill(3);
    return c;
}

double mean(const std::vector<double>& v) {
    return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

}  // namespace

TEST_CASE("the sun stands where the worked example of the Solar Position Algorithm has it") {
    // I. Reda and A. Andreas, NREL/TP-560-34302, appendix A.5: 17 October 2003, 19:30:30 UTC,
    // 39.742476° N, 105.1786° W: zenith 50.11162°, azimuth 194.34024°.
    const Sun s = sun_at(39.742476, -105.1786, 1066419030);
    CHECK(std::acos(s.up) / kDegree == Approx(50.11162).margin(0.15));
    const double azimuth = std::atan2(s.east, s.north) / kDegree + 360;
    CHECK(azimuth == Approx(194.34024).margin(0.3));
    CHECK(s.up * s.up + s.east * s.east + s.north * s.north == Approx(1).epsilon(1e-12));
}

TEST_CASE("at the June solstice the noon sun is 23.44 degrees north of the equator") {
    double highest = 0;
    for (std::int64_t t = 1687305600; t < 1687305600 + 86400; t += 60) {  // 21 June 2023
        highest = std::max(highest, sun_at(50, 8.6, t).up);
    }
    CHECK(std::acos(highest) / kDegree == Approx(50 - 23.44).margin(0.05));
}

TEST_CASE("clear sky and diffuse share by their formulas") {
    CHECK(clear_sky_w_m2(1) == Approx(1098 * std::exp(-0.057)).epsilon(1e-12));
    CHECK(clear_sky_w_m2(-0.1) == 0);
    // The branches of Erbs meet within the published rounding.
    CHECK(diffuse_share(0.22) == Approx(diffuse_share(0.2200001)).margin(0.002));
    CHECK(diffuse_share(0.8) == Approx(0.165).margin(0.003));
    CHECK(diffuse_share(0.9) == 0.165);
}

TEST_CASE("a module flat under an overhead sun sees the global radiation and loses by heat") {
    PvArray a;
    a.tilt = 0;
    a.efficiency = 0.9;
    Sun s;
    s.up = 1;
    s.extra_w_m2 = 1361;
    CHECK(plane_w_m2(a, s, 800) == Approx(800).epsilon(1e-12));
    // 1 kW at 800 W/m², cells at 20 + 24 °C: 0.8 · (1 − 0.004 · 19) · 0.9 — with this sun only
    // where the array's own noon has it, so by the formula's parts.
    const Sun noon = sun_at(0, 0, 1679400000 + 7 * 60);  // equator, March equinox
    REQUIRE(noon.up > 0.999);
    const double clear = clear_sky_w_m2(noon.up);
    const double kw = pv_kw(a, 1679400000 + 7 * 60, 800 / clear, 20);
    CHECK(kw == Approx(0.8 * (1 - 0.004 * 19) * 0.9).epsilon(1e-9));
    a.inverter_kw = 0.5;
    CHECK(pv_kw(a, 1679400000 + 7 * 60, 800 / clear, 20) == 0.5);
    CHECK(pv_kw(a, 1679400000 + 12 * 3600, 0.8, 20) == 0);
}

TEST_CASE("a module tilted south in the north gives more than a flat one, north less, in winter") {
    PvArray a;
    a.latitude = 50;
    a.longitude = 8.6;
    const auto day = [&](double tilt, double azimuth) {
        a.tilt = tilt;
        a.azimuth = azimuth;
        Climate clear = place();
        clear.clearness.fill(0.95);
        return mean(pv_profile(a, clear, kYear2023, 3600, 24));
    };
    const double south = day(40, 180);
    const double flat = day(0, 180);
    CHECK(south > 1.5 * flat);
    CHECK(day(40, 0) < flat);
    CHECK(day(40, 90) == Approx(day(40, 270)).epsilon(0.1));
}

TEST_CASE("a year of sun at 50 degrees north: about a thousand kWh per kW") {
    PvArray a;
    a.latitude = 50;
    a.longitude = 8.6;
    a.tilt = 35;
    const auto hourly = pv_profile(a, place(), kYear2023, 3600, 8760);
    const double year = mean(hourly) * 8760;
    CHECK(year > 900);  // PVGIS: 950 to 1,100 around Frankfurt
    CHECK(year < 1150);
    // Five-minute intervals have the same energy.
    const auto fine = pv_profile(a, place(), kYear2023, 300, 8760 * 12);
    CHECK(mean(fine) * 8760 == Approx(year).epsilon(0.005));
}

TEST_CASE("turbine curve: nothing below cut-in and in a storm, cubic between, rated above") {
    WindTurbine t;
    t.rated_kw = 1000;
    t.availability = 1;
    t.hub_m = 10;
    CHECK(wind_kw(t, 2.9) == 0);
    CHECK(wind_kw(t, 3) == 0);
    CHECK(wind_kw(t, 7.5) == Approx(1000 * (421.875 - 27) / (1728 - 27)));
    CHECK(wind_kw(t, 12) == 1000);
    CHECK(wind_kw(t, 25) == 0);
    t.hub_m = 100;
    t.shear = 1.0 / 7;
    CHECK(hub_wind_m_s(t, 5) == Approx(5 * 1.38949549).epsilon(1e-8));  // 10^(1/7)
}

TEST_CASE("typical wind has the month's mean and Rayleigh's spread") {
    const Climate c = place();
    std::vector<double> v;
    double squares = 0;
    for (int i = 0; i < 8760; ++i) {
        v.push_back(typical_wind(c, kYear2023 + i * 3600));
        squares += v.back() * v.back();
    }
    CHECK(mean(v) == Approx(4).epsilon(0.03));
    // Rayleigh: E[v²] = 4/π · mean².
    CHECK(squares / 8760 == Approx(16 * 4 / 3.14159265).epsilon(0.08));
}

TEST_CASE("typical weather: months, days, spells and the humidity of the afternoon") {
    Climate c = place();
    double sum = 0;
    for (int i = 0; i < 8760; ++i) sum += typical_weather(c, kYear2023 + i * 3600).dry_bulb_c;
    CHECK(sum / 8760 == Approx(134.0 / 12).margin(0.15));  // mean of the months
    c.spell_c.fill(0);
    // 15 July, 15 h solar time is 14:25:36 UTC at 8.6° E: the middle of the month nearly.
    const std::int64_t afternoon = 1689379200 + 14 * 3600 + 25 * 60 + 36;
    const Weather warm = typical_weather(c, afternoon);
    const Weather cool = typical_weather(c, afternoon - 12 * 3600);
    CHECK(warm.dry_bulb_c == Approx(25).margin(0.2));
    CHECK(cool.dry_bulb_c == Approx(17).margin(0.2));
    CHECK(warm.rh < 0.75);
    CHECK(cool.rh > 0.75);
    const HeatWave wave{afternoon - 3600, afternoon + 3600, 8};
    const Weather hot = typical_weather(c, afternoon, {&wave, 1});
    CHECK(hot.dry_bulb_c == Approx(warm.dry_bulb_c + 8));
    CHECK(hot.rh * saturation_hpa(hot.dry_bulb_c) ==
          Approx(warm.rh * saturation_hpa(warm.dry_bulb_c)));
    CHECK(typical_weather(c, afternoon + 3600, {&wave, 1}).dry_bulb_c < 26);
}

TEST_CASE("a plant's year is the mean over its weather, a capacity-factor series repeats") {
    CoolingPlant p;
    p.cop = 4;
    p.fans = 0.05;
    p.free_below_c = 15;
    p.free_until_c = 25;
    const std::vector<Weather> weather{{10, 0.5}, {30, 0.5}};
    const PlantYear y = plant_year(p, 1, weather);
    CHECK(y.pue == Approx((pue(p, 1, weather[0]) + pue(p, 1, weather[1])) / 2));
    CHECK(y.least_capacity == 1);
    const std::vector<double> factors{0.1, 0.5};
    CHECK(factor_profile(200, factors, 3) == std::vector<double>{20, 100, 20});
}

TEST_CASE("typical clearness has the month's mean, bright and dull days, and stays below 1") {
    const Climate c = place();
    double sum = 0;
    double least = 1;
    double most = 0;
    for (int i = 0; i < 8760; ++i) {
        const double x = typical_clearness(c, kYear2023 + i * 3600);
        sum += x;
        least = std::min(least, x);
        most = std::max(most, x);
    }
    CHECK(sum / 8760 == Approx(0.6).margin(0.01));
    CHECK(least > 0.27);  // 0.6 ± 0.32
    CHECK(least < 0.35);
    CHECK(most > 0.85);
    CHECK(most < 0.93);
}

}  // namespace generation_test
