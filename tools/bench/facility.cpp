// `bench facility`: a battery year at 5-minute steps under each policy.
#include "tools/bench/facility.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "models/facility/climate.hpp"
#include "models/facility/dispatch.hpp"
#include "models/facility/generation.hpp"
#include "orrery/base/cpu_time.hpp"
#include "orrery/base/math.hpp"

namespace orrery {
namespace {

using namespace facility;

constexpr std::int64_t kStart = 1672531200;  // 2023
constexpr std::int64_t kStep = 300;
constexpr std::size_t kYear = 365 * 24 * 12;

struct Year {
    std::vector<double> load;
    std::vector<double> pv;
    std::vector<double> signal;
};

/// A load of 1 MW with a day, 6 MW of modules at 50 degrees north, a price that moves all the time.
Year year() {
    Climate climate;
    climate.latitude = 50;
    climate.temperature_c.fill(11);
    climate.clearness.fill(0.6);
    climate.day_amplitude_c = 4;
    PvArray array;
    array.peak_kw = 6000;
    array.latitude = 50;
    Year y;
    y.pv = pv_profile(array, climate, kStart, kStep, kYear);
    for (std::size_t i = 0; i < kYear; ++i) {
        const double day = static_cast<double>(i % 288) / 288;
        const double drift = static_cast<double>(i * 2654435761U % 1000) / 1000;
        y.load.push_back(1000 + 200 * math::sin_turn(day));
        y.signal.push_back(80 + 60 * math::cos_turn(day * 2) + 20 * drift);
    }
    return y;
}

BatterySpec battery() {
    BatterySpec b;
    b.capacity_kwh = 4000;
    b.charge_kw = b.discharge_kw = 1000;
    b.charge_efficiency = b.discharge_efficiency = 0.94;
    b.self_discharge = 4e-5;
    b.min_soc = 0.05;
    return b;
}

/// The best of five runs, ms.
double measure(const Year& y, const DispatchPolicy& policy, double& cycles) {
    SupplyInputs in;
    in.hours = static_cast<double>(kStep) / 3600;
    in.load_kw = y.load;
    in.pv_kw = y.pv;
    in.price = in.intensity = y.signal;
    double best = 1e9;
    for (int run = 0; run < 5; ++run) {
        const double from = cpu_seconds();
        cycles = dispatch_site(in, battery(), policy).equivalent_cycles;
        best = std::min(best, 1e3 * (cpu_seconds() - from));
    }
    return best;
}

struct Case {
    const char* name;
    DispatchPolicy policy;
};

std::array<Case, 4> cases() {
    std::array<Case, 4> all{
        {{"self_consumption", {}}, {"price", {}}, {"carbon", {}}, {"peak_shaving", {}}}};
    all[1].policy.kind = BatteryPolicy::price;
    all[2].policy.kind = BatteryPolicy::carbon;
    for (Case* c : {&all[1], &all[2]}) {
        c->policy.low_share = 0.25;
        c->policy.high_share = 0.75;
    }
    all[3].policy.kind = BatteryPolicy::peak_shaving;
    all[3].policy.peak_kw = 1050;
    return all;
}

}  // namespace

int bench_facility(bool json) {
    const double from = cpu_seconds();
    const Year y = year();
    const double profile = 1e3 * (cpu_seconds() - from);
    if (json) fmt::print("{{\"pv_profile_ms\": {:.2f}", profile);
    if (!json) fmt::print("a solar profile     {:>8.1f} ms of CPU for {} steps\n", profile, kYear);
    for (const Case& c : cases()) {
        double cycles = 0;
        const double ms = measure(y, c.policy, cycles);
        if (json) {
            fmt::print(", \"{}_ms\": {:.2f}", c.name, ms);
        } else {
            fmt::print("{:<20}{:>8.1f} ms of CPU for a year of 5-minute steps, {:.0f} cycles\n",
                       c.name, ms, cycles);
        }
    }
    if (json) fmt::print("}}\n");
    return 0;
}

}  // namespace orrery
