// Runbooks at work: after the delays of their steps replicas start elsewhere, and go when it is
// over.
#include <algorithm>

#include "sim/engine/simulation.hpp"

namespace orrery {
namespace {

using Phase = SupplyState::Phase;

}  // namespace

/// An outage of a vendor's sites begins or ends: who answers it by vendor or by site.
void Simulation::answer(const std::string& vendor, const std::vector<SiteId>& sites, bool start) {
    for (std::uint32_t r = 0; r < world_.runbooks.size(); ++r) {
        const std::string& on = world_.runbooks[r].on;
        const bool here = std::any_of(sites.begin(), sites.end(),
                                      [&](SiteId s) { return world_.sites[s.index()].name == on; });
        if (on == vendor || here) answer_on(r, start);
    }
}

void Simulation::answer_on(std::uint32_t r, bool start) {
    SupplyState::Runbook& book = supply_.runbooks[r];
    const RunbookPlan& plan = world_.supply.runbooks[r];
    book.open += start ? 1 : -1;
    if (start && book.phase == Phase::idle) {
        book.phase = Phase::responding;
        book.run = static_cast<std::uint32_t>(out_.supply.runbooks.size());
        out_.supply.runbooks.push_back({r, now_});
        at(now_ + plan.response, EventClass::runbook, r, ++book.epoch & kEpochMask);
    }
    if (start || book.open > 0) return;
    RunbookRun& run = out_.supply.runbooks[book.run];
    run.ended = now_;
    if (book.phase == Phase::responding) {
        book.phase = Phase::idle;
        ++book.epoch;
    } else if (book.phase == Phase::active) {
        book.phase = Phase::returning;
        at(now_ + plan.back, EventClass::runbook, r, ++book.epoch & kEpochMask);
    }
}

/// Fail over when the response is through; fail back unless it has struck again meanwhile.
void Simulation::runbook_step(std::uint32_t r, std::uint32_t epoch) {
    SupplyState::Runbook& book = supply_.runbooks[r];
    if ((book.epoch & kEpochMask) != epoch) return;
    if (book.phase == Phase::responding) {
        book.phase = Phase::active;
        out_.supply.runbooks[book.run].acted = now_;
        return fail_over(r);
    }
    if (book.phase != Phase::returning) return;
    if (book.open > 0) {
        book.phase = Phase::active;
        return;
    }
    book.phase = Phase::idle;
    out_.supply.runbooks[book.run].returned = now_;
    fail_back(r);
}

/// The standby is called first, so that nothing is ordered beside it.
void Simulation::fail_over(std::uint32_t r) {
    const RunbookPlan& plan = world_.supply.runbooks[r];
    const std::string& name = world_.runbooks[r].name;
    if (!plan.to.valid()) return note("runbook", name, "the response is through", now_);
    note("fail-over", name, "to " + world_.deployments[plan.to.index()].name, now_);
    if (plan.standby.valid()) {
        const std::size_t p = plan.standby.index();
        const int servers = std::min(plan.servers, cluster_.absent(plan.standby) - on_order_[p]);
        supply_.reserved[p] -= plan.servers;
        orders_[p].push_back(servers);
        on_order_[p] += servers;
        at(now_ + plan.notice, EventClass::servers_arrive, plan.standby.value,
           static_cast<std::uint32_t>(orders_[p].size() - 1));
    }
    supply_.floor[plan.to.index()] += plan.replicas;
    scale_to(plan.to, plan.replicas);
    watch_runbooks(plan.to);
}

void Simulation::fail_back(std::uint32_t r) {
    const RunbookPlan& plan = world_.supply.runbooks[r];
    if (!plan.to.valid()) return;
    note("fail-back", world_.runbooks[r].name, "from " + world_.deployments[plan.to.index()].name,
         now_);
    supply_.floor[plan.to.index()] -= plan.replicas;
    if (plan.standby.valid()) supply_.reserved[plan.standby.index()] += plan.servers;
    scale_to(plan.to, -plan.replicas);
}

/// A replica of the deployment is ready: perhaps the last that a runbook waits for.
void Simulation::watch_runbooks(DeploymentId d) {
    for (std::uint32_t r = 0; r < supply_.runbooks.size(); ++r) {
        const RunbookPlan& plan = world_.supply.runbooks[r];
        if (plan.to != d || supply_.runbooks[r].phase != Phase::active) continue;
        RunbookRun& run = out_.supply.runbooks[supply_.runbooks[r].run];
        const int wanted = world_.deployments[d.index()].replicas_min + plan.replicas;
        const bool served = fleet_.count(d, ReplicaState::ready) >= wanted;
        if (run.recovered == Nanos::never() && served) run.recovered = now_;
    }
}

}  // namespace orrery
