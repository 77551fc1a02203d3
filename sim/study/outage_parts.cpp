// Outage processes of sites as the parts and shared causes of the closed form.
#include "sim/study/outage_parts.hpp"

#include <algorithm>
#include <map>

#include "sim/engine/outage_spans.hpp"

namespace orrery {
namespace {

constexpr double kYearSeconds = 365 * 86400.0;

struct Causes {
    std::vector<reliability::SharedCause> causes;
    std::map<std::string, std::size_t> index;
};

std::string cause_name(const OutageProcess& p) {
    return p.group.empty() ? "process " + key_of(p) : "group " + p.group;
}

double shared_share(const OutageProcess& p) {
    if (!p.group.empty()) return p.correlation;
    return p.sites.size() > 1 ? 1 : 0;
}

/// Shocks at the greatest rate and with the greatest duration of any member.
Causes causes_of(const World& world, const std::vector<SiteId>& sites) {
    std::map<std::string, reliability::SharedCause> named;
    for (const SiteId site : sites) {
        for (const OutageProcess& p : rated_outages(world, site)) {
            const double rate = shared_share(p) * p.per_year / kYearSeconds;
            if (rate <= 0) continue;
            reliability::SharedCause& cause = named[cause_name(p)];
            cause.per_s = std::max(cause.per_s, rate);
            cause.mean_s = std::max(cause.mean_s, mean_outage_s(p.p50, p.p90));
        }
    }
    Causes c;
    for (const auto& [name, cause] : named) {
        c.index[name] = c.causes.size();
        c.causes.push_back(cause);
    }
    return c;
}

reliability::SitePart part_of(const World& world, SiteId site, const Causes& causes) {
    reliability::SitePart part;
    double load = 0;
    double strongest = 0;
    for (const OutageProcess& p : rated_outages(world, site)) {
        const double rate = p.per_year / kYearSeconds;
        const double mean = mean_outage_s(p.p50, p.p90);
        const double shared = shared_share(p) * rate;
        load += (rate - shared) * mean;
        if (shared <= strongest) {
            load += shared * mean;
            continue;
        }
        // Only one cause is shared in the closed form; a weaker one counts as the site's own.
        const auto i = causes.index.at(cause_name(p));
        if (part.cause >= 0) {
            const auto& weaker = causes.causes[static_cast<std::size_t>(part.cause)];
            load += part.takes_part * weaker.per_s * weaker.mean_s;
        }
        strongest = shared;
        part.cause = static_cast<int>(i);
        part.takes_part = shared * mean / (causes.causes[i].per_s * causes.causes[i].mean_s);
    }
    part.own_per_s = load;
    part.own_mean_s = 1;
    return part;
}

}  // namespace

std::vector<OutageProcess> rated_outages(const World& world, SiteId site) {
    std::vector<OutageProcess> found;
    for (const OutageProcess& p : world.supply.outages) {
        const bool takes = p.plane == Plane::data || p.plane == Plane::edge;
        const bool here = std::find(p.sites.begin(), p.sites.end(), site) != p.sites.end();
        if (!takes || !here || p.per_year <= 0) continue;
        found.push_back(p);
        found.back().at = Nanos::never();
    }
    return found;
}

OutageParts outage_parts(const World& world, const std::vector<SiteId>& sites) {
    const Causes causes = causes_of(world, sites);
    OutageParts out;
    for (const SiteId site : sites) out.parts.push_back(part_of(world, site, causes));
    out.causes = causes.causes;
    return out;
}

}  // namespace orrery
