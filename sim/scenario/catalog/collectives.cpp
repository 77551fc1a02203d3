// Collective profiles of the catalog: field table, checks, text, and a server's two-tier fabric.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/scenario/catalog/checker.hpp"
#include "sim/scenario/catalog/describe.hpp"
#include "sim/scenario/catalog/tables.hpp"

namespace orrery {
namespace catalog {

using namespace fields;

namespace {

using C = CollectiveProfile;

constexpr std::array<const char*, network::kCollectives> kOperations{
    "all_reduce", "all_gather", "reduce_scatter", "all_to_all", "broadcast", "send_recv"};

Field<C> share(const char* key, double C::*m, const char* doc) {
    return quantity(key, m, Measure::share, doc).min(0);
}

Field<C> time(const char* key, double C::*m, const char* doc) {
    return quantity(key, m, Measure::duration, doc).min(0);
}

std::string micro(double s) {
    return fmt::format("{:.4g} us", s * 1e6);
}

std::string ratio(double value) {
    return value == 0 ? "-" : fmt::format("{:.3g}", value);
}

std::string percent(double value) {
    return value == 0 ? "-" : fmt::format("{:.3g} %", value);
}

}  // namespace

const Table<CollectiveProfile>& collective_table() {
    static const Table<C> t = sourced<C>(
        "What a communication library reaches on an accelerator family; rates are shares of the "
        "link.",
        {time("launch", &C::launch, "Of the operation, once"), time("hop", &C::hop, "Of one hop"),
         share("efficiency", &C::efficiency, "Rate of long messages"),
         quantity("half", &C::half, Measure::bytes, "Message of a hop at half of that rate", 0)
             .min(0),
         share("local", &C::local, "Rate of the pass through a rank's own memory; absent: free"),
         time("quick_launch", &C::quick_launch, "Launch of the protocol for short messages"),
         time("quick_hop", &C::quick_hop, "A hop of it"),
         share("quick_efficiency", &C::quick_efficiency, "Its rate; absent: no such protocol"),
         share("quick_local", &C::quick_local, "Its pass through memory; absent: free"),
         time("switch_launch", &C::switch_launch, "Launch where the switch adds up"),
         share("switch_efficiency", &C::switch_efficiency, "Its rate; absent: no such switch"),
         whole("switch_from", &C::switch_from, "Smallest group that uses it").min(2),
         quantity("error_pct", &C::error_pct, Measure::number,
                  "Held-out mean absolute error, percent", 0)});
    return t;
}

void check_collective(const Checker& check, const CollectiveProfile& p) {
    for (const auto& [field, value] :
         {std::pair("efficiency", p.efficiency), std::pair("quick_efficiency", p.quick_efficiency),
          std::pair("switch_efficiency", p.switch_efficiency)}) {
        check.require(value >= 0 && value <= 1, "E0632", field,
                      "an efficiency lies above 0 and at most at 1",
                      "above 1 the library would be faster than the data sheet");
    }
    check.require(p.efficiency > 0, "E0632", "efficiency", "must be positive");
    bool known = p.operation == "*" || p.operation == "scale_out";
    for (const char* operation : kOperations) known = known || p.operation == operation;
    check.require(known && !p.library.empty(), "E0632", "",
                  "the name is no library/family/operation",
                  "as nccl/hopper/all_reduce, nccl/hopper/all_reduce/8 or nccl/scale_out");
}

Rows describe(const CollectiveProfile& p) {
    Rows rows{{"launch", micro(p.launch)},
              {"hop", micro(p.hop)},
              {"efficiency", ratio(p.efficiency)},
              {"half rate at", with_unit(p.half, "B")},
              {"pass through memory", ratio(p.local)}};
    if (p.quick_efficiency > 0) {
        rows.insert(rows.end(), {{"short: launch", micro(p.quick_launch)},
                                 {"short: hop", micro(p.quick_hop)},
                                 {"short: efficiency", ratio(p.quick_efficiency)},
                                 {"short: through memory", ratio(p.quick_local)}});
    }
    if (p.switch_efficiency > 0) {
        rows.insert(rows.end(), {{"switch: launch", micro(p.switch_launch)},
                                 {"switch: efficiency", ratio(p.switch_efficiency)},
                                 {"switch: from", fmt::format("{} ranks", p.switch_from)}});
    }
    rows.emplace_back("held-out error", percent(p.error_pct));
    return rows;
}

Cells summarise(const CollectiveProfile& p) {
    return {micro(p.launch), micro(p.hop), ratio(p.efficiency), percent(p.error_pct)};
}

namespace {

const CollectiveProfile* find(const Catalog& catalog, const std::string& name) {
    const auto it = catalog.collectives.find(name);
    return it == catalog.collectives.end() ? nullptr : &it->second;
}

/// Domains of racks: an instance may be a tray of one.
constexpr int kWholeServer = 16;

int domain_of(const Server& s, const Accelerator& a) {
    const bool part = s.accelerators > 1 && a.scale_up <= kWholeServer;
    return std::max(1, part ? std::min(s.accelerators, a.scale_up) : a.scale_up);
}

/// "library/family" and what stands for it, the nearest first: generations of the library on the
/// family ("nccl-2024"), the newest first, then the library on any family.
std::vector<std::string> stems_of(const Catalog& catalog, const std::string& library,
                                  const std::string& family) {
    std::vector<std::string> stems;
    for (const auto& [name, profile] : catalog.collectives) {
        const std::string stem = profile.library + "/" + family;
        if (profile.library.rfind(library + "-", 0) != 0 || profile.family != family) continue;
        if (stems.empty() || stems.back() != stem) stems.push_back(stem);
    }
    stems.push_back(library + "/" + family);
    std::reverse(stems.begin(), stems.end());
    stems.push_back(library + "/*");
    return stems;
}

/// Entries of an operation, any group size first, of the first stem that has some.
std::vector<network::Way> ways_of(const Catalog& catalog, const std::vector<std::string>& stems,
                                  const char* operation, double bandwidth) {
    std::vector<network::Way> ways;
    for (const std::string& stem : stems) {
        const std::string name = stem + "/" + operation;
        for (auto it = catalog.collectives.lower_bound(name); it != catalog.collectives.end();
             ++it) {
            if (it->first != name && it->first.rfind(name + "/", 0) != 0) break;
            ways.push_back(way_of(it->second, bandwidth));
        }
        if (!ways.empty()) break;
    }
    return ways;
}

/// For operations that were not measured: the entry of any, else rings of one pass, else of two.
network::Tier usual_tier(const Catalog& catalog, const std::vector<std::string>& stems,
                         double bandwidth) {
    for (const char* operation : {"*", "all_gather", "all_reduce"}) {
        const auto ways = ways_of(catalog, stems, operation, bandwidth);
        if (!ways.empty()) return ways.front().bulk;
    }
    network::Tier sheet;
    sheet.bandwidth = bandwidth;
    return sheet;
}

}  // namespace
}  // namespace catalog

network::Way way_of(const CollectiveProfile& p, double bandwidth) {
    network::Way way;
    way.ranks = p.ranks;
    way.bulk = {bandwidth, p.efficiency, p.hop, p.launch, p.half, p.local * bandwidth};
    if (p.quick_efficiency > 0) {
        way.quick = {bandwidth, p.quick_efficiency,       p.quick_hop, p.quick_launch,
                     0,         p.quick_local * bandwidth};
    }
    if (p.switch_efficiency > 0) {
        way.in_network = {bandwidth, p.switch_efficiency, 0, p.switch_launch, 0, 0};
    }
    way.in_network_from = p.switch_from;
    return way;
}

network::Fabric fabric_of(const Server& server, const Accelerator& accelerator,
                          const Catalog& catalog, const std::string& library) {
    network::Fabric f;
    const double link = accelerator.link_bandwidth.value;
    const auto stems = catalog::stems_of(catalog, library, accelerator.family);
    f.domain = catalog::domain_of(server, accelerator);
    f.scale_up = catalog::usual_tier(catalog, stems, link);
    f.scale_out.bandwidth = server.network.value;
    for (const std::string& name : {library + "/" + accelerator.family + "/scale_out",
                                    library + "/scale_out", std::string("nccl/scale_out")}) {
        const auto* out = catalog::find(catalog, name);
        if (!out) continue;
        f.scale_out = way_of(*out, server.network.value).bulk;
        break;
    }
    for (std::size_t i = 0; i < f.own.size(); ++i) {
        f.own[i] = catalog::ways_of(catalog, stems, catalog::kOperations[i], link);
    }
    return f;
}

}  // namespace orrery
