// Servers of a purchase arrive when they are delivered and burnt in, and leave when they are sold.
#include <fmt/format.h>

#include <algorithm>

#include "models/finance/custom_chip.hpp"
#include "models/reliability/lognormal.hpp"
#include "orrery/base/math.hpp"
#include "sim/engine/delivery.hpp"
#include "sim/engine/event_words.hpp"
#include "sim/engine/simulation.hpp"
#include "sim/kernel/samplers.hpp"
#include "sim/scenario/asset_terms.hpp"

namespace orrery {
namespace {

/// Parts that a ramp is cut into.
constexpr int kRampParts = 24;

Nanos drawn_lead(const LeadTimeSpec& spec, Stream& stream) {
    const double z = normal(stream);
    if (spec.p50 == Nanos{0} || spec.p90 == spec.p50) return spec.p50;
    const double sigma = reliability::lognormal_sigma(spec.p50.seconds(), spec.p90.seconds());
    return Nanos::from_seconds(spec.p50.seconds() * math::exp(sigma * z));
}

/// Shares of the order with what they come later than the first.
std::vector<DeliverySpec> parts_of(const PurchaseSpec& p, int servers) {
    if (p.ramp == Nanos{0}) {
        if (!p.lead_time.deliveries.empty()) return p.lead_time.deliveries;
        return {DeliverySpec{}};
    }
    std::vector<DeliverySpec> parts;
    const int n = std::min(servers, kRampParts);
    for (int k = 1; k <= n; ++k) {
        DeliverySpec part;
        part.share = 1.0 / n;
        part.after =
            Nanos::from_seconds(finance::ramp_time(static_cast<double>(k) / n, p.ramp.seconds()));
        parts.push_back(part);
    }
    return parts;
}

bool ordered_later(const Pool& pool) {
    return pool.purchase && pool.purchase->ordered.has_value();
}

void shift(Delivery& d, Nanos by) {
    d.delivered += by;
    d.in_service += by;
    d.retired += by;
}

/// Of a part a share comes, by whole servers of the order in all; the rest never does.
void cut_short(std::vector<Delivery>& plan, const DisruptionSpec& one) {
    std::vector<Delivery> out;
    int due = 0;
    int come = 0;
    for (Delivery d : plan) {
        const bool struck = holds(one, d.delivered);
        const int all = d.servers;
        if (struck) {
            due += all;
            const double share = std::clamp(one.factor, 0.0, 1.0);
            d.servers = static_cast<int>(math::round_to_int64(share * due)) - come;
            come += d.servers;
        }
        const int lost = all - d.servers;
        if (d.servers > 0) out.push_back(d);
        if (lost > 0) {
            shift(d, Nanos::never());
            d.servers = lost;
            out.push_back(d);
        }
    }
    plan = std::move(out);
}

/// What falls due while it holds; what came before the run came.
void befall(std::vector<Delivery>& plan, const DisruptionSpec& one) {
    if (one.kind == DisruptionKind::partial || one.kind == DisruptionKind::fab_loss) {
        return cut_short(plan, one);
    }
    const Nanos until = one.at + one.duration;
    for (Delivery& d : plan) {
        if (!holds(one, d.delivered)) continue;
        if (one.kind == DisruptionKind::delay) shift(d, one.delay);
        if (one.kind == DisruptionKind::export_ban) {
            shift(d, until == Nanos::never() ? until : until - d.delivered);
        }
    }
}

}  // namespace

bool strikes(const DisruptionSpec& disruption, std::uint64_t seed, std::uint64_t replication) {
    Stream stream(seed, "disruption", disruption.name, replication);
    return stream.uniform() < disruption.probability;
}

bool holds(const DisruptionSpec& disruption, Nanos now) {
    return now >= disruption.at && now < disruption.at + disruption.duration;
}

double staff_slows(const World& world, SiteId site, Nanos now, double RoleSpec::*factor) {
    double product = 1;
    for (const RoleSpec& role : world.staff) {
        if (role.*factor == 1 || !works_at(role, world.sites[site.index()])) continue;
        const double missing =
            contracts::missing_share(crew_terms(role), servers_of(world, role), now.seconds());
        product *= contracts::slow_down(role.*factor, missing);
    }
    return product;
}

std::vector<Delivery> plan_deliveries(const World& world, PoolId id, std::uint64_t seed,
                                      std::uint64_t replication) {
    const Pool& pool = world.pools[id.index()];
    std::vector<Delivery> plan;
    if (!pool.purchase) return plan;
    const PurchaseSpec& p = *pool.purchase;
    Stream stream(seed, "delivery", pool.name, replication);
    const Nanos lead = drawn_lead(p.lead_time, stream);
    const Nanos ordered = p.ordered.value_or(Nanos{0});
    const Nanos use = Nanos::from_seconds(std::min(years_of_use(pool), 200.0) * kAssetYearS);
    double share = 0;
    int before = 0;
    for (const DeliverySpec& part : parts_of(p, pool.servers)) {
        share += part.share;
        const int all = static_cast<int>(math::round_to_int64(share * pool.servers));
        Delivery d{id, all - before, ordered, ordered, ordered, Nanos::never()};
        before = all;
        if (d.servers == 0) continue;
        if (ordered_later(pool)) {
            d.delivered = ordered + lead + part.after;
            const double slower = staff_slows(world, pool.site, max(d.delivered, Nanos{0}),
                                              &RoleSpec::rollout_factor);
            d.in_service =
                d.delivered + Nanos::from_seconds(p.lead_time.burn_in.seconds() * slower);
        }
        d.retired = d.in_service + use;
        plan.push_back(d);
    }
    std::stable_sort(plan.begin(), plan.end(), [](const Delivery& a, const Delivery& b) {
        return a.delivered < b.delivered;
    });
    const auto& terms = world.supply.pools;
    if (!ordered_later(pool) || id.index() >= terms.size()) return plan;
    for (const std::uint32_t i : terms[id.index()].disruptions) {
        const DisruptionSpec& one = world.disruptions[i];
        if (strikes(one, seed, replication)) befall(plan, one);
    }
    return plan;
}

std::vector<PlannedPart> planned_parts(const PurchaseSpec& purchase, int servers) {
    std::vector<PlannedPart> all;
    double share = 0;
    int before = 0;
    for (const DeliverySpec& part : parts_of(purchase, servers)) {
        share += part.share;
        const int until = static_cast<int>(math::round_to_int64(share * servers));
        if (until > before) all.push_back({until - before, part.after});
        before = until;
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const PlannedPart& a, const PlannedPart& b) { return a.after < b.after; });
    return all;
}

void Simulation::prepare_deliveries(PoolId pool) {
    const Pool& p = world_.pools[pool.index()];
    int late = 0;
    int cut = p.servers;
    for (const Delivery& d : plan_deliveries(world_, pool, options_.seed, options_.replication)) {
        const auto index = static_cast<std::uint32_t>(out_.deliveries.size());
        out_.deliveries.push_back(d);
        const bool comes = d.in_service < Nanos::never();
        if (comes) cut -= d.servers;
        if (comes) at(max(d.retired, Nanos{0}), EventClass::servers_leave, pool.value, index);
        if (!comes || d.in_service <= Nanos{0}) continue;
        late += d.servers;
        auto& orders = orders_[pool.index()];
        orders.push_back(d.servers);
        on_order_[pool.index()] += d.servers;
        note("delivery", p.name,
             fmt::format("{} in service after {:.1f} days", servers_text(d.servers),
                         d.in_service.seconds() / 86400),
             d.in_service);
        at(d.in_service, EventClass::servers_arrive, pool.value,
           static_cast<std::uint32_t>(orders.size() - 1));
    }
    if (cut > 0) note("refused", p.name, servers_text(cut) + " never to come", now_);
    for (const std::uint32_t s : pick_servers(pool, late + cut, false)) {
        cluster_.leave(s, now_);
        ++fates_[s].epoch;
    }
}

/// The end of their life: they are sold or go back; a broken one goes when the shop gives it back.
void Simulation::servers_leave(PoolId pool, std::uint32_t delivery) {
    const int count = out_.deliveries[delivery].servers;
    const auto servers = pick_servers(pool, count, false);
    note("retirement", world_.pools[pool.index()].name,
         servers_text(count) +
             (count == 1 ? " reaches the end of its life" : " reach the end of their life"),
         now_);
    take_down(servers, Hazard::maintenance, "end of life");
    for (const std::uint32_t s : servers) {
        cluster_.lift(s, now_);
        cluster_.leave(s, now_);
        ++fates_[s].epoch;
    }
    int broken = count - static_cast<int>(servers.size());
    for (std::uint32_t s = cluster_.first(pool); s < cluster_.end(pool) && broken > 0; ++s) {
        if (!cluster_.server(s).present || fates_[s].leaving) continue;
        fates_[s].leaving = true;
        --broken;
    }
    retired_[pool.index()] += count;
    ask_power(pool);
    place_queued(pool);
}

Nanos Simulation::load_time(const Deployment& deployment) const {
    const double slower = staff_slows(world_, deployment.site, now_, &RoleSpec::rollout_factor);
    if (slower == 1) return deployment.load_time;
    return Nanos::from_seconds(deployment.load_time.seconds() * slower);
}

}  // namespace orrery
