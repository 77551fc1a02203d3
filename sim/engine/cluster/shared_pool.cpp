// A pool whose accelerators recorded jobs share with replicas and training runs.
#include "sim/engine/cluster/shared_pool.hpp"

#include <algorithm>
#include <map>

namespace orrery {
namespace {

gang::Settings settings_of(const PoolSchedulerSpec& spec, std::uint64_t seed) {
    gang::Settings s;
    s.order = spec.order;
    s.backfill = spec.backfill;
    s.place = spec.placement;
    s.one_domain = spec.one_domain;
    s.preempt = spec.preempt;
    s.borrow = spec.borrow;
    s.cost = {spec.restart, spec.restart, spec.restart};
    s.depth = spec.depth;
    s.seed = seed;
    return s;
}

std::vector<gang::NodeSpec> nodes_of(const Pool& pool) {
    std::vector<gang::NodeSpec> nodes(static_cast<std::size_t>(pool.max_servers));
    const int domain = pool.scheduler->domain_servers;
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        nodes[n].gpus = pool.server.accelerators;
        nodes[n].domain =
            domain > 0 ? static_cast<std::uint32_t>(n) / static_cast<std::uint32_t>(domain) : 0;
    }
    return nodes;
}

/// Tenants of the pool's traces, in order of their names, with their quotas.
std::vector<std::string> tenants_of(const World& world, PoolId pool) {
    std::map<std::string, int> names;
    for (const JobTrace& t : world.job_traces) {
        if (t.pool != pool.value) continue;
        for (const std::string& name : t.tenants) names[name];
    }
    std::vector<std::string> list;
    for (const auto& [name, unused] : names) list.push_back(name);
    return list;
}

std::vector<gang::Tenant> quotas_of(const World& world, PoolId pool) {
    std::vector<gang::Tenant> list;
    for (const std::string& name : tenants_of(world, pool)) {
        gang::Tenant tenant;
        for (const QuotaSpec& q : world.pools[pool.index()].scheduler->quotas) {
            if (q.tenant != name) continue;
            tenant.weight = q.weight;
            if (q.accelerators > 0) tenant.quota = q.accelerators;
        }
        list.push_back(tenant);
    }
    return list;
}

}  // namespace

SharedPool::SharedPool(const World& world, PoolId pool, Cluster& cluster, Meters& meters,
                       Observations& out, std::uint64_t seed)
    : world_(world),
      pool_(pool),
      cluster_(cluster),
      meters_(meters),
      out_(out),
      spec_(*world.pools[pool.index()].scheduler),
      scheduler_(settings_of(spec_, seed), nodes_of(world.pools[pool.index()]),
                 quotas_of(world, pool)) {
    const std::vector<std::string> names = tenants_of(world, pool);
    std::vector<gang::Demand> demands;
    for (std::uint32_t t = 0; t < world.job_traces.size(); ++t) {
        const JobTrace& trace = world.job_traces[t];
        tenant_of_.emplace_back();
        if (trace.pool != pool.value) continue;
        for (const std::string& name : trace.tenants) {
            const auto at = std::lower_bound(names.begin(), names.end(), name);
            tenant_of_.back().push_back(static_cast<std::uint32_t>(at - names.begin()));
        }
        for (std::uint32_t j = 0; j < trace.jobs.size(); ++j) {
            SharedJobRow row;
            row.trace = t;
            row.job = j;
            row.submit = trace.jobs[j].submit;
            order_.push_back(static_cast<std::uint32_t>(out_.shared_jobs.size()));
            out_.shared_jobs.push_back(row);
            demands.push_back({trace.jobs[j].gpus, trace.jobs[j].milli});
        }
    }
    std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
        return out_.shared_jobs[a].submit < out_.shared_jobs[b].submit;
    });
    scheduler_.set_mix(gang::task_mix(demands));
}

Nanos SharedPool::next() const {
    const Nanos submit =
        next_row_ < order_.size() ? out_.shared_jobs[order_[next_row_]].submit : Nanos::never();
    return min(submit, scheduler_.next_end());
}

/// The Cluster's servers as the scheduler's nodes.
void SharedPool::pull() {
    const std::uint32_t first = cluster_.first(pool_);
    for (std::uint32_t n = 0; n < scheduler_.nodes().size(); ++n) {
        const ServerState& server = cluster_.server(first + n);
        scheduler_.set_free(n, server.free);
        scheduler_.set_up(n, server.present && server.down == 0);
    }
}

void SharedPool::push() {
    const std::uint32_t first = cluster_.first(pool_);
    for (std::uint32_t n = 0; n < scheduler_.nodes().size(); ++n) {
        cluster_.set_free(first + n, scheduler_.nodes().whole(n));
    }
}

gang::Job SharedPool::job_of(const SharedJobRow& row) const {
    const TraceJob& from = trace_of(row).jobs[row.job];
    gang::Job job;
    job.demand.gpus = from.gpus;
    job.demand.milli = from.milli;
    job.tenant = tenant_of_[row.trace][from.tenant];
    job.priority = from.priority;
    job.duration = from.duration;
    job.estimate = from.estimate;
    return job;
}

/// Accelerator time of a span into the pool's meters.
void SharedPool::meter(SharedJobRow& row, Nanos from, Nanos to, Spent on) {
    const bool useful = on == Spent::work;
    const Pool& pool = world_.pools[pool_.index()];
    const TraceJob& job = trace_of(row).jobs[row.job];
    const double idle = pool.accelerator.idle.value;
    const double watts =
        idle + trace_of(row).spec.utilisation * (pool.accelerator.tdp.value - idle);
    std::int64_t sum = 0;
    const Nanos last = min(to, meters_.until());
    while (from < last) {
        const Nanos edge = min(meters_.interval_end(from), last);
        const std::int64_t span = (edge - from).ns;
        const std::int64_t ns = job.milli == 1000 ? span * job.gpus : span / 1000 * job.milli;
        PoolUsage& usage = meters_.pool_at(pool_, from);
        (useful ? usage.useful_ns : usage.overhead_ns) += ns;
        if (!useful) usage.job_overhead_ns += ns;
        usage.job_ns += ns;
        usage.job_energy_j += watts * 1e-9 * static_cast<double>(ns);
        sum += ns;
        from = edge;
    }
    row.accelerator_ns += sum;
    if (on == Spent::lost) row.lost_ns += sum;
}

/// The job stops now; its restart came first, and its last `lost` of work are lost.
void SharedPool::stop_spell(gang::JobIndex j, Nanos now, Nanos lost) {
    const Spell& spell = spells_[j];
    SharedJobRow& row = out_.shared_jobs[spell.row];
    const Nanos works = min(spell.works_from, now);
    meter(row, spell.since, works, Spent::restart);
    meter(row, works, now - lost, Spent::work);
    meter(row, now - lost, now, Spent::lost);
    row.run_ns += (now - spell.since).ns;
}

void SharedPool::record(gang::JobIndex j, Nanos now) {
    const gang::Entry& entry = scheduler_.job(j);
    SharedJobRow& row = out_.shared_jobs[spells_[j].row];
    row.start = entry.first_start;
    row.preemptions = entry.preemptions;
    const gang::Waits waits = scheduler_.waits(j, now);
    std::copy(waits.begin(), waits.end(), row.waits.begin());
}

bool SharedPool::finish_due(Nanos now) {
    if (scheduler_.next_end() > now) return false;
    pull();
    while (scheduler_.next_end() <= now) {
        const gang::JobIndex j = scheduler_.running().front();
        stop_spell(j, now, Nanos{0});
        scheduler_.finish(j, now);
        record(j, now);
        out_.shared_jobs[spells_[j].row].end = now;
        out_.shared_jobs[spells_[j].row].status = JobStatus::done;
    }
    push();
    return true;
}

void SharedPool::submit_due(Nanos now) {
    for (; next_row_ < order_.size(); ++next_row_) {
        SharedJobRow& row = out_.shared_jobs[order_[next_row_]];
        if (row.submit > now) return;
        const gang::Job job = job_of(row);
        row.never_fits = !scheduler_.ever_fits(job);
        if (row.never_fits) continue;
        scheduler_.submit(job, now);
        spells_.push_back({order_[next_row_]});
    }
}

void SharedPool::pass(Nanos now) {
    pull();
    decisions_.clear();
    scheduler_.pass(now, decisions_);
    for (const gang::JobIndex j : decisions_.preempted) {
        stop_spell(j, now, Nanos{0});
        out_.shared_jobs[spells_[j].row].status = JobStatus::waiting;
    }
    for (const gang::JobIndex j : decisions_.started) {
        spells_[j].since = now;
        spells_[j].works_from = scheduler_.job(j).works_from();
        out_.shared_jobs[spells_[j].row].status = JobStatus::running;
    }
    push();
}

void SharedPool::lose_down(Nanos now) {
    const std::uint32_t first = cluster_.first(pool_);
    std::vector<gang::JobIndex> lost;
    for (const gang::JobIndex j : scheduler_.running()) {
        const auto& place = scheduler_.job(j).place;
        const bool hit = std::any_of(place.begin(), place.end(), [&](const gang::Piece& p) {
            return cluster_.server(first + p.node).down > 0;
        });
        if (hit) lost.push_back(j);
    }
    if (lost.empty()) return;
    pull();
    for (const gang::JobIndex j : lost) {
        SharedJobRow& row = out_.shared_jobs[spells_[j].row];
        const Nanos every = trace_of(row).spec.checkpoint_every;
        const Nanos worked = max(now - spells_[j].works_from, Nanos{0});
        const Nanos kept = every == Nanos::never() ? Nanos{0} : every * (worked.ns / every.ns);
        stop_spell(j, now, worked - kept);
        scheduler_.interrupt(j, now, kept, spec_.restart);
        ++row.interruptions;
        row.status = JobStatus::waiting;
    }
    push();
}

/// Shares of one accelerator count as one.
std::vector<int> SharedPool::held() const {
    const gang::Nodes& nodes = scheduler_.nodes();
    std::vector<int> out(nodes.size());
    for (const gang::JobIndex j : scheduler_.running()) {
        const gang::Entry& e = scheduler_.job(j);
        if (e.job.demand.shares()) continue;
        for (const gang::Piece& p : e.place) out[p.node] += p.count;
    }
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
        for (int s = 0; s < nodes.width(); ++s) out[n] += nodes.left(n, s) >= 0 ? 1 : 0;
    }
    return out;
}

void SharedPool::evict(gang::JobIndex j, Nanos now) {
    stop_spell(j, now, Nanos{0});
    scheduler_.preempt(j, now);
    out_.shared_jobs[spells_[j].row].status = JobStatus::waiting;
}

/// Those on which recorded jobs hold the fewest.
bool SharedPool::yield_servers(int servers, Nanos now) {
    pull();
    const gang::Nodes& nodes = scheduler_.nodes();
    const std::vector<int> ours = held();
    std::vector<std::uint32_t> candidates;
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
        if (nodes.up(n) && nodes.whole(n) + ours[n] == nodes.spec(n).gpus) candidates.push_back(n);
    }
    if (static_cast<int>(candidates.size()) < servers) return false;
    std::stable_sort(candidates.begin(), candidates.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return ours[a] < ours[b]; });
    candidates.resize(static_cast<std::size_t>(servers));
    const std::vector<gang::JobIndex> running = scheduler_.running();
    for (const gang::JobIndex j : running) {
        const auto& place = scheduler_.job(j).place;
        const bool here = std::any_of(place.begin(), place.end(), [&](const gang::Piece& p) {
            return std::find(candidates.begin(), candidates.end(), p.node) != candidates.end();
        });
        if (here) evict(j, now);
    }
    push();
    return true;
}

/// The server that needs the fewest jobs to go, the latest start first.
bool SharedPool::yield(int accelerators, Nanos now) {
    pull();
    const gang::Nodes& nodes = scheduler_.nodes();
    const std::vector<int> ours = held();
    std::uint32_t best = gang::kNoNode;
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
        if (!nodes.up(n) || nodes.whole(n) + ours[n] < accelerators) continue;
        if (best == gang::kNoNode || nodes.whole(n) > nodes.whole(best)) best = n;
    }
    if (best == gang::kNoNode) return false;
    while (nodes.whole(best) < accelerators) {
        gang::JobIndex victim = 0;
        bool found = false;
        for (const gang::JobIndex j : scheduler_.running()) {
            const gang::Entry& e = scheduler_.job(j);
            const bool here = std::any_of(e.place.begin(), e.place.end(),
                                          [&](const gang::Piece& p) { return p.node == best; });
            if (here && (!found || e.started > scheduler_.job(victim).started)) victim = j;
            found = found || here;
        }
        if (!found) break;
        evict(victim, now);
    }
    push();
    return nodes.whole(best) >= accelerators;
}

void SharedPool::close(Nanos now) {
    finish_due(now);  // ends that fall on the horizon
    for (gang::JobIndex j = 0; j < spells_.size(); ++j) {
        const gang::Entry& e = scheduler_.job(j);
        if (e.state == gang::JobState::running) stop_spell(j, now, Nanos{0});
        if (e.state != gang::JobState::done) record(j, now);
    }
}

}  // namespace orrery
