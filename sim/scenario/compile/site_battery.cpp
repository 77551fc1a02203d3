// A site's battery: the catalog's kind, sized and checked, and the rule that it follows.
#include <fmt/format.h>

#include "sim/scenario/compile/site_energy.hpp"

namespace orrery::compile {
namespace {

/// 0 W means the capacity in four hours, and charging as fast as giving.
facility::BatterySpec sized(const BatterySpec& spec, const BatteryFact& fact) {
    const double discharge = spec.discharge_w > 0 ? spec.discharge_w / 1e3 : spec.capacity_kwh / 4;
    const double charge = spec.charge_w > 0 ? spec.charge_w / 1e3 : discharge;
    facility::BatterySpec b = battery_of(fact, spec.capacity_kwh, charge, discharge);
    if (spec.charge_efficiency >= 0) b.charge_efficiency = spec.charge_efficiency;
    if (spec.discharge_efficiency >= 0) b.discharge_efficiency = spec.discharge_efficiency;
    if (spec.minimum >= 0) b.min_soc = spec.minimum;
    if (spec.maximum >= 0) b.max_soc = spec.maximum;
    b.initial_soc = spec.initial;
    return b;
}

facility::DispatchPolicy policy_of(const BatterySpec& spec) {
    facility::DispatchPolicy p;
    p.low_share = spec.low_share;
    p.high_share = 1 - spec.high_share;
    switch (spec.policy) {
        case BatteryPolicy::self_consumption:
            p.kind = facility::BatteryPolicy::self_consumption;
            break;
        case BatteryPolicy::price:
            p.kind = facility::BatteryPolicy::price;
            break;
        case BatteryPolicy::carbon:
        case BatteryPolicy::marginal_carbon:
            p.kind = facility::BatteryPolicy::carbon;
            break;
        case BatteryPolicy::peak_shaving:
            p.kind = facility::BatteryPolicy::peak_shaving;
            p.peak_kw = spec.peak_w / 1e3;
            break;
    }
    return p;
}

/// What the policy looks at must be known, and its hours must not overlap.
void check_policy(Context& context, const BatterySpec& spec, const std::string& path,
                  const Site& site) {
    const bool follows = spec.policy == BatteryPolicy::price ||
                         spec.policy == BatteryPolicy::carbon ||
                         spec.policy == BatteryPolicy::marginal_carbon;
    if (follows && spec.low_share + spec.high_share >= 1) {
        context.error(spec.where, "E0442", path + ".low_share",
                      "the hours to charge and to give overlap: low_share + high_share is not "
                      "below 100 %",
                      "for example 25 % each");
    }
    if (spec.policy == BatteryPolicy::marginal_carbon && site.grid_marginal_g_kwh.empty()) {
        context.error(spec.where, "E0444", path + ".policy",
                      "the marginal intensity of the grid is not known",
                      "add marginal_series: to the site, or policy: carbon");
    }
    if (spec.policy == BatteryPolicy::peak_shaving && spec.peak_w <= 0) {
        context.error(spec.where, "E0444", path + ".peak", "peak shaving needs the peak",
                      "peak: 500 kW");
    }
}

}  // namespace

void compile_battery(Context& context, const SiteSpec& spec, const std::string& path, Site& site) {
    if (!spec.energy.battery) return;
    const BatterySpec& battery = *spec.energy.battery;
    const std::string key = path + ".energy.battery";
    const BatteryFact* fact = find_fact(context, context.catalog.batteries, battery.kind,
                                        battery.where, key + ".kind", "battery");
    if (!fact) return;
    SiteEnergy& energy = site.energy;
    energy.battery = sized(battery, *fact);
    energy.policy = policy_of(battery);
    energy.battery_usd = fact->usd_kwh * battery.capacity_kwh;
    energy.battery_embodied_g = fact->embodied_kg_kwh * battery.capacity_kwh * 1e3;
    energy.battery_signal = battery.policy == BatteryPolicy::marginal_carbon ? Signal::marginal
                            : battery.policy == BatteryPolicy::carbon        ? Signal::average
                                                                             : Signal::price;
    const std::string problem = facility::battery_problem(energy.battery);
    if (!problem.empty()) {
        context.error(battery.where, "E0442", key, problem,
                      fmt::format("the kind {} stands for {:.0f} to {:.0f} % charged", fact->name,
                                  100 * fact->spec.min_soc, 100 * fact->spec.max_soc));
    }
    check_policy(context, battery, key, site);
    context.assume(key,
                   fmt::format("{:.4g} kWh, {:.4g} kW in, {:.4g} kW out, round trip {:.1f} %",
                               energy.battery.capacity_kwh, energy.battery.charge_kw,
                               energy.battery.discharge_kw, 100 * energy.battery.round_trip()),
                   cite(fact->provenance));
}

}  // namespace orrery::compile
