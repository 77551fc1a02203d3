// Planes of vendors fail and come back: what stops, what only does not start, who cannot get
// through.
#include <algorithm>

#include "sim/engine/delivery.hpp"
#include "sim/engine/simulation.hpp"

namespace orrery {
namespace {

std::size_t of(Plane plane) {
    return static_cast<std::size_t>(plane);
}

std::string cause_of(const OutageProcess& p) {
    return p.reason.empty() ? p.vendor + ": " + p.name : p.reason;
}

bool waited(const Request& request, WaitCause cause) {
    return request.waited[static_cast<std::size_t>(cause)] > 0;
}

/// Whether an outage of where a request may be served can have hurt it: of servers and of the way
/// to them any, of launches and of stock where it waited for them.
bool met(const Request& request, Plane plane) {
    if (plane == Plane::control) return waited(request, WaitCause::control_plane);
    if (plane != Plane::stock) return true;
    return waited(request, WaitCause::supply) || waited(request, WaitCause::provisioning);
}

}  // namespace

void Simulation::prepare_planes() {
    const SupplyBook& book = world_.supply;
    supply_.planes.resize(world_.sites.size());
    supply_.vendors.resize(world_.vendors.size());
    supply_.out_of_stock.assign(world_.pools.size(), 0);
    supply_.held.resize(world_.pools.size());
    supply_.shortages.resize(world_.pools.size());
    supply_.last_filled.assign(world_.pools.size(), Nanos{0});
    supply_.reserved.assign(world_.pools.size(), 0);
    supply_.services.resize(book.services.size());
    supply_.not_startable.assign(world_.deployments.size(), 0);
    supply_.runbooks.resize(book.runbooks.size());
    supply_.floor.assign(world_.deployments.size(), 0);
    out_.supply.pools.resize(world_.pools.size());
    for (const Pool& pool : world_.pools) {
        supply_.fills.emplace_back(options_.seed, "fill", pool.name, options_.replication);
    }
    for (const DisruptionSpec& d : world_.disruptions) {
        supply_.struck.push_back(strikes(d, options_.seed, options_.replication) ? 1 : 0);
    }
    for (const RunbookPlan& plan : book.runbooks) {
        if (plan.standby.valid()) supply_.reserved[plan.standby.index()] += plan.servers;
    }
    supply_.spans = draw_outages(book.outages, options_.seed, options_.replication, world_.horizon);
    supply_.record_of.resize(supply_.spans.size());
    for (std::uint32_t i = 0; i < supply_.spans.size(); ++i) {
        at(supply_.spans[i].from, EventClass::plane_start, i, 0);
        at(supply_.spans[i].until, EventClass::plane_end, i, 0);
    }
}

void Simulation::vendor_event(EventClass kind, std::uint32_t entity, std::uint32_t slot) {
    if (kind == EventClass::service_expired) return service_expired(entity, slot);
    if (kind == EventClass::runbook) return runbook_step(entity, slot);
    plane_event(entity, kind == EventClass::plane_start);
}

void Simulation::plane_event(std::uint32_t span, bool start) {
    const OutageProcess& process = world_.supply.outages[supply_.spans[span].process];
    const std::string cause = cause_of(process);
    if (start) {
        const Nanos until = supply_.spans[span].until;
        note("outage", process.vendor,
             std::string(kPlaneNames[of(process.plane)]) + " plane: " + cause, until);
        supply_.record_of[span] = open_outage(
            {process.vendor, process.name, process.plane, now_, min(until, world_.horizon)},
            process.sites);
    }
    strike(process, cause, start);
    if (process.plane != Plane::stock) answer(process.vendor, process.sites, start);
    if (!start) close_outage(supply_.record_of[span]);
    see_recovery();
}

/// A vendor's counter holds what strikes all of it, for services that stand at none of the sites.
void Simulation::strike(const OutageProcess& process, const std::string& cause, bool start) {
    const int change = start ? 1 : -1;
    const std::size_t plane = of(process.plane);
    for (std::size_t v = 0; v < world_.vendors.size() && process.whole; ++v) {
        if (world_.vendors[v].name == process.vendor) supply_.vendors[v][plane] += change;
    }
    for (const PoolId p : process.pools) {
        if (process.plane == Plane::stock) supply_.out_of_stock[p.index()] += change;
    }
    for (const SiteId s : process.sites) {
        if (process.plane == Plane::data) site_down(s, start, cause);
        if (process.plane == Plane::edge) reach_.edge_down(s, start);
        if (process.plane != Plane::data) supply_.planes[s.index()][plane] += change;
    }
    if (process.plane == Plane::edge) network_changed();
    if (process.plane == Plane::control && !start) {
        for (const SiteId s : process.sites) thaw(s);
    }
    look_at_services();
    refresh_pending_causes();
}

std::uint32_t Simulation::open_outage(PlaneOutage outage, const std::vector<SiteId>& sites) {
    int ready = 0;
    for (std::size_t d = 0; d < world_.deployments.size(); ++d) {
        ready += fleet_.count(DeploymentId(d), ReplicaState::ready);
    }
    const auto record = static_cast<std::uint32_t>(out_.supply.outages.size());
    out_.supply.outages.push_back(std::move(outage));
    supply_.ready_before.push_back(ready);
    supply_.open.push_back(record);
    const auto there = [&](const Route& route) {
        const SiteId at = world_.deployments[route.deployment.index()].site;
        return std::find(sites.begin(), sites.end(), at) != sites.end();
    };
    std::vector<char> reaches;
    for (const Workload& w : world_.workloads) {
        reaches.push_back(std::any_of(w.routes.begin(), w.routes.end(), there) ? 1 : 0);
    }
    supply_.reaches.push_back(std::move(reaches));
    // What ended a day ago is in nobody's wait any more.
    std::erase_if(supply_.felt,
                  [&](std::uint32_t r) { return out_.supply.outages[r].until + kDay < now_; });
    supply_.felt.push_back(record);
    return record;
}

void Simulation::close_outage(std::uint32_t record) {
    std::erase(supply_.open, record);
    out_.supply.outages[record].until = now_;
}

/// As many replicas are ready as before it, and clients get through to the sites.
void Simulation::see_recovery() {
    if (out_.supply.outages.empty()) return;
    int ready = 0;
    for (std::size_t d = 0; d < world_.deployments.size(); ++d) {
        ready += fleet_.count(DeploymentId(d), ReplicaState::ready);
    }
    for (std::size_t i = 0; i < out_.supply.outages.size(); ++i) {
        PlaneOutage& outage = out_.supply.outages[i];
        if (outage.recovered != Nanos::never() || ready < supply_.ready_before[i]) continue;
        const bool open =
            std::find(supply_.open.begin(), supply_.open.end(), i) != supply_.open.end();
        if (open && outage.plane != Plane::data) continue;
        outage.recovered = now_;
    }
}

/// Requests that end badly count for each outage that they met; those that waited for what depends
/// on a struck site, without a route there, for all that were open.
void Simulation::count_lost(const Request& request, bool lost) {
    const auto overlaps = [&](std::uint32_t r) {
        const PlaneOutage& outage = out_.supply.outages[r];
        if (request.arrival < outage.until) return true;
        // Until what it took is back, of those that wait for that.
        return request.arrival < outage.recovered &&
               (waited(request, WaitCause::outage) || waited(request, WaitCause::loading));
    };
    const auto count = [&](std::uint32_t r) {
        PlaneOutage& outage = out_.supply.outages[r];
        (lost ? outage.lost : outage.late) += request.counts_for;
    };
    bool any = false;
    for (const std::uint32_t r : supply_.felt) {
        const bool there = supply_.reaches[r][request.workload.index()] != 0;
        if (!there || !overlaps(r) || !met(request, out_.supply.outages[r].plane)) continue;
        count(r);
        any = true;
    }
    const bool held =
        waited(request, WaitCause::outage) || waited(request, WaitCause::control_plane);
    if (any || !held) return;
    for (const std::uint32_t r : supply_.felt) {
        if (overlaps(r) && out_.supply.outages[r].plane != Plane::stock) count(r);
    }
}

void Simulation::close_supply() {
    for (std::size_t p = 0; p < world_.pools.size(); ++p) {
        lack(PoolId(p), 0, supply_.shortages[p].cause);
    }
    for (const std::uint32_t record : supply_.open) {
        out_.supply.outages[record].until = now_;
    }
    for (std::size_t s = 0; s < supply_.services.size(); ++s) {
        if (!supply_.services[s].down) continue;
        out_.supply.services[supply_.services[s].gap].until = now_;
    }
}

}  // namespace orrery
