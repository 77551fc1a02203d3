// Spans of outages and deliveries, what they explain of misses and waits, and what to do about it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/analysis/analyse.hpp"
#include "sim/analysis/finance.hpp"
#include "sim/analysis/wording.hpp"
#include "sim/engine/delivery.hpp"
#include "sim/scenario/quantity.hpp"

namespace orrery::analysis {
namespace {

constexpr double kExplains = 0.25;  ///< share of the misses from which an outage is their cause
constexpr double kLateDays = 0.5;   ///< from which a delivery is late

constexpr const char* kNever = "never";

bool ordered_later(const Pool& pool) {
    return pool.purchase && pool.purchase->ordered.has_value();
}

double misses_of(const PlaneOutage& outage) {
    return static_cast<double>(outage.lost + outage.late);
}

/// Requests that met no service level: refused, lost, given up, or late.
double misses(const Input& in) {
    double missed = 0;
    for (std::size_t w = 0; w < in.world.workloads.size(); ++w) {
        const WorkloadCounts& c = in.o.workloads[w];
        const bool has = in.world.workloads[w].spec.slo.given();
        missed += has ? static_cast<double>(c.measured_arrived - merged(in.o, w).slo_met)
                      : static_cast<double>(c.rejected + c.timed_out + c.lost);
    }
    return missed;
}

const std::string& who(const PlaneOutage& outage) {
    return outage.vendor.empty() ? outage.name : outage.vendor;
}

/// The outage in which most requests missed, if it explains a part of all misses worth naming.
const PlaneOutage* explaining(const Input& in) {
    const PlaneOutage* most = nullptr;
    for (const PlaneOutage& outage : in.o.supply.outages) {
        if (misses_of(outage) > (most ? misses_of(*most) : 0)) most = &outage;
    }
    return most && misses_of(*most) >= kExplains * misses(in) ? most : nullptr;
}

struct Missing {
    DeviceTime ns = 0;      ///< servers wanted and not granted
    std::size_t cause = 0;  ///< of most of it
    double filled = 1;      ///< had / wanted
};

Missing missing_of(const Input& in, std::size_t pool) {
    Missing m;
    if (pool >= in.o.supply.pools.size()) return m;
    const auto& by_cause = in.o.supply.pools[pool].missing_ns;
    for (std::size_t c = 0; c < kSupplyCauses; ++c) {
        m.ns += by_cause[c];
        if (by_cause[c] > by_cause[m.cause]) m.cause = c;
    }
    double held = 0;
    for (const PoolUsage& usage : in.o.pools[pool]) held += static_cast<double>(usage.server_ns);
    if (m.ns > 0) m.filled = held / (held + static_cast<double>(m.ns));
    return m;
}

/// What a lack of servers is called in a sentence, and what is done about it; by kSupplyCauseNames.
constexpr std::array<std::pair<const char*, const char*>, kSupplyCauses> kSupplyWords{{
    {"its vendor was not qualified yet", "Qualify it earlier, or reserve at the first vendor."},
    {"an export ban", "Qualify a vendor that the ban does not reach."},
    {"the control plane was out", "Keep replicas at a second vendor (deployments, runbooks)."},
    {"stock-outs", "Reserve capacity, or qualify a second vendor."},
    {"the quota", "Raise the quota, reserve capacity, or qualify a second vendor."},
    {"the vendor's allocation", "Reserve capacity, or qualify a second vendor."},
    {"refused orders", "Reserve capacity, or qualify a second vendor."},
}};

std::string outage_sentence(const Input& in) {
    const PlaneOutage* most = explaining(in);
    if (!most) return {};
    const std::string of = most->vendor.empty() || most->vendor == most->name
                               ? most->name
                               : most->vendor + " (" + most->name + ")";
    return fmt::format(
        "The outage of {}, {} plane, from {} to {} explains {} % of the misses: {} requests lost, "
        "{} late.",
        of, kPlaneNames[static_cast<std::size_t>(most->plane)], minute_text(in.world, most->from),
        minute_text(in.world, most->until),
        grouped(std::min(100.0, 100 * misses_of(*most) / misses(in)), 0),
        grouped(static_cast<double>(most->lost), 0), grouped(static_cast<double>(most->late), 0));
}

/// The pool that lacked most server-hours.
std::string missing_sentence(const Input& in) {
    std::size_t most = 0;
    DeviceTime worst = 0;
    for (std::size_t p = 0; p < in.world.pools.size(); ++p) {
        if (const Missing m = missing_of(in, p); m.ns > worst) {
            worst = m.ns;
            most = p;
        }
    }
    if (worst == 0) return {};
    const Missing m = missing_of(in, most);
    return fmt::format("{} had {} of the server-hours that it asked for: {}.",
                       in.world.pools[most].name, percent_text(m.filled),
                       kSupplyWords[m.cause].first);
}

/// The latest of the deliveries.
std::string late_sentence(const Findings& f) {
    const DeliveryRow* latest = nullptr;
    for (const DeliveryRow& row : f.deliveries) {
        if (row.late_days > (latest ? latest->late_days : kLateDays)) latest = &row;
    }
    if (!latest) return {};
    if (latest->delivered == kNever) {
        return fmt::format(
            "Servers of {} that were planned for {} never come: {}; a deposit stays "
            "paid.",
            latest->pool, latest->planned, latest->servers);
    }
    return fmt::format("{} servers of {} come {} days later than planned, on {} instead of {}.",
                       latest->servers, latest->pool, grouped(latest->late_days, 0),
                       latest->delivered, latest->planned);
}

void add_outage_rows(const Input& in, Findings& out) {
    std::vector<const PlaneOutage*> order;
    for (const PlaneOutage& outage : in.o.supply.outages) order.push_back(&outage);
    std::stable_sort(order.begin(), order.end(),
                     [](const PlaneOutage* a, const PlaneOutage* b) { return a->from < b->from; });
    for (const PlaneOutage* outage : order) {
        OutageRow row;
        row.vendor = outage->vendor;
        row.name = outage->name;
        row.plane = kPlaneNames[static_cast<std::size_t>(outage->plane)];
        row.from = minute_text(in.world, outage->from);
        row.until = minute_text(in.world, outage->until);
        row.hours = (outage->until - outage->from).seconds() / 3600;
        row.lost = static_cast<double>(outage->lost);
        row.late = static_cast<double>(outage->late);
        const bool back = outage->recovered <= in.o.ended_at;
        row.recovered_h = back ? (outage->recovered - outage->from).seconds() / 3600 : -1;
        out.outages.push_back(std::move(row));
    }
}

/// Planned at the median lead time; what never comes is late until the run's end.
DeliveryRow delivery_row(const Input& in, const Pool& pool, const Delivery& d, Nanos planned) {
    const bool comes = d.delivered < Nanos::never();
    DeliveryRow row;
    row.pool = pool.name;
    row.servers = d.servers;
    row.ordered = date_text(in.world, d.ordered);
    row.planned = date_text(in.world, planned);
    row.delivered = comes ? date_text(in.world, d.delivered) : kNever;
    row.in_service = comes ? date_text(in.world, d.in_service) : kNever;
    const Nanos until = comes ? d.delivered : max(in.o.ended_at, planned);
    row.late_days = (until - planned).seconds() / 86400;
    row.in_run = d.delivered < in.o.ended_at;
    return row;
}

void add_delivery_rows(const Input& in, Findings& out) {
    for (std::size_t p = 0; p < in.world.pools.size(); ++p) {
        const Pool& pool = in.world.pools[p];
        if (!ordered_later(pool)) continue;
        std::vector<const Delivery*> parts;
        for (const Delivery& d : in.o.deliveries) {
            if (d.pool == PoolId(p)) parts.push_back(&d);
        }
        // Bought and there on the same day: nothing was waited for.
        if (parts.empty() || parts.back()->in_service == parts.back()->ordered) continue;
        const std::vector<PlannedPart> plan = planned_parts(*pool.purchase, pool.servers);
        std::size_t at = 0;
        int of_part = 0;  // servers of the planned part that are through; some may never come
        for (const Delivery* d : parts) {
            const bool through = at + 1 < plan.size() && of_part >= plan[at].servers;
            at += through ? 1 : 0;
            of_part = (through ? 0 : of_part) + d->servers;
            const Nanos after = at < plan.size() ? plan[at].after : Nanos{0};
            out.deliveries.push_back(delivery_row(
                in, pool, *d, *pool.purchase->ordered + pool.purchase->lead_time.p50 + after));
        }
    }
}

}  // namespace

std::string minute_text(const World& world, Nanos t) {
    const std::string date =
        print_date(world.start_unix_s + static_cast<std::int64_t>(t.seconds()));
    return date.substr(0, 10) + " " + (date.size() > 16 ? date.substr(11, 5) : "00:00");
}

void add_supply_rows(const Input& in, Findings& out) {
    add_outage_rows(in, out);
    add_delivery_rows(in, out);
}

std::string supply_sentence(const Input& in, const Findings& f) {
    std::string text;
    for (const std::string& s : {outage_sentence(in), missing_sentence(in), late_sentence(f)}) {
        text += (text.empty() || s.empty() ? "" : " ") + s;
    }
    return text;
}

std::string supply_remedy(const Input& in, std::size_t deployment) {
    const Deployment& d = in.world.deployments[deployment];
    const Missing m = missing_of(in, d.pool.index());
    if (m.ns > 0) return kSupplyWords[m.cause].second;
    const PlaneOutage* outage = explaining(in);
    const Pool& pool = in.world.pools[d.pool.index()];
    const bool hit = outage && (who(*outage) == pool.terms.vendor ||
                                outage->name == in.world.sites[pool.site.index()].name);
    return hit ? "Serve from a second vendor or site meanwhile (deployments, runbooks)."
               : std::string();
}

Nanos wait_for_delivery(const Input& in, const JobRecord& record) {
    const Job& job = in.world.jobs[record.job.index()];
    if (!ordered_later(in.world.pools[job.pool.index()])) return Nanos{0};
    std::vector<const Delivery*> parts;
    for (const Delivery& d : in.o.deliveries) {
        if (d.pool == job.pool) parts.push_back(&d);
    }
    std::stable_sort(parts.begin(), parts.end(), [](const Delivery* a, const Delivery* b) {
        return a->in_service < b->in_service;
    });
    int there = 0;
    Nanos enough = in.o.ended_at;
    for (const Delivery* d : parts) {
        there += d->servers;
        if (there < job.home().servers) continue;
        enough = min(enough, d->in_service);
        break;
    }
    const Nanos began = min(record.start, in.o.ended_at);
    return max(Nanos{0}, min(enough, began) - record.submit);
}

}  // namespace orrery::analysis
