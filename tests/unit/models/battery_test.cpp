// Batteries and the dispatch of a site: hand arithmetic, conservation, policies, ageing.
#include "models/facility/battery.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "models/facility/dispatch.hpp"
#include "models/facility/rank_window.hpp"
#include "tests/support/catch.hpp"

namespace battery_test {

using namespace orrery::facility;

namespace {

BatterySpec battery() {
    BatterySpec b;
    b.capacity_kwh = 100;
    b.charge_kw = 50;
    b.discharge_kw = 40;
    b.charge_efficiency = 0.9;
    b.discharge_efficiency = 0.8;
    b.initial_soc = 0.5;
    return b;
}

/// Numbers without pattern: a linear congruential generator's upper bits, in [0, 1).
struct Numbers {
    std::uint64_t state = 42;
    double next() {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(state >> 11) / 9007199254740992.0;
    }
};

}  // namespace

TEST_CASE("a step charges and discharges at the terminals with its losses in the cells") {
    const BatterySpec b = battery();
    // 30 kW for half an hour: 15 kWh in, 13.5 stored.
    const BatteryStep in = step(b, {50}, 30, 0.5);
    CHECK(in.charge_kw == 30);
    CHECK(in.state.content_kwh == Approx(63.5));
    CHECK(in.loss_kwh == Approx(1.5));
    // 20 kW out for an hour: 25 kWh leave the cells.
    const BatteryStep out = step(b, {50}, -20, 1);
    CHECK(out.discharge_kw == 20);
    CHECK(out.state.content_kwh == Approx(25));
    CHECK(out.loss_kwh == Approx(5));
}

TEST_CASE("limits: rate, full, empty, and states of charge") {
    BatterySpec b = battery();
    CHECK(step(b, {0}, 200, 0.1).charge_kw == 50);
    // 10 kWh of room over 0.9 of an hour.
    CHECK(step(b, {90}, 200, 1).charge_kw == Approx(10 / 0.9));
    CHECK(step(b, {10}, -200, 1).discharge_kw == Approx(8));
    b.min_soc = 0.1;
    b.max_soc = 0.9;
    CHECK(step(b, {10}, -200, 1).discharge_kw == 0);
    CHECK(step(b, {90}, 200, 1).charge_kw == 0);
}

TEST_CASE("the taper of the C/L/C model slows charging towards full") {
    BatterySpec b = battery();
    b.charge_taper_h = 0.5;
    // Room 40 kWh: p · 0.9 · 0.25 h ≤ 40 − 0.5 h · p, so p = 40 / 0.725 > 50 at first, then less.
    CHECK(charge_limit_kw(b, {60}, 0.25) == 50);
    CHECK(charge_limit_kw(b, {90}, 0.25) == Approx(10 / 0.725));
    b.discharge_taper_h = 0.2;
    CHECK(discharge_limit_kw(b, {10}, 0.25) == Approx(10 / (0.25 / 0.8 + 0.2)));
}

TEST_CASE("self-discharge is a loss like the others") {
    BatterySpec b = battery();
    b.self_discharge = 0.01;
    const BatteryStep rest = step(b, {50}, 0, 2);
    CHECK(rest.state.content_kwh == Approx(49));
    CHECK(rest.loss_kwh == Approx(1));
}

TEST_CASE("impossible batteries are named") {
    BatterySpec b = battery();
    CHECK(battery_problem(b).empty());
    b.discharge_efficiency = 1.2;
    CHECK(battery_problem(b) == "more energy comes out than goes in");
    b = battery();
    b.min_soc = 0.6;
    CHECK(battery_problem(b) == "the initial state of charge is outside its limits");
    b = battery();
    b.self_discharge = 2;
    CHECK(battery_problem(b) == "the self-discharge is not a share of the content");
}

TEST_CASE("ageing: equivalent full cycles and the life that is left") {
    BatterySpec b = battery();
    b.cycle_life = 6000;
    b.calendar_years = 15;
    // 80 kWh at the terminals are 100 kWh of the cells: one cycle.
    CHECK(equivalent_full_cycles(b, 80) == Approx(1));
    CHECK(life_years(b, 600, 1) == Approx(10));
    CHECK(life_years(b, 100, 1) == 15);
    CHECK(life_used(b, 600, 1) == Approx(0.1));
    CHECK(life_used(b, 100, 3) == Approx(0.2));
}

TEST_CASE("self-consumption by hand: a sunny noon serves the evening") {
    const std::vector<double> load{10, 10, 10};
    const std::vector<double> pv{40, 10, 0};
    SupplyInputs in;
    in.load_kw = load;
    in.pv_kw = pv;
    BatterySpec b = battery();
    b.initial_soc = 0;
    const SupplyFlows f = dispatch_site(in, b, {});
    CHECK(f.charge_surplus_kw[0] == 30);
    CHECK(f.content_kwh[0] == Approx(27));
    CHECK(f.import_kw[0] == 0);
    CHECK(f.discharge_kw[1] == 0);
    CHECK(f.discharge_kw[2] == 10);
    CHECK(f.import_kw[2] == 0);
    CHECK(f.content_kwh[2] == Approx(14.5));
    CHECK(f.loss_total_kwh == Approx(3 + 2.5));
    CHECK(f.equivalent_cycles == Approx(0.125));
}

TEST_CASE("peak shaving holds the import and recharges below it") {
    const std::vector<double> load{30, 80, 30};
    SupplyInputs in;
    in.load_kw = load;
    DispatchPolicy p;
    p.kind = BatteryPolicy::peak_shaving;
    p.peak_kw = 60;
    const SupplyFlows f = dispatch_site(in, battery(), p);
    CHECK(f.import_kw[0] == 60);  // 30 kW recharge
    CHECK(f.import_kw[1] == 60);  // 20 kW from the battery
    CHECK(f.discharge_kw[1] == 20);
    CHECK(f.import_kw[2] == Approx(60));
}

TEST_CASE("price arbitrage buys cheap and serves dear, by thresholds and by rank") {
    const std::vector<double> load(4, 20);
    const std::vector<double> price{0.02, 0.10, 0.30, 0.10};
    SupplyInputs in;
    in.load_kw = load;
    in.price = price;
    BatterySpec b = battery();
    b.initial_soc = 0;
    DispatchPolicy p;
    p.kind = BatteryPolicy::price;
    p.charge_below = 0.05;
    p.discharge_above = 0.2;
    const SupplyFlows f = dispatch_site(in, b, p);
    CHECK(f.charge_grid_kw[0] == 50);
    CHECK(f.import_kw[0] == 70);
    CHECK(f.discharge_kw[1] == 0);
    CHECK(f.discharge_kw[2] == 20);
    CHECK(f.discharge_kw[3] == 0);
    p.low_share = 0.25;  // the cheapest and the dearest of four hours
    p.high_share = 1;
    p.horizon_h = 4;
    const SupplyFlows q = dispatch_site(in, b, p);
    CHECK(q.charge_grid_kw[0] == 50);
    CHECK(q.discharge_kw[2] == 20);
    // With a grid that takes 30 kW, the battery sells what the load leaves of its 40 kW.
    in.export_limit_kw = 30;
    p.export_battery = true;
    const SupplyFlows sold = dispatch_site(in, b, p);
    CHECK(sold.charge_grid_kw[1] == 50);  // of the three hours left it is among the cheapest
    CHECK(sold.discharge_kw[2] == 40);
    CHECK(sold.exported_kw[2] == 20);
}

TEST_CASE("an import limit leaves load unserved and takes charging's room first") {
    const std::vector<double> load{50, 90};
    SupplyInputs in;
    in.load_kw = load;
    in.import_limit_kw = 60;
    in.price = std::vector<double>{0, 0};
    BatterySpec b = battery();
    b.initial_soc = 0;
    DispatchPolicy p;
    p.kind = BatteryPolicy::peak_shaving;
    p.peak_kw = 80;
    const SupplyFlows f = dispatch_site(in, b, p);
    CHECK(f.import_kw[0] == 60);
    CHECK(f.charge_grid_kw[0] == 10);
    CHECK(f.discharge_kw[1] == Approx(7.2));
    CHECK(f.unserved_kw[1] == Approx(90 - 60 - 7.2));
}

TEST_CASE("every interval conserves energy under every policy, and losses are booked") {
    Numbers numbers;
    for (int trial = 0; trial < 200; ++trial) {
        constexpr std::size_t kCount = 300;
        std::vector<double> load(kCount), pv(kCount), wind(kCount), ppa(kCount), signal(kCount);
        for (std::size_t i = 0; i < kCount; ++i) {
            load[i] = 100 * numbers.next();
            pv[i] = std::max(0.0, 150 * (numbers.next() - 0.4));
            wind[i] = 40 * numbers.next();
            ppa[i] = 20 * numbers.next();
            signal[i] = numbers.next() - 0.2;
        }
        SupplyInputs in{0.25, load, pv, wind, ppa, signal, signal};
        in.import_limit_kw = trial % 3 == 0 ? 50 : 1e9;
        in.export_limit_kw = trial % 4 == 0 ? 0 : 30;
        BatterySpec b = battery();
        b.self_discharge = 1e-3 * numbers.next();
        b.min_soc = 0.2 * numbers.next();
        b.charge_taper_h = 0.2 * numbers.next();
        DispatchPolicy p;
        p.kind = static_cast<BatteryPolicy>(trial % 5);
        p.peak_kw = 60;
        p.low_share = trial % 2 ? 0.3 : 0.0;
        p.high_share = trial % 2 ? 0.7 : 0.0;
        p.discharge_above = 0.5;
        p.export_battery = trial % 2 == 0;
        const SupplyFlows f = dispatch_site(in, b, p);
        double before = b.capacity_kwh * b.initial_soc;
        double worst = 0;
        for (std::size_t i = 0; i < kCount; ++i) {
            const double uses = load[i] + f.charge_surplus_kw[i] + f.charge_grid_kw[i] +
                                f.exported_kw[i] + f.curtailed_kw[i];
            const double sources =
                pv[i] + wind[i] + ppa[i] + f.discharge_kw[i] + f.import_kw[i] + f.unserved_kw[i];
            worst = std::max(worst, std::fabs(uses - sources) / uses);
            const double charge = f.charge_surplus_kw[i] + f.charge_grid_kw[i];
            const double change = (charge - f.discharge_kw[i]) * 0.25 - f.loss_kwh[i];
            worst = std::max(worst, std::fabs(f.content_kwh[i] - before - change) / 100);
            REQUIRE(f.content_kwh[i] >= -1e-9);
            REQUIRE(f.content_kwh[i] <= 100 + 1e-9);
            REQUIRE(f.import_kw[i] <= in.import_limit_kw + 1e-9);
            REQUIRE(f.exported_kw[i] <= in.export_limit_kw);
            REQUIRE(f.loss_kwh[i] >= -1e-12);
            REQUIRE((charge == 0 || f.discharge_kw[i] == 0));
            before = f.content_kwh[i];
        }
        CHECK(worst <= 1e-9);
    }
}

TEST_CASE("a moving window's ranks are those of a count") {
    Numbers numbers;
    std::vector<double> series(200);
    for (double& x : series) x = std::floor(numbers.next() * 20);  // with ties
    RankWindow window(series, 24);
    for (std::size_t i = 0; i < series.size(); ++i) {
        window.move_to(i);
        const auto first = series.begin() + static_cast<std::ptrdiff_t>(i);
        const std::size_t n = std::min<std::size_t>(24, series.size() - i);
        const std::span<const double> here(first, n);
        REQUIRE(window.size() == n);
        for (double x = -1; x <= 20; x += 0.5) {
            const auto below =
                std::count_if(here.begin(), here.end(), [&](double y) { return y < x; });
            const auto above =
                std::count_if(here.begin(), here.end(), [&](double y) { return y > x; });
            REQUIRE(window.below(x) == static_cast<std::size_t>(below));
            REQUIRE(window.above(x) == static_cast<std::size_t>(above));
        }
    }
}

namespace {

struct Hours {
    std::vector<int> charging;
    std::vector<int> giving;
    friend bool operator==(const Hours&, const Hours&) = default;
};

/// Hours of the second of four equal days in which a large battery charges and gives, a quarter of
/// the day each.
Hours second_day(const std::function<double(int)>& price_at, int per_hour = 1) {
    std::vector<double> price;
    for (int i = 0; i < 96 * per_hour; ++i) price.push_back(price_at(i / per_hour % 24));
    const std::vector<double> load(price.size(), 1);
    SupplyInputs in;
    in.hours = 1.0 / per_hour;
    in.load_kw = load;
    in.price = price;
    BatterySpec b = battery();
    b.capacity_kwh = 1e6;
    b.initial_soc = 0.5;
    DispatchPolicy p;
    p.kind = BatteryPolicy::price;
    p.low_share = 0.25;
    p.high_share = 0.75;
    const SupplyFlows f = dispatch_site(in, b, p);
    Hours hours;
    for (int h = 0; h < 24; ++h) {
        const auto i = static_cast<std::size_t>((24 + h) * per_hour);
        if (f.charge_grid_kw[i] > 0) hours.charging.push_back(h);
        if (f.discharge_kw[i] > 0) hours.giving.push_back(h);
    }
    return hours;
}

}  // namespace

TEST_CASE("a share of the hours stays one where hours are equal, the better ones first") {
    const auto three_levels = [](int h) { return h < 6 ? 0.05 : h >= 17 && h < 21 ? 0.5 : 0.2; };
    // Six of 24: the four dearest and two of those that are next.
    const Hours three{{0, 1, 2, 3, 4, 5}, {6, 7, 17, 18, 19, 20}};
    CHECK(second_day(three_levels) == three);
    CHECK(second_day(three_levels, 4) == three);
    // Eight and sixteen for six places each: the first ones.
    const Hours two{{0, 1, 2, 3, 4, 5}, {8, 9, 10, 11, 12, 13}};
    CHECK(second_day([](int h) { return h < 8 ? 0.1 : 0.3; }) == two);
    // The rest of a day with one peak is cheap, not both.
    const Hours peak{{0, 1, 2, 3, 4, 5}, {17, 18, 19, 20}};
    CHECK(second_day([](int h) { return h >= 17 && h < 21 ? 0.5 : 0.2; }) == peak);
    CHECK(second_day([](int) { return 0.2; }) == Hours{});
    // All different: 7·h mod 24 below 6, and from 18 on.
    Hours different;
    for (int h = 0; h < 24; ++h) {
        if (7 * h % 24 < 6) different.charging.push_back(h);
        if (7 * h % 24 >= 18) different.giving.push_back(h);
    }
    CHECK(second_day([](int h) { return 0.01 * (7 * h % 24); }) == different);
}

}  // namespace battery_test
