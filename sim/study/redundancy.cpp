// The study `redundancy`: how much is enough, by closed form and by simulated outages.
#include "sim/study/redundancy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "models/contracts/owed.hpp"
#include "models/reliability/reliability.hpp"
#include "orrery/base/math.hpp"
#include "sim/study/outage_parts.hpp"
#include "sim/study/redundancy_simulated.hpp"

namespace orrery {
namespace {

double server_year_usd(const contracts::ComputeTerms& t) {
    if (t.kind == contracts::ComputeKind::on_demand)
        return t.contracted_usd_server_h * contracts::kHoursPerYear;
    return t.capex_usd_server * ((1 - t.residual_share) / t.life_years + t.maintenance_share_year);
}

RedundancySite site_of(const World& world, PoolId pool) {
    const Pool& p = world.pools[pool.index()];
    RedundancySite site;
    site.pool = pool;
    site.vendor = world.sites[p.site.index()].vendor;
    site.usd_server_year = server_year_usd(p.terms);
    for (const VendorSpec& v : world.vendors) {
        if (v.name == site.vendor) site.usd_year = v.tooling_usd_year;
    }
    const bool fails = p.failures.mtbf != Nanos::never();
    if (fails) {
        site.unit_availability =
            reliability::availability(p.failures.mtbf.seconds(), p.failures.mttr.seconds());
    }
    return site;
}

double closed_form(const World& world, const RedundancyResult& r, const RedundancyRow& row) {
    std::vector<SiteId> sites;
    for (const std::uint32_t i : row.sites) {
        sites.push_back(world.pools[r.sites[i].pool.index()].site);
    }
    OutageParts outages = outage_parts(world, sites);
    for (std::size_t k = 0; k < row.sites.size(); ++k) {
        outages.parts[k].units = row.servers_each;
        outages.parts[k].unit_availability = r.sites[row.sites[k]].unit_availability;
    }
    return reliability::units_available(r.needed, outages.parts, outages.causes);
}

double cost_of(const RedundancyResult& r, const RedundancyRow& row) {
    double usd = 0;
    std::set<std::string> vendors;
    for (const std::uint32_t i : row.sites) {
        usd += row.servers_each * r.sites[i].usd_server_year;
        if (vendors.insert(r.sites[i].vendor).second) usd += r.sites[i].usd_year;
    }
    return usd;
}

std::string name_of(int sites, int survives, int spare, int needed) {
    if (sites == 1 && spare == needed) return "2N";
    const std::string plus = spare > 0 ? fmt::format("+{}", spare) : "";
    if (sites == 1) return "N" + plus;
    return fmt::format("{} active, survives {}{}", sites, survives,
                       spare > 0 ? fmt::format(", +{} each", spare) : "");
}

/// One, two or three sites of those there are, in their order.
std::vector<std::vector<std::uint32_t>> subsets(std::size_t n) {
    std::vector<std::vector<std::uint32_t>> all;
    const auto most = static_cast<std::uint32_t>(std::min<std::size_t>(n, 8));
    for (std::uint32_t a = 0; a < most; ++a) {
        all.push_back({a});
        for (std::uint32_t b = a + 1; b < most; ++b) {
            all.push_back({a, b});
            for (std::uint32_t c = b + 1; c < most; ++c) all.push_back({a, b, c});
        }
    }
    return all;
}

void add_rows(RedundancyResult& r, const std::vector<std::uint32_t>& sites, int most_spare) {
    const int m = static_cast<int>(sites.size());
    for (int survives = m > 1 ? 1 : 0; survives < std::max(m, 1); ++survives) {
        const int each = (r.needed + m - survives - 1) / (m - survives);
        std::vector<int> spares;
        for (int s = 0; s <= most_spare; ++s) spares.push_back(s);
        if (m == 1 && r.needed > most_spare) spares.push_back(r.needed);
        for (const int spare : spares) {
            RedundancyRow row;
            row.sites = sites;
            row.servers_each = each + spare;
            row.design = name_of(m, survives, spare, r.needed);
            r.rows.push_back(std::move(row));
        }
    }
}

void mark_frontier(RedundancyResult& r) {
    std::stable_sort(r.rows.begin(), r.rows.end(), [](const auto& a, const auto& b) {
        return std::pair(a.usd_year, -a.availability) < std::pair(b.usd_year, -b.availability);
    });
    const RedundancyRow* last = nullptr;
    for (RedundancyRow& row : r.rows) {
        row.meets = row.availability >= r.target;
        row.on_frontier = !last || row.availability > last->availability;
        if (!row.on_frontier) continue;
        if (last)
            row.usd_per_nine = (row.usd_year - last->usd_year) / (row.nines() - last->nines());
        last = &row;
    }
}

/// FLOP/s of a server at its peak: what it can carry, roughly.
double strength(const Pool& p) {
    return p.server.accelerators * p.accelerator.bf16.value;
}

/// Beyond it a server is no stand-in for another: a box in a shop, an eight-way node.
constexpr double kAlike = 2;

}  // namespace

bool alike(const Pool& a, const Pool& b) {
    return strength(a) <= kAlike * strength(b) && strength(b) <= kAlike * strength(a);
}

const Pool* largest_pool(const World& world) {
    const Pool* largest = nullptr;
    for (const Pool& p : world.pools) {
        if (p.tokens) continue;
        const bool more =
            !largest || p.servers * strength(p) > largest->servers * strength(*largest);
        if (more) largest = &p;
    }
    return largest;
}

namespace {

/// Pools whose servers can stand in for each other; equal sites made by `count:` are listed by
/// their entry in the note of those left out.
void take_sites(const World& world, RedundancyResult& r) {
    const Pool* largest = largest_pool(world);
    std::set<std::string> other;
    for (std::size_t p = 0; largest && p < world.pools.size(); ++p) {
        const Pool& pool = world.pools[p];
        if (pool.tokens) continue;
        if (alike(pool, *largest)) {
            r.sites.push_back(site_of(world, PoolId(p)));
        } else {
            other.insert(pool.group.empty() ? pool.name : pool.group);
        }
    }
    if (largest && r.needed == 0) {
        r.needed = largest->servers;
        r.needed_from = "those of " + largest->name;
    }
    if (other.empty()) return;
    r.notes.push_back(
        fmt::format("left out, as servers of another size than those of {} cannot "
                    "stand in for them: {}",
                    largest->name, fmt::join(other, ", ")));
}

/// Without failures and outages everything is always up, which is no finding.
void check_failures(const World& world, RedundancyResult& r) {
    std::set<std::string> silent;  // equal sites by their entry
    for (const RedundancySite& site : r.sites) {
        const Pool& pool = world.pools[site.pool.index()];
        const bool fails = pool.failures.mtbf != Nanos::never();
        if (fails || !rated_outages(world, pool.site).empty()) continue;
        silent.insert(pool.group.empty() ? pool.name : pool.group);
    }
    // Beside others it would win for nothing but silence.
    if (silent.empty()) return;
    r.problem = fmt::format("no failures are stated for {}: it would never be down",
                            fmt::join(silent, ", "));
}

}  // namespace

double RedundancyRow::nines() const {
    return -math::log(std::max(1 - availability, 1e-15)) / math::log(10.0);
}

const RedundancyRow* RedundancyResult::cheapest() const {
    const auto it =
        std::find_if(rows.begin(), rows.end(), [](const auto& row) { return row.meets; });
    return it == rows.end() ? nullptr : &*it;
}

RedundancyResult study_redundancy(const World& world, const RedundancyQuestion& q) {
    RedundancyResult r;
    r.target = q.target;
    r.needed = q.servers;
    r.needed_from = q.servers_from;
    take_sites(world, r);
    check_failures(world, r);
    if (!r.problem.empty()) return r;
    if (r.sites.size() > 8) r.notes.push_back("only the first eight pools are combined");
    for (const auto& sites : subsets(r.sites.size())) add_rows(r, sites, q.most_spare);
    for (RedundancyRow& row : r.rows) {
        row.availability = closed_form(world, r, row);
        row.usd_year = cost_of(r, row);
        simulate_row(world, r, q, row);
    }
    mark_frontier(r);
    return r;
}

}  // namespace orrery
