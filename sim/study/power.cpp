// The study `power`: does a scenario fit its site's power, and what would a lower cap cost?
#include "sim/study/power.hpp"

#include <algorithm>
#include <cmath>

namespace orrery {
namespace {

/// Attainment may fall so much before an SLO counts as lost.
constexpr double kSloRoom = 1e-3;

/// Servers of the scenario; what an API draws for its tokens no cap of ours holds.
bool has_servers(const World& world, std::size_t site) {
    return std::any_of(world.pools.begin(), world.pools.end(),
                       [&](const Pool& pool) { return pool.site == SiteId(site) && !pool.tokens; });
}

std::size_t site_of(const World& world, const PowerQuestion& q, const RunOutcome& free) {
    std::size_t most = 0;
    double peak = -1;
    for (std::size_t s = 0; s < world.sites.size(); ++s) {
        if (world.sites[s].name == q.site) return s;
        if (!has_servers(world, s)) continue;
        const auto& load = free.site_kwh[s];
        const double top = *std::max_element(load.begin(), load.end());
        if (top <= peak) continue;
        most = s;
        peak = top;
    }
    return most;
}

double least_of(const std::vector<double>& caps) {
    if (caps.empty()) return 0;
    const double least = *std::min_element(caps.begin(), caps.end());
    return std::isinf(least) ? 0 : least;
}

/// The value below which a share of the sorted list lies.
double quantile(const std::vector<double>& sorted, double share) {
    const double at = share * static_cast<double>(sorted.size() - 1);
    return sorted[static_cast<std::size_t>(std::ceil(at))];
}

void take_load(const World& world, std::size_t s, PowerResult& r) {
    const double hours = world.meter_interval.seconds() / 3600;
    std::vector<double> watts;
    for (const double kwh : r.free.site_kwh[s]) watts.push_back(kwh / hours * 1e3);
    for (const double w : watts) r.mean_w += w / static_cast<double>(watts.size());
    std::sort(watts.begin(), watts.end());
    r.p50_w = quantile(watts, .5);
    r.p90_w = quantile(watts, .9);
    r.p99_w = quantile(watts, .99);
    r.peak_w = watts.back();
    const Site& site = world.sites[s];
    r.limit_w = least_of(site.firm_cap_w.empty() ? site.power_cap_w : site.firm_cap_w);
}

/// What was drawn stays at the cap or below it, rounding aside.
constexpr double kRounding = 1e-6;

bool exceeds(const World& world, const std::vector<double>& kwh, double cap_w) {
    const double most = cap_w * 1e-3 * world.meter_interval.seconds() / 3600 * (1 + kRounding);
    return std::any_of(kwh.begin(), kwh.end(), [&](double drawn) { return drawn > most; });
}

PowerRow judged(const World& world, std::size_t s, const PowerResult& r, double share,
                RunOutcome o) {
    PowerRow row{share, share * r.peak_w, std::move(o)};
    const RunOutcome& with = row.outcome;
    row.exceeded = exceeds(world, with.site_kwh[s], row.cap_w);
    // A job that the run does not see done either way is lost to a cap that keeps it waiting.
    row.starves = with.jobs_left > 0 && with.power_wait_h > r.free.power_wait_h;
    row.holds = !row.exceeded && !row.starves && with.missed <= r.free.missed &&
                with.jobs_left <= r.free.jobs_left && with.slo >= r.free.slo - kSloRoom;
    return row;
}

/// A row of that whole percent, where one was asked for.
const PowerRow* known(const std::vector<PowerRow>& rows, int percent) {
    const auto it = std::find_if(rows.begin(), rows.end(), [&](const PowerRow& row) {
        return std::fabs(row.share - percent * .01) < 1e-9;
    });
    return it == rows.end() ? nullptr : &*it;
}

/// The lowest whole percent that holds, by halving; rows that were run already narrow it first.
template <class At>
PowerRow least_cap(const std::vector<PowerRow>& rows, At at) {
    const PowerRow* whole = known(rows, 100);
    PowerRow least = whole ? *whole : at(100);
    if (!least.holds) return least;
    int low = 0;
    int high = 100;
    for (int percent = 99; percent > 0; --percent) {
        const PowerRow* row = known(rows, percent);
        if (!row) continue;
        low = row->holds ? low : percent;
        if (!row->holds) break;
        high = percent;
        least = *row;
    }
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        PowerRow row = at(middle);
        (row.holds ? high : low) = middle;
        if (row.holds) least = std::move(row);
    }
    return least;
}

}  // namespace

World without_caps(const World& world) {
    World other = world;
    for (Site& site : other.sites) {
        site.power_cap_w.clear();
        site.firm_cap_w.clear();
        site.calls.clear();
    }
    return other;
}

World with_cap(const World& world, SiteId site, double watts) {
    World other = world;
    Site& where = other.sites[site.index()];
    where.firm_cap_w.clear();
    where.calls.clear();
    where.power_cap_w.assign(world.intervals(), watts);
    return other;
}

PowerResult study_power(const World& world, const PowerQuestion& q) {
    PowerResult r;
    const World open = without_caps(world);
    r.free = run_variants({open}, q.options)[0];
    const std::size_t s = site_of(world, q, r.free);
    r.site = world.sites[s].name;
    take_load(world, s, r);
    if (!(r.peak_w > 0) || !has_servers(world, s)) {
        r.problem = q.site.empty() ? "nothing draws power at any site with servers of the base"
                                   : "no server draws power at " + r.site;
        return r;
    }
    std::vector<World> worlds;
    for (const double share : q.shares) {
        worlds.push_back(with_cap(open, SiteId(s), share * r.peak_w));
    }
    const std::vector<RunOutcome> outcomes = run_variants(worlds, q.options);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        r.rows.push_back(judged(world, s, r, q.shares[i], outcomes[i]));
    }
    const auto at = [&](int percent) {
        const double share = percent * .01;
        const World capped = with_cap(open, SiteId(s), share * r.peak_w);
        return judged(world, s, r, share, run_variants({capped}, q.options)[0]);
    };
    r.least = least_cap(r.rows, at);
    return r;
}

}  // namespace orrery
