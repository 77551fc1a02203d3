// A battery: limits on its rate, losses, ageing; one step at a time.
#include "models/facility/battery.hpp"

#include <algorithm>

namespace orrery::facility {
namespace {

double kept(const BatterySpec& spec, double hours) {
    return std::max(0.0, 1 - spec.self_discharge * hours);
}

double charge_limit(const BatterySpec& spec, double content, double hours) {
    const double room = spec.capacity_kwh * spec.max_soc - content;
    const double by_content = room / (spec.charge_efficiency * hours + spec.charge_taper_h);
    return std::max(0.0, std::min(spec.charge_kw, by_content));
}

double discharge_limit(const BatterySpec& spec, double content, double hours) {
    const double above = content - spec.capacity_kwh * spec.min_soc;
    const double by_content = above / (hours / spec.discharge_efficiency + spec.discharge_taper_h);
    return std::max(0.0, std::min(spec.discharge_kw, by_content));
}

bool share(double x) {
    return x >= 0 && x <= 1;
}

}  // namespace

std::string battery_problem(const BatterySpec& s) {
    if (!(s.capacity_kwh >= 0)) return "the capacity is negative";
    if (!(s.charge_kw >= 0 && s.discharge_kw >= 0)) return "a rate is negative";
    if (!(s.charge_efficiency > 0 && s.discharge_efficiency > 0)) {
        return "an efficiency is not positive";
    }
    if (s.charge_efficiency > 1 || s.discharge_efficiency > 1) {
        return "more energy comes out than goes in";
    }
    if (!share(s.self_discharge)) return "the self-discharge is not a share of the content";
    if (!share(s.min_soc) || !share(s.max_soc) || s.min_soc > s.max_soc) {
        return "the states of charge do not lie in order between 0 and 1";
    }
    if (!(s.initial_soc >= s.min_soc && s.initial_soc <= s.max_soc)) {
        return "the initial state of charge is outside its limits";
    }
    if (!(s.charge_taper_h >= 0 && s.discharge_taper_h >= 0)) return "a taper is negative";
    if (!(s.cycle_life > 0 && s.calendar_years > 0)) return "a life is not positive";
    return {};
}

BatteryState initial_state(const BatterySpec& spec) {
    return {spec.capacity_kwh * spec.initial_soc};
}

double charge_limit_kw(const BatterySpec& spec, BatteryState state, double hours) {
    return charge_limit(spec, state.content_kwh * kept(spec, hours), hours);
}

double discharge_limit_kw(const BatterySpec& spec, BatteryState state, double hours) {
    return discharge_limit(spec, state.content_kwh * kept(spec, hours), hours);
}

BatteryStep step(const BatterySpec& spec, BatteryState state, double request_kw, double hours) {
    const double content = state.content_kwh * kept(spec, hours);
    BatteryStep done;
    double lost = state.content_kwh - content;
    double stored = 0;
    if (request_kw > 0) {
        done.charge_kw = std::min(request_kw, charge_limit(spec, content, hours));
        stored = done.charge_kw * hours * spec.charge_efficiency;
        lost += done.charge_kw * hours - stored;
    } else if (request_kw < 0) {
        done.discharge_kw = std::min(-request_kw, discharge_limit(spec, content, hours));
        stored = -done.discharge_kw * hours / spec.discharge_efficiency;
        lost += -stored - done.discharge_kw * hours;
    }
    done.state.content_kwh = std::max(0.0, content + stored);
    done.loss_kwh = lost;
    return done;
}

double equivalent_full_cycles(const BatterySpec& spec, double discharged_kwh) {
    const double usable = spec.usable_kwh();
    return usable > 0 ? discharged_kwh / spec.discharge_efficiency / usable : 0;
}

double life_used(const BatterySpec& spec, double cycles, double years) {
    return std::max(cycles / spec.cycle_life, years / spec.calendar_years);
}

double life_years(const BatterySpec& spec, double cycles, double years) {
    if (cycles <= 0 || years <= 0) return spec.calendar_years;
    return std::min(spec.calendar_years, spec.cycle_life * years / cycles);
}

}  // namespace orrery::facility
