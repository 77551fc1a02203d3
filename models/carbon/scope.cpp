// Who reports an emission, in which scope and category, after the GHG Protocol.
#include "models/carbon/scope.hpp"

#include <algorithm>
#include <utility>

namespace orrery::carbon {
namespace {

constexpr int kPurchasedServices = 1;
constexpr int kCapitalGoods = 2;
constexpr int kFuelAndEnergy = 3;
constexpr int kWaste = 5;
constexpr int kUpstreamLeased = 8;
constexpr int kDownstreamLeased = 13;

/// What the reporter itself burns, buys and owns.
Place own(Activity activity, double share) {
    switch (activity) {
        case Activity::fuel:
            return {1, 0, share};
        case Activity::electricity:
            return {2, 0, share};
        case Activity::fuel_upstream:
        case Activity::electricity_upstream:
        case Activity::grid_losses:
            return {3, kFuelAndEnergy, share};
        case Activity::hardware:
            return {3, kCapitalGoods, share};
        case Activity::end_of_life:
            return {3, kWaste, share};
    }
    return {3, kPurchasedServices, share};
}

bool is_hardware(Activity activity) {
    return activity == Activity::hardware || activity == Activity::end_of_life;
}

/// Its hardware is its own; the landlord burns the generators' fuel.
Place colocation(const Reporter& r, Activity activity, double share) {
    const bool fuel = activity == Activity::fuel || activity == Activity::fuel_upstream;
    if (!is_hardware(activity) && (fuel || !r.controls_energy)) return {3, kUpstreamLeased, share};
    return own(activity, share);
}

/// Under operational control whoever operates reports; else only a capital lease is one's own.
Place leased(const Reporter& r, Activity activity, double share) {
    const bool operates = r.boundary == Boundary::operational_control;
    if (is_hardware(activity)) {
        return r.finance_lease ? own(activity, share) : Place{3, kUpstreamLeased, share};
    }
    if (operates || r.finance_lease) return own(activity, share);
    return {3, kUpstreamLeased, share};
}

/// Under operational control the tenant operates; else a capital lease has passed to the tenant.
Place rented_out(const Reporter& r, Activity activity, double share) {
    if (is_hardware(activity)) return own(activity, share);
    const bool passed =
        r.boundary == Boundary::operational_control ? r.controls_energy : r.finance_lease;
    return passed ? Place{3, kDownstreamLeased, share} : own(activity, share);
}

}  // namespace

Place place_of(const Reporter& r, Activity activity) {
    const double share = r.boundary == Boundary::equity_share ? r.equity : 1;
    switch (r.relation) {
        case Relation::owner_operator:
            return own(activity, share);
        case Relation::colocation_tenant:
            return colocation(r, activity, share);
        case Relation::cloud_tenant:
            return {3, r.as_leased_assets ? kUpstreamLeased : kPurchasedServices, share};
        case Relation::lessee:
            return leased(r, activity, share);
        case Relation::landlord:
            return rented_out(r, activity, share);
    }
    return own(activity, share);
}

std::vector<Entry> electricity_entries(const Reporter& reporter, const ElectricityFactors& f,
                                       double kwh) {
    const double direct = kwh * f.direct;
    const double drawn = kwh * f.life_cycle;
    const double lost = drawn * f.losses / (1 - f.losses);
    std::vector<Entry> entries;
    for (const auto& [activity, g] : {std::pair{Activity::electricity, direct},
                                      {Activity::electricity_upstream, drawn - direct},
                                      {Activity::grid_losses, lost}}) {
        const Place place = place_of(reporter, activity);
        entries.push_back({activity, place, g * place.share});
    }
    return entries;
}

double embodied_in(double total_g, double bought_s, double life_s, double from_s, double until_s,
                   EmbodiedRule rule) {
    if (rule == EmbodiedRule::year_of_purchase) {
        return bought_s >= from_s && bought_s < until_s ? total_g : 0;
    }
    if (life_s <= 0) return 0;
    const double begin = std::max(from_s, bought_s);
    const double end = std::min(until_s, bought_s + life_s);
    return total_g * std::max(0.0, end - begin) / life_s;
}

}  // namespace orrery::carbon
