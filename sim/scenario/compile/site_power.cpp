// What a site may draw in each meter interval: contract, modules, cooling, agreements to yield.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "sim/scenario/compile/context.hpp"
#include "sim/scenario/site_load.hpp"

namespace orrery::compile {
namespace {

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

/// What the plant can shed in the weather of an interval: less than it is built for in a heat wave.
double plant_heat_w(const Site& site, std::size_t i) {
    const SiteEnergy& energy = site.energy;
    if (!energy.plant || i >= energy.weather.size()) return kNoLimit;
    const double share = facility::cooling_capacity_share(*energy.plant, energy.weather[i]);
    return share < 1 ? share * energy.rated_it_kw * 1e3 : kNoLimit;
}

/// Contracted power and the heat that can be shed, each with the modules that stand by then. What
/// stands in the middle of an interval counts from the next one on.
double firm_cap(const SiteSpec& spec, const Site& site, Nanos t, std::size_t i) {
    double power = spec.contracted_power_w;
    double heat = spec.cooling_limit_w;
    for (const ModuleSpec& module : spec.modules) {
        if (module.at > t) continue;
        power += module.power_w;
        heat += module.cooling_w > 0 ? module.cooling_w : module.power_w;
    }
    heat = std::min(spec.cooling_limit_w > 0 ? heat : kNoLimit, plant_heat_w(site, i));
    return std::min(spec.contracted_power_w > 0 ? power : kNoLimit,
                    site_load(site, i).facility_w(heat));
}

void take_calls(const Context& context, const SiteSpec& spec, Site& site) {
    for (const FlexibleSpec& f : spec.flexible) {
        for (Nanos at = f.at; at < context.world.horizon; at = at + f.every) {
            // A call ends where the agreement's next one begins.
            site.calls.push_back({f.name.empty() ? "agreement" : f.name, at,
                                  at + min(f.duration, f.every), f.reduce_to_w, f.payment_usd_kwh,
                                  f.payment_usd});
            if (f.every == Nanos::never()) break;
        }
    }
    std::stable_sort(site.calls.begin(), site.calls.end(),
                     [](const FlexibleCall& a, const FlexibleCall& b) { return a.at < b.at; });
}

/// A call that only touches an interval counts for all of it.
void lay_calls(const Context& context, Site& site) {
    const std::int64_t step = context.world.meter_interval.ns;
    const auto count = static_cast<std::int64_t>(site.power_cap_w.size());
    for (const FlexibleCall& call : site.calls) {
        const std::int64_t until = min(call.until, context.world.meter_interval * count).ns;
        for (std::int64_t i = call.at.ns / step; i * step < until; ++i) {
            double& cap = site.power_cap_w[static_cast<std::size_t>(i)];
            cap = std::min(cap, call.reduce_to_w);
        }
    }
}

void lay_caps(const Context& context, const SiteSpec& spec, Site& site) {
    take_calls(context, spec, site);
    for (std::size_t i = 0; i < context.world.intervals(); ++i) {
        const Nanos from = context.world.meter_interval * static_cast<std::int64_t>(i);
        const double cap = firm_cap(spec, site, from, i);
        if (!site.calls.empty()) site.firm_cap_w.push_back(cap);
        site.power_cap_w.push_back(cap);
    }
    lay_calls(context, site);
    const auto& caps = site.power_cap_w;
    if (std::any_of(caps.begin(), caps.end(), [](double w) { return w < kNoLimit; })) return;
    site.power_cap_w.clear();
    site.firm_cap_w.clear();
}

}  // namespace

void compile_site_power(Context& context) {
    for (const SiteSpec& spec : context.scenario.sites) {
        const auto id = context.sites.find(spec.name);
        const bool limited =
            spec.contracted_power_w > 0 || spec.cooling_limit_w > 0 || !spec.cooling.empty();
        if (id == context.sites.end() || (!limited && spec.flexible.empty())) continue;
        lay_caps(context, spec, context.world.sites[id->second.index()]);
    }
}

}  // namespace orrery::compile
