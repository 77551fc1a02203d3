// Supply: outages by vendor and plane, what orders lacked, services, runbooks, gaps of the plan.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "sim/analysis/analyse.hpp"

namespace orrery::analysis {
namespace {

struct PlaneSum {
    std::int64_t count = 0;
    std::int64_t ns = 0;
    std::int64_t lost = 0;
    std::int64_t late = 0;
};

/// The vendor of the site that has the name; empty: none has.
std::string vendor_at(const World& world, const std::string& name) {
    for (const Site& site : world.sites) {
        if (site.name == name) return site.vendor;
    }
    return {};
}

/// Σ over outages: two at once count twice.
std::array<PlaneSum, kPlanes> sum_planes(const Observations& o) {
    std::array<PlaneSum, kPlanes> sums;
    for (const PlaneOutage& outage : o.supply.outages) {
        PlaneSum& s = sums[static_cast<std::size_t>(outage.plane)];
        ++s.count;
        s.ns += (outage.until - outage.from).ns;
        s.lost += outage.lost;
        s.late += outage.late;
    }
    return sums;
}

/// From the start of the outage until as many replicas were ready as before, at worst.
double slowest_recovery_s(const Input& in) {
    double worst = 0;
    for (const PlaneOutage& outage : in.o.supply.outages) {
        worst = std::max(worst, (min(outage.recovered, in.o.ended_at) - outage.from).seconds());
    }
    return worst;
}

void add_planes(const Input& in, Findings& out) {
    if (in.world.supply.outages.empty() && in.world.runbooks.empty()) return;
    const auto sums = sum_planes(in.o);
    for (std::size_t p = 0; p < kPlanes; ++p) {
        const std::string path = std::string("supply.outages.") + kPlaneNames[p];
        out.metrics.count(path + ".count", sums[p].count);
        set_metric(out, path + ".duration", device_hours(sums[p].ns) * 3600, "s",
                   "Σ durations of the outages of this plane, within the run");
        out.metrics.count(path + ".lost", sums[p].lost);
        out.metrics.count(path + ".late", sums[p].late);
    }
    set_metric(out, "supply.recovery", slowest_recovery_s(in), "s",
               "longest time from the start of an outage until as many replicas were ready as "
               "before it and clients got through");
    std::map<std::string, std::int64_t> down;
    for (const PlaneOutage& outage : in.o.supply.outages) {
        const char* plane = kPlaneNames[static_cast<std::size_t>(outage.plane)];
        const std::string vendor = outage.vendor.empty() ? outage.name : outage.vendor;
        down[fmt::format("supply.by_vendor.{}.{}", vendor, plane)] +=
            (outage.until - outage.from).ns;
    }
    for (const auto& [path, ns] : down) {
        set_metric(out, path, device_hours(ns) * 3600, "s",
                   "Σ durations of its outages of this plane");
    }
}

/// Whether a vendor limits the pool beyond what its own `supply:` says.
bool limited(const Input& in, std::size_t p) {
    const SupplyTerms& t = in.world.supply.pools[p];
    const bool stock =
        std::any_of(in.world.supply.outages.begin(), in.world.supply.outages.end(),
                    [&](const OutageProcess& process) {
                        return (process.plane == Plane::stock || process.plane == Plane::control) &&
                               std::find(process.pools.begin(), process.pools.end(), PoolId(p)) !=
                                   process.pools.end();
                    });
    return !t.quotas.empty() || !t.disruptions.empty() || t.fill_rate < 1 ||
           t.usable_from > Nanos{0} || stock;
}

void add_orders(const Input& in, Findings& out) {
    std::array<DeviceTime, kSupplyCauses> missing{};
    bool any = false;
    for (std::size_t p = 0; p < in.world.supply.pools.size(); ++p) {
        if (!limited(in, p)) continue;
        any = true;
        const PoolOrders& orders = in.o.supply.pools[p];
        DeviceTime lacked = 0;
        DeviceTime held = 0;
        for (std::size_t c = 0; c < kSupplyCauses; ++c) {
            missing[c] += orders.missing_ns[c];
            lacked += orders.missing_ns[c];
        }
        for (const PoolUsage& usage : in.o.pools[p]) held += usage.server_ns;
        const std::string path = "supply.by_pool." + in.world.pools[p].name;
        const auto wanted = static_cast<double>(held + lacked);
        set_metric(out, path + ".fill_rate", wanted > 0 ? static_cast<double>(held) / wanted : 1,
                   "", "server-hours had / server-hours had or wanted in vain");
        set_metric(out, path + ".missing_server_hours", device_hours(lacked), "server-h",
                   "∫ servers that were asked for and not granted");
        out.metrics.count(path + ".asked", orders.asked);
        out.metrics.count(path + ".granted", orders.granted);
        out.metrics.count(path + ".filled_later", orders.later);
    }
    for (std::size_t c = 0; c < kSupplyCauses && any; ++c) {
        set_metric(out, fmt::format("supply.missing.{}.server_hours", kSupplyCauseNames[c]),
                   device_hours(missing[c]), "server-h",
                   "∫ servers that were asked for and not granted, by the first cause");
    }
}

void add_services(const Input& in, Findings& out) {
    std::vector<PlaneSum> sums(in.world.services.size());
    for (const ServiceGap& gap : in.o.supply.services) {
        PlaneSum& s = sums[in.world.supply.services[gap.service].spec];
        ++s.count;
        s.ns += (gap.until - gap.from).ns;
        s.lost += gap.expired ? 1 : 0;
    }
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const std::string path = "services." + in.world.services[i].name;
        out.metrics.count(path + ".outages", sums[i].count);
        set_metric(out, path + ".out", device_hours(sums[i].ns) * 3600, "s",
                   "Σ time in which it was out");
        out.metrics.count(path + ".expired", sums[i].lost);
    }
}

/// The longest of all its runs; a run that never got there counts to its end.
void add_runbook(const Input& in, std::size_t r, Findings& out) {
    const RunbookSpec& spec = in.world.runbooks[r];
    const RunbookPlan& plan = in.world.supply.runbooks[r];
    const std::string path = "runbooks." + spec.name;
    std::int64_t runs = 0;
    std::int64_t acted = 0;
    double rto = 0;
    for (const RunbookRun& run : in.o.supply.runbooks) {
        if (run.runbook != r) continue;
        ++runs;
        acted += run.acted == Nanos::never() ? 0 : 1;
        const Nanos served = min(run.recovered, min(run.ended, in.o.ended_at));
        rto = std::max(rto, (served - run.struck).seconds());
    }
    out.metrics.count(path + ".runs", runs);
    out.metrics.count(path + ".failed_over", acted);
    set_metric(out, path + ".response", plan.response.seconds(), "s",
               "Σ delays of the steps before fail-back");
    if (runs > 0) {
        set_metric(out, path + ".rto", rto, "s",
                   "longest time from the outage until the replicas served, or it was over");
    }
}

/// The oldest that a copy of a checkpoint ever was; −1: nothing is copied.
double measured_rpo_s(const Input& in) {
    std::int64_t worst = -1;
    for (const JobRecord& job : in.o.jobs) {
        if (in.world.jobs[job.job.index()].upload_to.valid()) worst = std::max(worst, job.rpo_ns);
    }
    return worst < 0 ? -1 : static_cast<double>(worst) * 1e-9;
}

void add_target_gaps(const Input& in, std::size_t r, const Findings& f,
                     std::vector<std::string>& gaps) {
    const RunbookSpec& spec = in.world.runbooks[r];
    const Metric* rto = f.metrics.find("runbooks." + spec.name + ".rto");
    const double target = spec.rto.seconds();
    if (rto && target > 0 && rto->value > target) {
        gaps.push_back(
            fmt::format("{}: {:.0f} min until it served again, {:.0f} min were the target",
                        spec.name, rto->value / 60, target / 60));
    }
    if (spec.rpo <= Nanos{0}) return;
    const double rpo = measured_rpo_s(in);
    if (rpo < 0) {
        gaps.push_back(spec.name + ": an RPO is set and nothing is copied to another site");
    } else if (rpo > spec.rpo.seconds()) {
        gaps.push_back(
            fmt::format("{}: the newest copy was {:.0f} min old, {:.0f} min are the target",
                        spec.name, rpo / 60, spec.rpo.seconds() / 60));
    }
}

void add_gaps(const Input& in, Findings& out) {
    for (std::size_t r = 0; r < in.world.runbooks.size(); ++r) {
        const RunbookSpec& spec = in.world.runbooks[r];
        if (spec.owner.empty()) out.plan_gaps.push_back(spec.name + ": nobody owns it");
        for (const RunbookStepSpec& step : spec.steps) {
            if (step.role.empty()) {
                out.plan_gaps.push_back(spec.name + ": no role does the step " + step.name);
            }
        }
        if (spec.reviewed.empty()) out.plan_gaps.push_back(spec.name + ": it was never reviewed");
        add_target_gaps(in, r, out, out.plan_gaps);
    }
    std::vector<std::string> unanswered;
    for (const PlaneOutage& outage : in.o.supply.outages) {
        if (in.world.supply.outages.empty() || outage.lost + outage.late == 0) continue;
        const std::string& who = outage.vendor.empty() ? outage.name : outage.vendor;
        const bool answered = std::any_of(in.world.runbooks.begin(), in.world.runbooks.end(),
                                          [&](const RunbookSpec& spec) {
                                              return spec.on == who || spec.on == outage.name ||
                                                     vendor_at(in.world, spec.on) == who;
                                          });
        const std::string text = who + ": requests suffered from an outage that no runbook answers";
        const bool said = std::find(unanswered.begin(), unanswered.end(), text) != unanswered.end();
        if (!answered && !said) unanswered.push_back(text);
    }
    out.plan_gaps.insert(out.plan_gaps.end(), unanswered.begin(), unanswered.end());
}

}  // namespace

void add_supply(const Input& in, Findings& out) {
    add_planes(in, out);
    add_orders(in, out);
    add_services(in, out);
    for (std::size_t r = 0; r < in.world.runbooks.size(); ++r) add_runbook(in, r, out);
    add_gaps(in, out);
}

}  // namespace orrery::analysis
