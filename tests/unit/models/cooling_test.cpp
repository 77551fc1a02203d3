// Cooling plants: wet bulb against psychrometry, PUE by load and weather, water, heat waves.
#include "models/facility/cooling.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "models/facility/water.hpp"
#include "tests/support/catch.hpp"

namespace cooling_test {

using namespace orrery::facility;

namespace {

CoolingPlant plant_of(Cooling type) {
    CoolingPlant p;
    p.type = type;
    p.fixed = 0.03;
    p.distribution = 0.08;
    p.fans = 0.05;
    p.cop = 4;
    if (type != Cooling::chiller) {
        p.free_below_c = 18;
        p.free_until_c = 26;
    }
    if (type == Cooling::direct_liquid || type == Cooling::immersion) {
        p.liquid = 0.8;
        p.liquid_pumps = 0.02;
    }
    if (type == Cooling::evaporative || type == Cooling::water_economiser) {
        p.water_l_kwh = 1.8;
        p.wet_least = 0.2;
    }
    return p;
}

std::vector<CoolingPlant> plants() {
    return {plant_of(Cooling::chiller),       plant_of(Cooling::air_economiser),
            plant_of(Cooling::evaporative),   plant_of(Cooling::water_economiser),
            plant_of(Cooling::direct_liquid), plant_of(Cooling::immersion)};
}

/// The wet bulb by the psychrometer equation at 1013.25 hPa, e = es(Tw) − γ · (T − Tw), γ = 6.6e-4
/// · (1 + 0.00115 · Tw) · p of a ventilated thermometer.
double psychrometric(double t, double rh) {
    const double e = rh * saturation_hpa(t);
    double low = t - 40;
    double high = t;
    for (int i = 0; i < 60; ++i) {
        const double mid = (low + high) / 2;
        const double gamma = 6.6e-4 * (1 + 0.00115 * mid) * 1013.25;
        const double excess = saturation_hpa(mid) - gamma * (t - mid) - e;
        (excess > 0 ? high : low) = mid;
    }
    return low;
}

}  // namespace

TEST_CASE("wet bulb: the worked example of Stull (2011) and the psychrometer equation") {
    // Section 2 of the paper: 20 °C and 50 % give 13.7 °C.
    CHECK(wet_bulb_c({20, 0.5}) == Approx(13.7).margin(0.05));
    for (double t = 0; t <= 40; t += 5) {  // beyond, γ itself is no better
        for (double rh = 0.2; rh <= 0.95; rh += 0.15) {
            const double error = wet_bulb_c({t, rh}) - psychrometric(t, rh);
            INFO(t << " °C, " << rh);
            CHECK(error > -1.0);
            CHECK(error < 0.65);
        }
    }
    CHECK(wet_bulb_c({30, 1.0}) <= 30);
}

TEST_CASE("saturation pressure: 23.4 hPa at 20 °C, 6.11 at freezing") {
    CHECK(saturation_hpa(0) == Approx(6.1094));
    CHECK(saturation_hpa(20) == Approx(23.37).epsilon(0.002));  // WMO's table
}

TEST_CASE("PUE by hand: a chiller at its reference temperature") {
    const CoolingPlant p = plant_of(Cooling::chiller);
    // Half load: 0.03 / 0.5 + 0.08 + 1.08 · (0.05 + 1/4) = 0.06 + 0.08 + 0.324
    CHECK(pue(p, 0.5, {35, 0.4}) == Approx(1.464).epsilon(1e-12));
    // 10 K cooler: COP 4 · 1.2 = 4.8.
    CHECK(pue(p, 0.5, {25, 0.4}) == Approx(1.14 + 1.08 * (0.05 + 1 / 4.8)).epsilon(1e-12));
}

TEST_CASE("an economiser at half way lifts half of the heat, none when it is cool") {
    const CoolingPlant p = plant_of(Cooling::air_economiser);
    CHECK(compressor_share(p, {18, 0.5}) == 0);
    CHECK(compressor_share(p, {22, 0.5}) == Approx(0.5));
    CHECK(compressor_share(p, {30, 0.5}) == 1);
    CHECK(pue(p, 1, {10, 0.5}) == Approx(1 + 0.03 + 0.08 + 1.08 * 0.05));
}

TEST_CASE("PUE is at least 1, never rises with the load and never falls with the temperature") {
    for (const CoolingPlant& p : plants()) {
        for (double rh = 0.1; rh <= 1; rh += 0.3) {
            double colder = 0;
            for (double t = -15; t <= 48; t += 0.5) {
                const double half = pue(p, 0.5, {t, rh});
                INFO(static_cast<int>(p.type) << " at " << t << " °C, " << rh);
                CHECK(half >= 1);
                CHECK(half >= colder);
                CHECK(pue(p, 0.2, {t, rh}) > half);
                CHECK(pue(p, 1.0, {t, rh}) < half);
                colder = half;
            }
        }
    }
    CHECK(std::isinf(pue(plant_of(Cooling::chiller), 0, {20, 0.5})));
}

TEST_CASE("site power closes: IT times PUE is the sum of the parts, and idle halls still draw") {
    for (const CoolingPlant& p : plants()) {
        for (const double it : {1.0, 137.0, 400.0}) {
            const Weather w{27, 0.5};
            const FacilityLoad f = facility_load(p, it, 400, w);
            CHECK(f.total_kw() == Approx(it * pue(p, it / 400, w)).epsilon(1e-12));
            CHECK(f.water_l_h == Approx(it * water_l_per_kwh_it(p, w)).epsilon(1e-12));
        }
        CHECK(facility_load(p, 0, 400, {20, 0.5}).total_kw() == Approx(12));  // 3 % of 400 kW
    }
}

TEST_CASE("water: a tower evaporates the lifted heat and that of its compressors") {
    CoolingPlant p = plant_of(Cooling::water_economiser);
    // 36 °C and dry: wet share 1; wet bulb 19.5 °C, so 1.9 of 8 K above free cooling are lifted.
    const Weather w{36, 0.2};
    const double lifted = compressor_share(p, w);
    CHECK(lifted > 0);
    CHECK(lifted < 1);
    const double heat = 1.08;
    const double cop = 4 * (1 + 0.02 * (35 - wet_bulb_c(w)));
    const double expected = 1.8 * heat * (1 + 0.05 + lifted / cop);
    CHECK(water_l_per_kwh_it(p, w) == Approx(expected).epsilon(1e-12));
    // In the cold a fifth of it is left, and a dry plant drinks nothing.
    CHECK(water_l_per_kwh_it(p, {5, 0.7}) == Approx(0.2 * 1.8 * heat * 1.05).epsilon(1e-12));
    CHECK(water_l_per_kwh_it(plant_of(Cooling::chiller), w) == 0);
}

TEST_CASE("a heat wave derates the plant by the kelvin") {
    CoolingPlant p = plant_of(Cooling::chiller);
    p.design_c = 35;
    p.derate_per_k = 0.04;
    CHECK(cooling_capacity_share(p, {34, 0.3}) == 1);
    CHECK(cooling_capacity_share(p, {40, 0.3}) == Approx(0.8));
    CHECK(cooling_capacity_share(p, {70, 0.3}) == 0);
    p.type = Cooling::evaporative;  // against the wet bulb it does not matter
    CHECK(cooling_capacity_share(p, {40, 0.3}) == 1);
}

TEST_CASE("a constant PUE is one at any load and weather") {
    const CoolingPlant p = constant_pue(1.25);
    CHECK(pue(p, 0, {-20, 0.1}) == Approx(1.25).epsilon(1e-15));
    CHECK(pue(p, 1, {50, 0.9}) == Approx(1.25).epsilon(1e-15));
    CHECK(cooling_capacity_share(p, {50, 0.9}) == 1);
}

TEST_CASE("water footprint: on site by IT energy, off site by facility energy") {
    // 100 kWh · (0.3 + 1.2 · 3.14): 30 and 376.8 litres.
    const WaterFootprint w = water_footprint(100, 1.2, 0.3, 3.14);
    CHECK(w.on_site_l == Approx(30));
    CHECK(w.off_site_l == Approx(376.8));
    CHECK(w.total_l() == Approx(406.8));
}

}  // namespace cooling_test
