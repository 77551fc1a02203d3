// The study `stress`: what a scenario loses when a vendor, its supply or its prices fail.
#include "sim/study/stress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/analysis/analyse.hpp"
#include "sim/engine/whole_run.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/study/replicate.hpp"

namespace orrery {
namespace {

constexpr Nanos kOutage{4 * kHour.ns};
constexpr Nanos kControl{15 * kHour.ns};  // AWS us-east-1, October 2025
constexpr Nanos kEdge{9 * kHour.ns};      // Azure Front Door, October 2025
constexpr Nanos kDelay{26 * 7 * kDay.ns};
constexpr double kShock = .4;

struct Kind {
    const char* name;
    InjectionKind kind;
};
constexpr Kind kKinds[]{{"outage", InjectionKind::outage}, {"control", InjectionKind::control},
                        {"edge", InjectionKind::edge},     {"delay", InjectionKind::delay},
                        {"ban", InjectionKind::ban},       {"price", InjectionKind::price}};

const char* name_of(InjectionKind kind) {
    for (const Kind& k : kKinds) {
        if (k.kind == kind) return k.name;
    }
    return "";
}

std::string length_text(Nanos length) {
    const double hours = length.seconds() / 3600;
    if (hours < 1) return fmt::format("{:g}min", hours * 60);
    if (hours < 14 * 24) return fmt::format("{:g}h", hours);
    return fmt::format("{:g}w", hours / (7 * 24));
}

/// "26w" as well as what scenarios understand; 0 where it is no time.
double seconds_of(const std::string& text) {
    const bool weeks = !text.empty() && text.back() == 'w';
    const std::string amount = weeks ? text.substr(0, text.size() - 1) : text;
    const Parsed parsed = parse_quantity(amount, weeks ? Measure::number : Measure::duration);
    return parsed.problem.empty() ? parsed.value * (weeks ? 7 * 86400.0 : 1) : 0;
}

/// Amount behind the last colon, as its kind has it; false where it is none.
bool take_amount(const std::string& amount, Injection& out) {
    if (out.kind != InjectionKind::price) {
        out.length = Nanos::from_seconds(seconds_of(amount));
        return out.length > Nanos{0};
    }
    const std::string digits = amount.empty() || amount[0] != '+' ? amount : amount.substr(1);
    const Parsed parsed = parse_quantity(digits, Measure::share);
    out.change = parsed.value;
    return parsed.problem.empty() && parsed.value > -1;
}

std::vector<SiteId> struck_sites(const World& world, const std::string& who) {
    std::vector<SiteId> sites;
    for (std::size_t s = 0; s < world.sites.size(); ++s) {
        const Site& site = world.sites[s];
        if (site.vendor == who || site.name == who || site.group == who) sites.emplace_back(s);
    }
    return sites;
}

void add_outage(World& world, const Injection& injection, Nanos at) {
    OutageProcess p;
    p.sites = struck_sites(world, injection.who);
    p.vendor = world.sites[p.sites.front().index()].vendor;
    p.name = "injected " + injection.text();
    p.whole = p.vendor == injection.who;
    p.plane = injection.kind == InjectionKind::outage    ? Plane::data
              : injection.kind == InjectionKind::control ? Plane::control
                                                         : Plane::edge;
    p.at = at;
    p.duration = injection.length;
    for (std::size_t i = 0; i < world.pools.size(); ++i) {
        const SiteId site = world.pools[i].site;
        const bool here = std::find(p.sites.begin(), p.sites.end(), site) != p.sites.end();
        if (here) p.pools.emplace_back(i);
    }
    world.supply.outages.push_back(std::move(p));
}

void add_disruption(World& world, const Injection& injection, Nanos at) {
    DisruptionSpec d;
    d.name = "injected " + injection.text();
    d.at = at;
    const bool ban = injection.kind == InjectionKind::ban;
    d.kind = ban ? DisruptionKind::export_ban : DisruptionKind::delay;
    d.delay = injection.length;
    const auto index = static_cast<std::uint32_t>(world.disruptions.size());
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
        const Pool& pool = world.pools[p];
        const std::string& vendor = world.sites[pool.site.index()].vendor;
        const bool named = ban ? vendor == injection.who
                               : pool.name == injection.who || pool.group == injection.who;
        if (named) world.supply.pools[p].disruptions.push_back(index);
    }
    world.disruptions.push_back(std::move(d));
}

/// What the vendor's usage costs more from the instant on.
double dearer(const Ledger& ledger, const Injection& injection, Nanos at) {
    double sum = 0;
    for (const Posting& p : ledger.postings) {
        const Charge& c = ledger.of(p);
        const bool bought = c.kind == ChargeKind::usage && c.pricing == Pricing::standard && c.cash;
        if (c.vendor != injection.who || !bought || p.until <= at) continue;
        const double share = (p.until - max(p.from, at)).seconds() / (p.until - p.from).seconds();
        sum += p.effective() * share * injection.change;
    }
    return sum;
}

double metric_or(const Findings& f, const char* path, double otherwise) {
    const Metric* m = f.metrics.find(path);
    return m ? m->value : otherwise;
}

/// What vendors owe for missed service levels; the ledger has it with a minus sign.
double credits_of(const Ledger& ledger) {
    double sum = 0;
    for (const Posting& p : ledger.postings) {
        const Charge& c = ledger.of(p);
        if (c.kind == ChargeKind::credit && c.category == "credits") sum -= p.effective();
    }
    return sum;
}

void add_run(const World& world, const Observations& o, const Injection* injection, Nanos at,
             double share, StressRow& row) {
    const Ledger ledger = account(world, o);
    const Findings f = analyse(world, o, ledger);
    row.cost += share * metric_or(f, "cost.total", 0);
    row.value += share * metric_or(f, "finance.value.total", 0);
    row.credits += share * credits_of(ledger);
    if (injection && injection->kind == InjectionKind::price) {
        row.cost += share * dearer(ledger, *injection, at);
    }
    const double slo = metric_or(f, "slo.attainment", -1);
    row.slo = slo < 0 ? -1 : std::max(row.slo, 0.0) + share * slo;
    for (const WorkloadCounts& w : o.workloads) {
        row.unmet += share * static_cast<double>(w.arrived - w.completed);
    }
    for (const JobRecord& job : o.jobs) row.jobs_left += job.status == JobStatus::done ? 0 : share;
    for (const PoolOrders& orders : o.supply.pools) {
        for (const DeviceTime ns : orders.missing_ns) {
            row.missing_h += share * static_cast<double>(ns) * 1e-9 / 3600;
        }
    }
    for (const PlaneOutage& outage : o.supply.outages) {
        const bool injected = injection && outage.name == "injected " + injection->text();
        const double took = (min(outage.recovered, o.ended_at) - outage.from).seconds();
        if (!injected) continue;
        row.recovery_s = std::max(row.recovery_s, 0.0) + share * took;
        row.recovered = row.recovered && outage.recovered <= o.ended_at;
    }
    if (row.gaps.empty()) row.gaps = f.plan_gaps;
}

StressRow run_row(const World& world, const Injection* injection, Nanos at,
                  const VariantOptions& options) {
    RunOptions run;
    run.seed = options.seed;
    StressRow row;
    if (injection) row.injection = *injection;
    for (const Observations& o : replicate(world, run, options.seeds, options.threads)) {
        require_whole(world, o);
        add_run(world, o, injection, at, 1.0 / options.seeds, row);
    }
    return row;
}

}  // namespace

std::string Injection::text() const {
    const std::string head = std::string(name_of(kind)) + ":" + who;
    if (kind == InjectionKind::ban) return head;
    if (kind == InjectionKind::price) return head + fmt::format(":{:+g}%", change * 100);
    return head + ":" + length_text(length);
}

std::optional<Injection> parse_injection(const std::string& text) {
    const std::size_t first = text.find(':');
    if (first == std::string::npos) return std::nullopt;
    Injection out;
    bool known = false;
    for (const Kind& k : kKinds) {
        if (text.compare(0, first, k.name) != 0) continue;
        out.kind = k.kind;
        known = true;
    }
    if (!known) return std::nullopt;
    std::string rest = text.substr(first + 1);
    if (out.kind != InjectionKind::ban) {
        const std::size_t last = rest.rfind(':');
        if (last == std::string::npos || !take_amount(rest.substr(last + 1), out)) {
            return std::nullopt;
        }
        rest.resize(last);
    }
    out.who = rest;
    return rest.empty() ? std::nullopt : std::optional(out);
}

bool known_target(const World& world, const Injection& injection) {
    if (injection.kind == InjectionKind::delay) {
        return std::any_of(world.pools.begin(), world.pools.end(), [&](const Pool& pool) {
            return pool.name == injection.who || pool.group == injection.who;
        });
    }
    const auto sites = struck_sites(world, injection.who);
    const bool vendor_only =
        injection.kind == InjectionKind::ban || injection.kind == InjectionKind::price;
    return !sites.empty() &&
           (!vendor_only || world.sites[sites.front().index()].vendor == injection.who);
}

std::vector<Injection> default_injections(const World& world) {
    std::vector<Injection> all;
    std::set<std::string> vendors;
    for (const Site& site : world.sites) {
        vendors.insert(site.vendor.empty() ? site.name : site.vendor);
    }
    for (const std::string& v : vendors) {
        all.push_back({InjectionKind::outage, v, kOutage, 0});
        all.push_back({InjectionKind::control, v, kControl, 0});
        all.push_back({InjectionKind::edge, v, kEdge, 0});
        all.push_back({InjectionKind::ban, v, Nanos{0}, 0});
        all.push_back({InjectionKind::price, v, Nanos{0}, kShock});
    }
    for (const Pool& pool : world.pools) {
        if (pool.max_servers > pool.servers) {
            all.push_back({InjectionKind::delay, pool.name, kDelay, 0});
        }
    }
    std::erase_if(all, [&](const Injection& i) { return !known_target(world, i); });
    return all;
}

World with_injection(const World& world, const Injection& injection, Nanos at) {
    World other = world;
    switch (injection.kind) {
        case InjectionKind::outage:
        case InjectionKind::control:
        case InjectionKind::edge:
            add_outage(other, injection, at);
            break;
        case InjectionKind::delay:
        case InjectionKind::ban:
            add_disruption(other, injection, at);
            break;
        case InjectionKind::price:
            break;
    }
    return other;
}

StressResult study_stress(const World& world, const StressQuestion& q) {
    StressResult r;
    const Nanos at = Nanos::from_seconds(world.horizon.seconds() * q.at);
    r.at_s = at.seconds();
    for (const Workload& w : world.workloads) {
        if (w.spec.value) r.valued.push_back(w.name);
    }
    for (const Job& job : world.jobs) {
        if (job.spec.value) r.valued.push_back(job.name);
    }
    r.base = run_row(world, nullptr, at, q.options);
    const auto injections = q.injections.empty() ? default_injections(world) : q.injections;
    for (const Injection& injection : injections) {
        r.rows.push_back(run_row(with_injection(world, injection, at), &injection, at, q.options));
    }
    return r;
}

}  // namespace orrery
