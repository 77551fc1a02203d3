// Power of sites as metered, and agreements to draw less: which calls were kept, what they pay.
#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/accounts/checked.hpp"
#include "sim/accounts/energy.hpp"
#include "sim/accounts/posting.hpp"
#include "sim/accounts/power.hpp"
#include "sim/scenario/site_load.hpp"

namespace orrery {
namespace {

/// An iteration's energy belongs to the interval in which it begins, so one that ends in the next
/// can lift the mean of serving by its share of the interval; jobs are cut exactly.
constexpr double kServingRounding = 1e-3;
/// Measured iteration times come without energy: how much a replica can draw is not known then.
constexpr double kMeasuredRounding = 1;
constexpr double kRounding = 1e-9;

Nanos start_of(const World& world, std::size_t i) {
    return world.meter_interval * static_cast<std::int64_t>(i);
}

double rounding_of(const World& world, SiteId site) {
    double room = kRounding;
    for (const Deployment& d : world.deployments) {
        if (d.site != site) continue;
        room = std::max(room, d.measured ? kMeasuredRounding : kServingRounding);
    }
    return room;
}

/// What its jobs did not draw in an interval because they yielded, kWh with cooling.
double yielded_kwh(const World& world, const Observations& o, SiteId site, std::size_t i) {
    double joules = 0;
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
        if (world.pools[p].site == site) joules += o.pools[p][i].yielded_j;
    }
    return joules / 3.6e6 * site_load(world.sites[site.index()], i).per_it_w;
}

CallOutcome outcome_of(const World& world, const Observations& o, SiteId site,
                       const FlexibleCall& call, const std::vector<double>& power_w) {
    CallOutcome outcome{site, &call, true, 0, 0};
    const auto first = static_cast<std::size_t>(call.at.ns / world.meter_interval.ns);
    for (std::size_t i = first; i < power_w.size() && start_of(world, i) < call.until; ++i) {
        const double most =
            call.reduce_to_w * (1 + std::min(rounding_of(world, site), kServingRounding));
        outcome.kept = outcome.kept && power_w[i] <= most;
        // Caps act on whole intervals; a call pays for the part of them that it covers.
        const Nanos from = max(start_of(world, i), call.at);
        const Nanos until = min(start_of(world, i) + world.meter_interval, call.until);
        outcome.reduced_kwh += yielded_kwh(world, o, site, i) *
                               ((until - from).seconds() / world.meter_interval.seconds());
    }
    if (outcome.kept) {
        outcome.payment_usd = call.payment_usd + outcome.reduced_kwh * call.payment_usd_kwh;
    }
    return outcome;
}

void post_payment(const World& world, const CallOutcome& outcome, Ledger& ledger) {
    Charge charge;
    charge.category = "flexible power";
    charge.account = "revenue:flexible power";
    charge.counter = "receivable:" + outcome.call->agreement;
    charge.vendor = outcome.call->agreement;
    charge.site = world.sites[outcome.site.index()].name;
    charge.unit = "kWh";
    charge.formula = "kWh below what would have been drawn × payment + payment of the call";
    charge.price_source = "scenario";
    charge.contract = outcome.call->agreement;
    charge.kind = ChargeKind::credit;
    charge.frequency = Frequency::one_time;
    const Period call{month_of(world, outcome.call->until - Nanos{1}), 0, 0, outcome.call->at,
                      outcome.call->until};
    add_posting(world, ledger, add_charge(ledger, std::move(charge)), call, outcome.reduced_kwh,
                -outcome.payment_usd);
}

void check_caps(const World& world, const Observations& o, std::size_t s, Ledger& ledger) {
    const Site& site = world.sites[s];
    // What an API draws for its tokens yields to no cap of the site.
    const bool servers = std::any_of(world.pools.begin(), world.pools.end(), [&](const Pool& p) {
        return p.site == SiteId(s) && !p.tokens;
    });
    if (!servers) return;
    const std::vector<double> power_w = site_power_w(world, o, SiteId(s));
    const double room = 1 + rounding_of(world, SiteId(s));
    double worst = 0;
    double its_cap = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < power_w.size(); ++i) {
        const PowerShortfall& shortfall = o.shortfalls[s][i];
        const auto& caps =
            shortfall.agreement && !site.firm_cap_w.empty() ? site.firm_cap_w : site.power_cap_w;
        // Nothing drawn is within any cap, one of nothing as well.
        if (shortfall.cap || power_w[i] <= 0 || power_w[i] - caps[i] <= worst - its_cap) continue;
        worst = power_w[i];
        its_cap = caps[i];
    }
    const bool holds = worst <= its_cap * room;
    if (std::isinf(its_cap)) its_cap = worst = 0;  // nothing to hold
    enter_check(ledger, {"power of " + site.name,
                         "mean power of an interval ≤ its cap, where yielding was enough, W", worst,
                         its_cap, holds});
}

}  // namespace

std::vector<double> site_power_w(const World& world, const Observations& o, SiteId site) {
    std::vector<double> watts;
    for (std::size_t i = 0; i < world.intervals(); ++i) {
        const Nanos from = start_of(world, i);
        if (from >= o.ended_at) break;
        const double span = (min(from + world.meter_interval, o.ended_at) - from).seconds();
        double joules = 0;
        for (std::size_t p = 0; p < world.pools.size(); ++p) {
            if (world.pools[p].site != site) continue;
            joules += interval_energy(world.pools[p], o.pools[p][i]).it_j();
        }
        watts.push_back(site_load(world.sites[site.index()], i).facility_w(joules / span));
    }
    return watts;
}

std::vector<CallOutcome> flexible_calls(const World& world, const Observations& o) {
    std::vector<CallOutcome> outcomes;
    for (std::size_t s = 0; s < world.sites.size(); ++s) {
        if (world.sites[s].calls.empty()) continue;
        const std::vector<double> power_w = site_power_w(world, o, SiteId(s));
        for (const FlexibleCall& call : world.sites[s].calls) {
            if (call.until > o.ended_at) continue;
            outcomes.push_back(outcome_of(world, o, SiteId(s), call, power_w));
        }
    }
    return outcomes;
}

void account_power(const World& world, const Observations& o, Ledger& ledger) {
    for (const CallOutcome& outcome : flexible_calls(world, o)) {
        if (outcome.payment_usd > 0) post_payment(world, outcome, ledger);
    }
    for (std::size_t s = 0; s < world.sites.size(); ++s) {
        if (s < o.shortfalls.size() && !o.shortfalls[s].empty()) check_caps(world, o, s, ledger);
    }
}

}  // namespace orrery
