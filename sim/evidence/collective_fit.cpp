// Coefficients of collectives fitted to measured times: by library, family, operation, group size.
#include "sim/evidence/collective_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "orrery/base/math.hpp"
#include "orrery/base/words.hpp"
#include "sim/evidence/inference_names.hpp"
#include "sim/evidence/least_squares.hpp"

namespace orrery {
namespace {

using C = CollectiveProfile;
using Points = std::vector<const CollectiveCase*>;
using Kind = CollectiveCoefficient::Kind;

/// What a level adds to the squared log ratio to its parent: little on the widest, more on a group
/// size, whose hops and launches its own points cannot tell apart.
constexpr double kWidestPrior = 1e-3;
constexpr double kGroupPrior = 3e-3;
/// Fewer points than this tell a group size nothing that the level of all sizes does not.
constexpr std::size_t kFewest = 6;
/// A switch that adds up is believed where it explains this share of the loss.
constexpr double kExplains = 0.05;
/// NVLink 4, the first whose switches add up (NVIDIA H100 white paper, 2022).
const FitOptions kOptions{0.05, 60, 1.5, 1e-3};
constexpr double kAddingLink = 450e9;
/// A link of at least this is a switched fabric; cards on PCIe say nothing of other families.
constexpr double kSwitchedLink = 100e9;

/// Coefficients that a level varies: those of the protocols it has.
std::vector<CollectiveCoefficient> varied(const C& p) {
    std::vector<CollectiveCoefficient> list;
    for (const CollectiveCoefficient& c : collective_coefficients()) {
        const std::string name = c.name;
        if (name.starts_with("quick") && p.quick_efficiency == 0) continue;
        if (name.starts_with("switch") && p.switch_efficiency == 0) continue;
        const bool piped = c.member == &C::local || c.member == &C::half;
        if (p.operation == "scale_out" && piped) continue;
        list.push_back(c);
    }
    return list;
}

/// Weight of a point: its octave's points together weigh as their root.
std::vector<double> weights_of(const Points& points) {
    std::map<std::tuple<int, int, int>, double> octaves;
    const auto key = [](const CollectiveCase* c) {
        return std::tuple(c->row->ranks, c->row->per_server, std::ilogb(c->row->bytes));
    };
    for (const CollectiveCase* c : points) octaves[key(c)] += 1;
    std::vector<double> weights;
    for (const CollectiveCase* c : points) weights.push_back(1 / std::sqrt(octaves[key(c)]));
    return weights;
}

double time_of(const CollectiveCase& c, const network::Fabric& fabric) {
    const MeasuredCollective& r = *c.row;
    const auto algorithm = r.sums_floats ? network::Algorithm::best : network::Algorithm::ring;
    // With fewer cards than ranks in a server, several share one.
    const double sharing = c.cards > 0 ? std::max(1.0, 1.0 * r.per_server / c.cards) : 1;
    return network::collective_time(r.operation, r.bytes, {r.ranks, r.per_server, sharing}, fabric,
                                    algorithm);
}

/// A level's points, with one fabric for all that share accelerator, operation and servers.
struct Level {
    explicit Level(const Points& p, const Catalog* k = nullptr) : points(p), known(k) {
        std::map<std::tuple<const Accelerator*, network::Collective, int>, std::size_t> found;
        for (const CollectiveCase* c : points) {
            const auto key = std::tuple(c->accelerator, c->row->operation, c->row->per_server);
            const auto [it, added] = found.emplace(key, firsts.size());
            if (added) firsts.push_back(c);
            slot.push_back(it->second);
        }
    }
    const Points& points;
    const Catalog* known;  ///< null: the profile is the scale-up side; else the scale-out one
    std::vector<const CollectiveCase*> firsts = {};
    std::vector<std::size_t> slot = {};
};

network::Fabric fabric_with(const CollectiveCase& c, const Catalog& catalog) {
    Server server;
    server.network = Bandwidth{c.network};
    server.accelerators = c.row->per_server;
    network::Fabric f = fabric_of(server, *c.accelerator, catalog, c.row->library);
    f.domain = std::max(f.domain, c.row->per_server);
    return f;
}

network::Fabric trial_fabric(const CollectiveCase& c, const Catalog* known, const C& profile) {
    network::Fabric f;
    if (known) {
        f = fabric_with(c, *known);
        f.scale_out = way_of(profile, c.network).bulk;
        return f;
    }
    const auto op = static_cast<std::size_t>(c.row->operation);
    f.own[op] = {way_of(profile, c.accelerator->link_bandwidth.value)};
    f.own[op][0].ranks = 0;
    f.domain = std::max(c.row->per_server, c.accelerator->scale_up);
    return f;
}

void errors_of(const Level& level, const C& profile, std::vector<double>& errors) {
    std::vector<network::Fabric> fabrics;
    for (const CollectiveCase* c : level.firsts) {
        fabrics.push_back(trial_fabric(*c, level.known, profile));
    }
    for (std::size_t k = 0; k < level.points.size(); ++k) {
        const CollectiveCase& c = *level.points[k];
        errors[k] = math::log(time_of(c, fabrics[level.slot[k]]) / c.row->seconds);
    }
}

/// The best of several starts about a parent: the minimum over protocols has local optima.
double fit_level(const Level& level, C& profile, double prior) {
    const auto list = varied(profile);
    std::vector<FitBound> bounds;
    std::vector<double> parent;
    for (const auto& c : list) {
        parent.push_back(std::clamp(profile.*(c.member), c.low, c.high));
        bounds.push_back({c.low, c.high, parent.back(), std::sqrt(prior)});
    }
    const C base = profile;
    const auto errors = [&](const std::vector<double>& x) {
        C trial = base;
        for (std::size_t i = 0; i < list.size(); ++i) trial.*(list[i].member) = x[i];
        std::vector<double> out(level.points.size());
        errors_of(level, trial, out);
        return out;
    };
    double best = -1;
    for (const double factor : {1.0, 0.4, 3.0}) {
        std::vector<double> start = parent;
        for (std::size_t i = 0; i < start.size(); ++i) {
            if (list[i].kind == Kind::seconds) start[i] *= factor;
        }
        const Fitted found =
            fit_log_errors(bounds, start, weights_of(level.points), errors, kOptions);
        if (best >= 0 && found.cost >= best) continue;
        best = found.cost;
        for (std::size_t i = 0; i < list.size(); ++i) profile.*(list[i].member) = found.x[i];
    }
    return best;
}

C start_of(const std::string& name, const CollectiveCase& c) {
    C p;
    p.name = name;
    p.library = c.row->library;
    p.family = c.accelerator->family;
    p.operation = collective_name(c.row->operation);
    for (const auto& k : collective_coefficients()) p.*(k.member) = k.start;
    p.switch_efficiency = 0;
    p.switch_launch = 0;
    return p;
}

/// The level of all group sizes, with a switch where that explains much more.
C widest(const Level& level, C start) {
    C plain = start;
    const double without = fit_level(level, plain, kWidestPrior);
    const bool could = std::any_of(level.points.begin(), level.points.end(), [&](const auto* c) {
        return c->row->ranks >= start.switch_from && c->row->sums_floats &&
               c->accelerator->link_bandwidth.value >= kAddingLink;
    });
    if (start.operation != "all_reduce" || !could) return plain;
    C adds = plain;
    for (const auto& k : collective_coefficients()) {
        if (std::string(k.name).starts_with("switch")) adds.*(k.member) = k.start;
    }
    const double with = fit_level(level, adds, kWidestPrior);
    return with < (1 - kExplains) * without ? adds : plain;
}

void fit_groups(const C& parent, const Points& points, CollectiveProfiles& out) {
    std::map<int, Points> groups;
    for (const CollectiveCase* c : points) groups[c->row->ranks].push_back(c);
    for (const auto& [ranks, members] : groups) {
        if (members.size() < kFewest) continue;
        C p = parent;
        p.name = fmt::format("{}/{}", parent.name, ranks);
        p.ranks = ranks;
        if (ranks < p.switch_from) p.switch_efficiency = 0;
        fit_level(Level(members), p, kGroupPrior);
        out.emplace(p.name, p);
    }
}

void fit_any_family(const std::map<std::string, Points>& levels, CollectiveProfiles& out) {
    std::map<std::string, Points> pooled;
    std::map<std::string, std::set<std::string>> families;
    for (const auto& [name, points] : levels) {
        const CollectiveCase& c = *points.front();
        if (c.accelerator->link_bandwidth.value < kSwitchedLink) continue;
        const std::string key = c.row->library + "/*/" + collective_name(c.row->operation);
        pooled[key].insert(pooled[key].end(), points.begin(), points.end());
        families[key].insert(c.accelerator->family);
    }
    for (const auto& [name, points] : pooled) {
        if (families[name].size() < 2) continue;
        C start = start_of(name, *points.front());
        start.family = "*";
        fit_level(Level(points), start, kWidestPrior);
        out.emplace(name, start);
    }
}

void fit_scale_out(const std::string& name, const Points& points, CollectiveProfiles& out) {
    if (points.size() < kFewest) return;
    C p = start_of(name, *points.front());
    p.operation = "scale_out";
    p.quick_efficiency = 0;
    p.local = 0;
    p.half = 0;
    Catalog known;
    known.collectives = out;
    fit_level(Level(points, &known), p, kWidestPrior);
    out.emplace(p.name, p);
}

}  // namespace

const std::vector<CollectiveCoefficient>& collective_coefficients() {
    static const std::vector<CollectiveCoefficient> all{
        {"launch", &C::launch, 1e-7, 1e-3, 20e-6, Kind::seconds},
        {"hop", &C::hop, 1e-9, 1e-4, 1e-6, Kind::seconds},
        {"efficiency", &C::efficiency, .001, 1, .9, Kind::share},
        {"half", &C::half, 1, 1e8, 1e4, Kind::bytes},
        {"local", &C::local, .01, 100, 2, Kind::share},
        {"quick_launch", &C::quick_launch, 1e-7, 3e-4, 6e-6, Kind::seconds},
        {"quick_hop", &C::quick_hop, 1e-9, 5e-5, .6e-6, Kind::seconds},
        {"quick_efficiency", &C::quick_efficiency, .001, 1, .3, Kind::share},
        {"quick_local", &C::quick_local, .01, 100, 1, Kind::share},
        {"switch_launch", &C::switch_launch, 1e-6, 5e-4, 50e-6, Kind::seconds},
        {"switch_efficiency", &C::switch_efficiency, .05, 1, .6, Kind::share}};
    return all;
}

std::string CollectiveCase::level() const {
    return row->library + "/" + accelerator->family + "/" + collective_name(row->operation);
}

CollectiveCases resolve_collectives(const MeasuredCollectives& measured, const Catalog& catalog,
                                    const std::map<std::string, MeasuredNetwork>& networks) {
    CollectiveCases out;
    out.skipped = measured.skipped;
    std::map<std::string, std::set<double>> sizes;
    const auto curve = [](const MeasuredCollective& r) {
        return fmt::format("{}|{}|{}|{}|{}|{}", r.library, r.accelerator,
                           collective_name(r.operation), r.sums_floats, r.ranks, r.per_server);
    };
    for (const MeasuredCollective& r : measured.rows) sizes[curve(r)].insert(r.bytes);
    for (const MeasuredCollective& r : measured.rows) {
        CollectiveCase c;
        c.row = &r;
        c.accelerator = measured_accelerator(catalog, lower_case(r.accelerator));
        if (!c.accelerator) {
            out.skipped.push_back({r.id, "no accelerator " + r.accelerator + " in the catalog"});
            continue;
        }
        const auto network = networks.find(c.accelerator->name);
        if (network != networks.end()) {
            c.network = network->second.bandwidth;
            c.cards = network->second.cards;
        }
        if (c.crosses() && c.network == 0) {
            out.skipped.push_back({r.id,
                                   "over servers, and the table does not state their network "
                                   "(--network " +
                                       c.accelerator->name + "=8x400Gb/s)"});
            continue;
        }
        const auto& all = sizes[curve(r)];
        c.size_index = static_cast<int>(std::distance(all.begin(), all.find(r.bytes)));
        out.cases.push_back(c);
    }
    return out;
}

CollectiveProfiles fit_collectives(const std::vector<const CollectiveCase*>& cases,
                                   bool group_sizes) {
    std::map<std::string, Points> levels;
    std::map<std::string, Points> crossing;
    for (const CollectiveCase* c : cases) {
        const std::string over = c->row->library + "/" + c->accelerator->family + "/scale_out";
        (c->crosses() ? crossing[over] : levels[c->level()]).push_back(c);
    }
    CollectiveProfiles out;
    for (const auto& [name, points] : levels) {
        if (points.size() < kFewest) continue;
        const C parent = widest(Level(points), start_of(name, *points.front()));
        out.emplace(name, parent);
        if (group_sizes) fit_groups(parent, points, out);
    }
    fit_any_family(levels, out);
    for (const auto& [name, points] : crossing) fit_scale_out(name, points, out);
    return out;
}

CollectivePredictor::CollectivePredictor(const CollectiveProfiles& profiles, bool any_size) {
    for (const auto& [name, profile] : profiles) {
        if (!any_size || profile.ranks == 0) catalog_.collectives.emplace(name, profile);
    }
}

double CollectivePredictor::seconds(const CollectiveCase& c) {
    const std::string key = fmt::format("{}|{}|{}|{}", c.accelerator->name, c.row->library,
                                        c.row->per_server, c.network);
    auto it = fabrics_.find(key);
    if (it == fabrics_.end()) it = fabrics_.emplace(key, fabric_with(c, catalog_)).first;
    if (it->second.own[static_cast<std::size_t>(c.row->operation)].empty()) return 0;
    return time_of(c, it->second);
}

}  // namespace orrery
