// What caps on the power of sites cost their jobs, and what agreements to draw less brought.
#include "sim/accounts/power.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/analysis/analyse.hpp"
#include "sim/analysis/wording.hpp"

namespace orrery::analysis {
namespace {

/// Its least cap, its peak, and how much room was left at the tightest interval.
void add_site(const Input& in, std::size_t s, Findings& out) {
    const Site& site = in.world.sites[s];
    const std::vector<double> watts = site_power_w(in.world, in.o, SiteId(s));
    if (watts.empty()) return;
    const std::string path = "power.by_site." + site.name;
    const double cap = *std::min_element(site.power_cap_w.begin(), site.power_cap_w.end());
    double room = site.power_cap_w.front() - watts.front();
    std::int64_t over = 0;
    for (std::size_t i = 0; i < watts.size(); ++i) {
        room = std::min(room, site.power_cap_w[i] - watts[i]);
        over += in.o.shortfalls[s][i].cap ? 1 : 0;
    }
    set_metric(out, path + ".peak", *std::max_element(watts.begin(), watts.end()) * 1e-3, "kW",
               "greatest mean of a meter interval, cooling included");
    set_metric(out, path + ".cap", cap * 1e-3, "kW",
               "least of contracted power and modules, cooling limit × PUE and agreements");
    set_metric(out, path + ".headroom", room * 1e-3, "kW",
               "least of cap − mean of a meter interval");
    out.metrics.count(path + ".intervals_short", over);
}

/// Accelerator-hours lost by each job, and its share of the job's cost.
void add_throttling(const Input& in, Findings& out) {
    double wall_h = 0;
    double lost_h = 0;
    double cost = 0;
    for (const JobRecord& r : in.o.jobs) {
        const std::string& name = in.world.jobs[r.job.index()].name;
        const double lost = device_hours(r.time.throttled);
        wall_h += static_cast<double>(r.throttled_ns) * 1e-9 / 3600;
        lost_h += lost;
        const Metric* paid = out.metrics.find("jobs.by_name." + name + ".cost");
        if (paid && r.held_ns > 0) cost += paid->value * lost / device_hours(r.held_ns);
        set_metric(out, "power.throttling." + name, lost, "accelerator-h",
                   "held × (1 − speed) while its site was at the cap");
    }
    set_metric(out, "power.throttled_hours", wall_h, "h",
               "Σ jobs of time below full speed for want of "
               "power");
    set_metric(out, "power.throttled_accelerator_hours", lost_h, "accelerator-h",
               "Σ jobs of accelerators held × (1 − speed)");
    set_metric(out, "power.throttling_cost", cost, in.ledger.currency,
               "Σ jobs of cost × throttled / held accelerator time");
}

void add_agreements(const Input& in, Findings& out) {
    const std::vector<CallOutcome> calls = flexible_calls(in.world, in.o);
    std::int64_t kept = 0;
    double kwh = 0;
    double usd = 0;
    for (const CallOutcome& call : calls) {
        kept += call.kept ? 1 : 0;
        kwh += call.reduced_kwh;
        usd += call.payment_usd;
    }
    out.metrics.count("power.flexible.calls", static_cast<std::int64_t>(calls.size()));
    out.metrics.count("power.flexible.kept", kept);
    set_metric(out, "power.flexible.kwh", kwh, "kWh",
               "that jobs would have drawn in calls at full speed");
    set_metric(out, "power.flexible.payment", usd / in.world.usd_per_currency, in.ledger.currency,
               "Σ kept calls of kWh × payment + payment of the call");
}

}  // namespace

void add_power(const Input& in, Findings& out) {
    bool any = false;
    bool flexible = false;
    for (std::size_t s = 0; s < in.world.sites.size(); ++s) {
        if (s >= in.o.shortfalls.size() || in.o.shortfalls[s].empty()) continue;
        any = true;
        flexible = flexible || !in.world.sites[s].calls.empty();
        add_site(in, s, out);
    }
    if (any && !in.o.jobs.empty()) add_throttling(in, out);
    if (flexible) add_agreements(in, out);
}

std::string power_sentence(const Input& in, const Findings& f) {
    const double lost = value_of(f, "power.throttled_accelerator_hours");
    const double calls = value_of(f, "power.flexible.calls");
    std::string text;
    if (lost > 0) {
        const JobRecord* most = &in.o.jobs.front();
        for (const JobRecord& r : in.o.jobs) {
            if (r.time.throttled > most->time.throttled) most = &r;
        }
        text =
            fmt::format("For want of power jobs lose {} accelerator-hours, {} most",
                        grouped(lost, lost < 100 ? 1 : 0), in.world.jobs[most->job.index()].name);
    }
    if (calls > 0) {
        text += fmt::format("{}{:.0f} of {:.0f} calls to draw less are kept, for {}",
                            text.empty() ? "" : "; ", value_of(f, "power.flexible.kept"), calls,
                            amount_text(value_of(f, "power.flexible.payment"), f.currency));
    }
    return text.empty() ? text : text + ".";
}

}  // namespace orrery::analysis
